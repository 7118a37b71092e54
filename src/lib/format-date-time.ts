/** Date and time in the reader's locale and zone, `3 May 2026, 14:05`. What is not a date comes back as it is. */
export function formatDateTime(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
}

/** The same to the second and with the zone's name: for hovering and for records. */
export function formatDateTimeExact(
  value: string | Date,
  locale?: string,
  timeZone?: string,
): string {
  return format(value, locale, {
    dateStyle: 'full',
    timeStyle: 'long',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
}

/** The day alone, `Sunday, 3 May 2026`: the heading of a feed. */
export function formatDay(value: string | Date, locale?: string, timeZone?: string): string {
  return format(value, locale, {
    dateStyle: 'full',
    ...(timeZone === undefined ? {} : { timeZone }),
  })
}

function format(
  value: string | Date,
  locale: string | undefined,
  options: Intl.DateTimeFormatOptions,
): string {
  const date = typeof value === 'string' ? new Date(value) : value
  if (Number.isNaN(date.getTime())) return typeof value === 'string' ? value : ''
  return new Intl.DateTimeFormat(locale, options).format(date)
}
