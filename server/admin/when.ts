import { parseInstant } from '#fhir/instant.ts'
import { UsageError } from './command.ts'

/** How the help calls what `readWhen` takes. */
export const WHEN = 'date or instant'

/**
 * An instant with a time zone, or a day (UTC).
 * @param edge what a day stands for: its first instant, or the first one after it
 * @returns an instant in UTC
 * @throws UsageError
 */
export function readWhen(option: string, text: string, edge: 'start' | 'end'): string {
  const found = parseInstant(text) ?? parseDay(text, edge)
  if (found) return found.toISOString()
  throw new UsageError(
    `--${option} takes a day such as 2026-11-22, or an instant such as 2026-11-22T08:00:00Z, and not "${text}".`,
  )
}

/** The same, or how long from now: `12h`, `90d`, `6w`, `1y`. @throws UsageError, also for what is past */
export function readExpiry(option: string, text: string, now: Date): string {
  const duration = /^(\d{1,5})([hdwy])$/.exec(text)
  const found =
    (duration &&
      new Date(now.getTime() + Number(duration[1]) * hoursOf(duration[2]) * 3_600_000)) ??
    parseInstant(text) ??
    parseDay(text, 'end')
  if (!found)
    throw new UsageError(
      `--${option} takes how long (12h, 90d, 6w, 1y), the last day (2026-11-22) or an instant (2026-11-22T08:00:00Z), and not "${text}".`,
    )
  if (found <= now) throw new UsageError(`--${option} ${text} is past.`)
  return found.toISOString()
}

function hoursOf(unit: string | undefined): number {
  if (unit === 'h') return 1
  if (unit === 'd') return 24
  return unit === 'w' ? 7 * 24 : 365 * 24
}

function parseDay(text: string, edge: 'start' | 'end'): Date | undefined {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseInstant(`${text}T00:00:00Z`) : undefined
  return start && edge === 'end' ? new Date(start.getTime() + 24 * 3_600_000) : start
}
