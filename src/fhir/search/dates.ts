import { parseInstant } from '../instant.ts'
import { DATE_PREFIXES, SearchError } from './criteria.ts'
import type { DateCriterion } from './criteria.ts'

/**
 * A date with its prefix, `ge2026-05`: a year, month, day, minute, second or millisecond. A time without a zone and a day
 * are UTC's. Any fraction of a second names one millisecond, so that a client that asks for what is newer than an instant
 * it has seen misses nothing, however short that was written.
 * @throws SearchError
 */
export function parseDate(text: string): DateCriterion {
  const [, letters = '', value = ''] = /^([a-z]*)(.*)$/s.exec(text) ?? []
  const prefix = DATE_PREFIXES.find((known) => known === (letters || 'eq'))
  // An unescaped plus arrives as a space, which no date holds.
  const range = prefix && rangeOf(value.replaceAll(' ', '+'))
  if (prefix && range) return { prefix, ...range }
  throw new SearchError(
    `"${text.slice(0, 60)}" is not a date of a search. Write it like 2026, ge2026-05, lt2026-05-03 or gt2026-05-03T10:15:00Z; ` +
      `the prefixes are ${DATE_PREFIXES.join(', ')}.`,
  )
}

/** The shortest text, in UTC, that means the same. */
export function writeDate({ prefix, from, to }: DateCriterion): string {
  const iso = new Date(from).toISOString()
  const shorter = LENGTHS.map((length) => iso.slice(0, length) + (length > 10 ? 'Z' : ''))
  const text = shorter.find((one) => {
    const range = rangeOf(one)
    return range?.from === from && range.to === to
  })
  return (prefix === 'eq' ? '' : prefix) + (text ?? iso)
}

/** Of an ISO instant: until its year, month, day, minute, second. */
const LENGTHS = [4, 7, 10, 16, 19]

/**
 * Whether an instant is what is asked for (https://hl7.org/fhir/R4/search.html#prefix).
 * @param time milliseconds since 1970
 */
export function dateHolds({ prefix, from, to }: DateCriterion, time: number): boolean {
  switch (prefix) {
    case 'eq':
      return from <= time && time < to
    case 'ne':
      return time < from || to <= time
    case 'gt':
    case 'sa':
      return to <= time
    case 'lt':
    case 'eb':
      return time < from
    case 'ge':
      return from <= time
    case 'le':
      return time < to
  }
}

const DATE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/

function rangeOf(text: string): { from: number; to: number } | undefined {
  const match = DATE.exec(text)
  if (!match) return undefined
  const [, year = '', month, day, minute, second, zone = 'Z'] = match
  const start = parseInstant(
    `${year}-${month ?? '01'}-${day ?? '01'}T${minute ?? '00:00'}${second ?? ':00'}${zone}`,
  )
  if (!start) return undefined
  const from = start.getTime()
  const end = new Date(from)
  if (month === undefined) end.setUTCFullYear(end.getUTCFullYear() + 1)
  else if (day === undefined) end.setUTCMonth(end.getUTCMonth() + 1)
  else end.setTime(from + lengthOf(minute, second))
  return { from, to: end.getTime() }
}

/** Milliseconds. */
function lengthOf(minute: string | undefined, second: string | undefined): number {
  if (minute === undefined) return 86_400_000
  if (second === undefined) return 60_000
  return second.includes('.') ? 1 : 1000
}
