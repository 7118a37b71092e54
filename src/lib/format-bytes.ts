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
