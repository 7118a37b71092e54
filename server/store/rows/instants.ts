import { parseInstant } from '#fhir/instant.ts'

/** An instant as milliseconds since 1970, as the tables keep it. @throws RangeError when it is not an instant */
export function milliseconds(instant: string): number {
  const date = parseInstant(instant)
  if (!date) throw new RangeError(`"${instant}" is not an instant.`)
  return date.getTime()
}
