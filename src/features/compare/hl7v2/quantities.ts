import { valueAt, type PartView } from '#formats/hl7v2/describe-fields.ts'
import { plainText } from '#formats/hl7v2/escapes.ts'
import { fieldDefinition } from '#formats/hl7v2/segment-table.ts'
import type { KeyedSegment } from './segment-keys.ts'

/** The field with the units of an amount: the next one of that name (RXE-5 of RXE-3 and 4, OBX-6 of OBX-5). */
function unitsFieldOf(id: string, field: number): number | undefined {
  const nameOf = (at: number) => fieldDefinition(id, at)?.name ?? ''
  if (!AMOUNT.test(nameOf(field))) return undefined
  for (const next of [field + 1, field + 2]) {
    if (/units$/iu.test(nameOf(next))) return next
    if (!AMOUNT.test(nameOf(next))) return undefined
  }
  return undefined
}

const AMOUNT = /amount|strength$|strength volume$|^value$/iu

/** An amount with its units, "5 mg": half of it reads as something else. */
export function withUnits(text: string, { segment, separators }: KeyedSegment, field: number) {
  const at = unitsFieldOf(segment.id, field)
  if (text === '' || at === undefined) return text
  const units = valueAt(segment, separators, at, 1) || valueAt(segment, separators, at, 2)
  return units === '' ? text : `${text} ${plainText(units, separators)}`
}

/** Units with the amounts that they are of, where both sides have the same ones: "5 mg", which became "5 g". */
export function withAmounts(
  texts: readonly [string, string],
  one: KeyedSegment,
  other: KeyedSegment,
  field: number,
): [string, string] {
  const { id } = other.segment
  const amountsOf = ({ segment, separators }: KeyedSegment) =>
    [2, 1].flatMap((back) => {
      if (unitsFieldOf(id, field - back) !== field) return []
      const amount = plainText(valueAt(segment, separators, field - back), separators)
      return amount === '' || amount.length > LONGEST ? [] : [amount]
    })
  const [before, after] = [amountsOf(one).join(' to '), amountsOf(other).join(' to ')]
  const isSame = before === after && before !== ''
  const whole = (text: string) => (isSame && text !== '' ? `${before} ${text}` : text)
  return [whole(texts[0]), whole(texts[1])]
}

/** Letters of an amount: longer ones are texts. */
const LONGEST = 20

/** A structured number (SN, HL7 2.5.1, 2.A.70) as one value: its sign alone, "<", says nothing. */
export function structuredNumber(
  { segment, separators }: KeyedSegment,
  raw: string,
): PartView | undefined {
  if (segment.id !== 'OBX' || segment.fields[2]?.trim() !== 'SN' || raw === '') return undefined
  const words = raw
    .split(separators.component)
    .map((part) => plainText(part, separators))
    .join('')
  return { path: 'OBX-5', name: undefined, raw, words }
}
