/**
 * Dates and times in the reader's locale and zone. Where a time comes twice, in the hour that autumn repeats, the
 * offset tells which one it is. What is not a date comes back as it is.
 */

/** Date and time, `3 May 2026, 14:05`. */
export function formatDateTime(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, timeZone, { dateStyle: 'medium', timeStyle: 'short' })
}

/** The time alone, `14:05`. */
export function formatTime(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, timeZone, { timeStyle: 'short' })
}

/** The date alone, `3 May 2026`. */
export function formatDate(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, timeZone, { dateStyle: 'medium' })
}

/** Date and time to the second and with the zone's name: for hovering and for records. */
export function formatDateTimeExact(
  value: string | Date,
  locale?: string,
  timeZone?: string,
): string {
  return format(value, locale, timeZone, { dateStyle: 'full', timeStyle: 'long' })
}

/** The day alone, `Sunday, 3 May 2026`: the heading of a feed. */
export function formatDay(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, timeZone, { dateStyle: 'full' })
}

function format(
  value: string | Date,
  locale: string | undefined,
  timeZone: string | undefined,
  style: Intl.DateTimeFormatOptions,
): string {
  const date = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(date.getTime())) return typeof value === 'string' ? value : ''
  const text = formatter(locale, timeZone, style).format(date)
  const needsOffset = style.timeStyle === 'short' && isAmbiguous(date, timeZone)
  return needsOffset ? `${text} (${offsetName(date, timeZone)})` : text
}

/** Whether the clock shows that time twice: another instant some hours off has the same time under another offset. */
function isAmbiguous(date: Date, timeZone: string | undefined): boolean {
  const time = date.getTime()
  const offset = offsetOf(date, timeZone)
  return [-NEAR, NEAR].some((near) => {
    const other = offsetOf(new Date(time + near), timeZone)
    return other !== offset && offsetOf(new Date(time + offset - other), timeZone) === other
  })
}

/** Milliseconds; further than any clock is ever set back. */
const NEAR = 3 * 3_600_000

/** Milliseconds ahead of UTC. */
function offsetOf(date: Date, timeZone: string | undefined): number {
  if (timeZone === undefined) return date.getTimezoneOffset() * -60_000
  const match = /([+-])(\d{1,2})(?::(\d{2}))?/.exec(offsetName(date, timeZone))
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000
}

/** `GMT+2` */
function offsetName(date: Date, timeZone: string | undefined): string {
  const parts = formatter('en', timeZone, { timeZoneName: 'shortOffset' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
}

/** Making a formatter costs a hundred times what using it does. */
function formatter(
  locale: string | undefined,
  timeZone: string | undefined,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = [locale, timeZone, ...Object.values(style)].join(' ')
  let known = formatters.get(key)
  if (known === undefined) {
    known = new Intl.DateTimeFormat(locale, { ...style, ...(timeZone && { timeZone }) })
    formatters.set(key, known)
  }
  return known
}

const formatters = new Map<string, Intl.DateTimeFormat>()

const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB']

/** A size in plain units of a thousand, as file managers and printers' ink count: `980 bytes`, `1.4 MB`. */
export function formatBytes(bytes: number, locale?: string): string {
  if (!Number.isFinite(bytes) || bytes < 0) return 'unknown size'
  if (bytes === 1) return '1 byte'
  let value = bytes
  let unit = 'bytes'
  for (const next of UNITS) {
    // 999,950 bytes would read "1,000 kB" once rounded.
    if (round(value) < 1000) break
    value /= 1000
    unit = next
  }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits(value, unit) }).format(value)} ${unit}`
}

/** As it will be shown: one decimal below ten, none above. */
function round(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value)
}

function digits(value: number, unit: string): number {
  return unit !== 'bytes' && round(value) < 10 ? 1 : 0
}
