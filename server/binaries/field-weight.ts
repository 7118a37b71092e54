import type { BinaryFields } from '#server/store/binaries.ts'
import { Refusal } from './outcomes.ts'

/**
 * A Binary without its data is bounded as it is stored, which may be more than it came as: `1e20` is stored as 21 digits.
 * What an earlier release took may stay as large as it was.
 * @param most bytes
 * @param stored what a patch began with
 * @throws Refusal
 */
export function checkWeight(fields: BinaryFields, most: number, stored?: BinaryFields): void {
  const weight = weightOf(fields)
  if (weight <= most || (stored && weight <= weightOf(stored))) return
  throw new Refusal(
    'too-large',
    `Beside its data a Binary may have ${most} bytes of JSON, and this one would have ${weight}.`,
  )
}

/**
 * Bytes of a resource beside its data that are taken in: more than may be stored of it, since it may be written with
 * blanks and escapes, and since readers send back what the server adds.
 */
export function receivedBytes(fieldsMaxBytes: number): number {
  return 4 * fieldsMaxBytes
}

/** Bytes of the fields as they are stored. */
export function weightOf(fields: BinaryFields): number {
  return Buffer.byteLength(JSON.stringify(fields))
}
