/** A date or time of HL7 (v2 TS and DTM, v3 TS): as precise as it was written, in its own zone. */
export interface Hl7Time {
  /** What it says in the reader's language, `14 October 2026 at 15:48, UTC+02:00`. */
  words: string
  /** The digits as ISO 8601, for sorting and for `<time>`. */
  iso: string
}

/**
 * `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]` in words. It is not moved into the reader's zone: a document's wall-clock time
 * is what was written on it.
 *
 * @returns `undefined` for what is not such a time, as a 13th month
 */
export function readHl7Time(value: string, locale?: string): Hl7Time | undefined {
  const parts = PATTERN.exec(value.trim())
  if (parts === null) return undefined
  const [, year = '', month, day, hour, minute, second, fraction, offset] = parts
  if (outside(month, 1, 12) || outside(day, 1, 31) || outside(hour, 0, 23)) return undefined
  if (outside(minute, 0, 59) || outside(second, 0, 60)) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month ?? 1) - 1, Number(day ?? 1))
  date.setUTCHours(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0))
  // 31 February is not a date.
  if (day !== undefined && date.getUTCDate() !== Number(day)) return undefined
  const zone = offset === undefined ? '' : `${offset.slice(0, 3)}:${offset.slice(3)}`
  const words = new Intl.DateTimeFormat(locale, { ...precision(parts), timeZone: 'UTC' }).format(
    date,
  )
  const exact = fraction === undefined ? '' : ` (${second}${fraction} s)`
  const clock = [hour, minute, second].filter((part) => part !== undefined).join(':')
  const time = clock === '' ? '' : `T${clock}${fraction ?? ''}`
  return {
    // A minus sign, where a line must not break.
    words: `${words}${exact}${zone === '' ? '' : `, UTC${zone.replace('-', '−')}`}`,
    iso: `${[year, month, day].filter((part) => part !== undefined).join('-')}${time}${zone}`,
  }
}

const PATTERN =
  /^(\d{4})(?:(0\d|1\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(\.\d{1,6})?)?)?)?)?)?([+-]\d{4})?$/

function outside(digits: string | undefined, from: number, to: number): boolean {
  return digits !== undefined && (Number(digits) < from || Number(digits) > to)
}

function precision(parts: RegExpExecArray): Intl.DateTimeFormatOptions {
  const [, , month, day, hour, minute, second] = parts
  if (month === undefined) return { year: 'numeric' }
  if (day === undefined) return { year: 'numeric', month: 'long' }
  if (hour === undefined) return { dateStyle: 'long' }
  // A minute that was not written was not zero.
  if (minute === undefined) {
    return { year: 'numeric', month: 'long', day: 'numeric', hour: 'numeric' }
  }
  return { dateStyle: 'long', timeStyle: second === undefined ? 'short' : 'medium' }
}
