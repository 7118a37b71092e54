import { SAMPLES, type SampleFile, type SampleName } from './sample-files.ts'

/** One version of the sample organization's history. */
export interface Step {
  /** The Binary's key in `SAMPLES`. */
  of: SampleName
  when: When
  author: string
  /** As `log-cdata` has it. */
  reason?: string
  /** Absent for a deletion. */
  body?: { content: string; fields: SampleFile }
}

/** So many days before the start, at a time of day in UTC; or, for what just happened, so many minutes before. */
export type When = { days: number; time: string } | { minutes: number }

/** The instant of a step, for a start at `now`: always before it. */
export function instantOf(when: When, now: Date): Date {
  if ('minutes' in when) return new Date(now.getTime() - when.minutes * 60_000)
  const day = new Date(now.getTime() - when.days * 86_400_000).toISOString().slice(0, 10)
  return new Date(`${day}T${when.time}Z`)
}

/** A version with this content, and the sample's fields but for those that it changes. */
export function put(
  of: SampleName,
  when: When,
  author: string,
  content: string,
  reason?: string,
  changed: Partial<SampleFile> = {},
): Step {
  const body = { content, fields: { ...SAMPLES[of], ...changed } }
  return { of, when, author, body, ...(reason !== undefined && { reason }) }
}

export function remove(of: SampleName, when: When, author: string, reason: string): Step {
  return { of, when, author, reason }
}
