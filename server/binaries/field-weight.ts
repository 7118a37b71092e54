import type { LongTexts } from '#fhir/json/long-texts.ts'
import { writePieces } from '#lib/json/write-pieces.ts'
import type { BinaryFields } from '#server/store/binaries.ts'
import { Refusal } from './outcomes.ts'

/**
 * A Binary without its data is bounded as it is stored, which may be more than it came as: `1e20` is stored as 21 digits.
 * What an earlier release took may stay as large as it was.
 * @param weight of the fields, bytes
 * @param most bytes
 * @param stored bytes of what a patch began with
 * @throws Refusal
 */
export function checkWeight(weight: number, most: number, stored = 0): void {
  if (weight > most && weight > stored) throw tooHeavy(most, String(weight))
}

/**
 * Puts long texts into their places among fields, unless they alone weigh too much.
 * @param fields are changed
 * @param most characters
 * @throws Refusal
 */
export function restoreTexts(fields: object, texts: LongTexts, most: number): void {
  if (!texts.restore(fields, most)) throw tooHeavy(most, 'more')
}

function tooHeavy(most: number, weight: string): Refusal {
  const said = `Beside its data a Binary may have ${most} bytes of JSON, and this one would have ${weight}.`
  return new Refusal('too-large', said)
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

/**
 * The same of what may be long, since an earlier release took it.
 * @param turn awaited between two pieces
 */
export async function weightInPieces(
  fields: BinaryFields,
  turn: () => Promise<void>,
): Promise<number> {
  let weight = 0
  for (const piece of writePieces(fields)) {
    if (weight > 0) await turn()
    weight += Buffer.byteLength(piece)
  }
  return weight
}
