/** The instant at which a day begins in the reader's own zone, with its offset; `undefined` for what is not a day. */
export function startOfDay(day: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const date = new Date(`${day}T00:00:00`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The calendar day in the reader's own zone, `2026-05-03`. */
export function dayOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const year = String(date.getFullYear()).padStart(4, '0')
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Milliseconds until the reader's next midnight, also on the days that last 23 or 25 hours. */
export function untilNextDay(now: Date): number {
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  return next.getTime() - now.getTime()
}

/** The instant at which the day after begins, in the reader's own zone; `undefined` for what is not a day. */
export function startOfNextDay(day: string): string | undefined {
  const start = startOfDay(day)
  if (start === undefined) return undefined
  const date = new Date(start)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).toISOString()
}
