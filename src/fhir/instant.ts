const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/

/**
 * A FHIR instant: to the second at least, with a time zone, of a day that exists
 * (https://hl7.org/fhir/R4/datatypes.html#instant). JavaScript's own parser makes 2 March of 30 February.
 */
export function parseInstant(text: string): Date | undefined {
  const match = INSTANT.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = offsetMinutes(match[8], Number(match[9] ?? 0), Number(match[10] ?? 0))
  // A leap second is written 60.
  if (year === 0 || hour > 23 || minute > 59 || second > 60 || offset === undefined)
    return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const milliseconds = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000 + 1e-6)
  date.setUTCHours(hour, minute - offset, second, milliseconds)
  return date
}

/** As HTTP writes dates, to the second (RFC 9110 §5.6.7). @param instant in any form that JavaScript reads */
export function httpDate(instant: string): string {
  return new Date(instant).toUTCString()
}

function offsetMinutes(sign: string | undefined, hours: number, minutes: number) {
  if (hours > 14 || minutes > 59 || (hours === 14 && minutes > 0)) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes)
}
