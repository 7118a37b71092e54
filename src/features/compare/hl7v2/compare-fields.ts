import { describeFields, type PartView } from '#formats/hl7v2/describe-fields.ts'
import { plainText } from '#formats/hl7v2/escapes.ts'
import type { Segment, Separators } from '#formats/hl7v2/read-messages.ts'
import { fieldDefinition } from '#formats/hl7v2/segment-table.ts'
import { likeness } from '../align/likeness.ts'
import { matchItems } from '../align/match-items.ts'
import type { RowBuilder } from '../structure/rows.ts'
import { structuredNumber, withAmounts, withUnits } from './quantities.ts'
import type { KeyedSegment } from './segment-keys.ts'

/** Compares two segments of one identity field by field, each to its parts, into rows. */
export function compareFields(one: KeyedSegment, other: KeyedSegment, builder: RowBuilder): void {
  const count = Math.max(one.segment.fields.length, other.segment.fields.length)
  for (let field = 1; field < count; field += 1) {
    const before = canonical(one, field)
    const after = canonical(other, field)
    if (before === after) continue
    if (before.replace(EMPTY_END, '') === after.replace(EMPTY_END, '')) {
      builder.remarks.add('Some fields differ in empty parts at their end alone.')
    } else compareField(one, other, field, builder)
  }
}

/** Empty repetitions, components and subcomponents, which say nothing at the end of a field. */
const EMPTY_END = /[\u{F0001}-\u{F0003}]+$/u

/** A field with separators of its own, so that messages with different ones can be compared. */
export function canonical({ segment, separators }: KeyedSegment, field: number): string {
  const raw = segment.fields[field] ?? ''
  if (raw === '' || isSeparators(segment.id, field)) return raw
  let text = raw
  const { repetition, component, subcomponent, escape } = separators
  for (const [index, separator] of [repetition, component, subcomponent].entries()) {
    if (text.includes(separator)) {
      text = text.replaceAll(separator, String.fromCodePoint(0xf0001 + index))
    }
  }
  return escape === '\\' ? text : text.replaceAll(escape, String.fromCodePoint(0xf0004))
}

function isSeparators(id: string, field: number): boolean {
  return field <= 2 && (id === 'MSH' || id === 'BHS' || id === 'FHS')
}

function compareField(
  one: KeyedSegment,
  other: KeyedSegment,
  field: number,
  builder: RowBuilder,
): void {
  const lefts = repetitions(one, field)
  const rights = repetitions(other, field)
  if (lefts.length <= 1 && rights.length <= 1) {
    const at = { field, nth: undefined }
    return compareRepetition(one, other, at, lefts[0] ?? '', rights[0] ?? '', builder)
  }
  const prints = new Map<string, number>()
  const isIdentifier = fieldDefinition(other.segment.id, field)?.type === 'CX'
  const matches = matchItems(lefts, rights, {
    print: (raw) => {
      if (!prints.has(raw)) prints.set(raw, prints.size)
      return prints.get(raw) ?? -1
    },
    key: () => undefined,
    // An identifier that changed is another identifier.
    alike: (left, right) => (isIdentifier ? 0 : likeness(left, right)),
  })
  const isOrdered = hasOrder(other.segment.id, field)
  for (const match of matches) {
    const nth = match.kind === 'removed' ? match.from + 1 : match.to + 1
    const at = { field, nth }
    if (match.kind === 'removed') {
      compareRepetition(one, other, at, match.left, '', builder)
    } else if (match.kind === 'added') {
      compareRepetition(one, other, at, '', match.right, builder)
    } else {
      if (match.isMoved && isOrdered) moved(other, field, match, builder)
      if (match.left !== match.right) {
        compareRepetition(one, other, at, match.left, match.right, builder)
      }
    }
  }
  const kept = matches.every((match) => match.kind === 'pair' && match.left === match.right)
  const isSaid = isOrdered && matches.some((match) => match.kind === 'pair' && match.isMoved)
  if (kept && !isSaid) {
    builder.remarks.add('Some repetitions of a field stand in another order, or empty.')
  }
}

/**
 * Whether the order of a field's repetitions says something: the first phone is the primary one (HL7 2.5.1, 3.4.2.13), lines of
 * a text are read in order. Identifiers and codes of a set say the same in any order.
 */
function hasOrder(id: string, field: number): boolean {
  const type = fieldDefinition(id, field)?.type ?? ''
  return !['CX', 'EI', 'ID', 'IS'].includes(type)
}

function moved(
  other: KeyedSegment,
  field: number,
  { right, from, to }: { right: string; from: number; to: number },
  builder: RowBuilder,
): void {
  const name = fieldDefinition(other.segment.id, field)?.name ?? `Field ${field}`
  const { separators, about, segment } = other
  const value = plainText(right.replaceAll(separators.component, ' '), separators).trim()
  const label = `${name} ${value}`
  const full = about === undefined ? label : `${about}, ${label}`
  const path = shownPath(other, `${segment.id}-${field}[${to + 1}]`)
  builder.moved({ label, full, path, depth: 1 }, `place ${from + 1}`, `place ${to + 1}`)
}

function shownPath({ isOnly, segment }: KeyedSegment, path: string): string {
  return isOnly ? path : path.replace(segment.id, `${segment.id}[${segment.nth}]`)
}

function repetitions({ segment, separators }: KeyedSegment, field: number): string[] {
  const raw = segment.fields[field] ?? ''
  if (isSeparators(segment.id, field)) return [raw]
  return raw.split(separators.repetition).filter((one) => one !== '')
}

/** A field, and which of its repetitions, from 1, where it has several. */
interface FieldPlace {
  field: number
  nth: number | undefined
}

/** One value of a field, to its components. An observation's value is said as a whole, with its units. */
function compareRepetition(
  one: KeyedSegment,
  other: KeyedSegment,
  at: FieldPlace,
  left: string,
  right: string,
  builder: RowBuilder,
): void {
  const [before, after] = [structuredNumber(one, left), structuredNumber(other, right)]
  if (at.field === 5 && before !== undefined && after !== undefined) {
    return addRow(one, other, at, before, after, builder)
  }
  const lefts = partsOf(one, at.field, left)
  const rights = partsOf(other, at.field, right)
  const paths = new Set([...lefts.keys(), ...rights.keys()])
  let found = 0
  for (const path of paths) {
    const [before, after] = [lefts.get(path), rights.get(path)]
    if (before?.raw === after?.raw && one.separators === other.separators) continue
    const texts = [said(before, one.separators), said(after, other.separators)] as const
    if (texts[0] === texts[1] && before?.raw === after?.raw) continue
    found += 1
    addRow(one, other, at, before, after, builder)
  }
  // Values that lie in other parts than before, "a" and "a^": no part differs.
  if (found === 0 && left !== right) {
    builder.remarks.add('Some fields are the same, with their parts written in another way.')
  }
}

function partsOf(
  { segment, separators }: KeyedSegment,
  field: number,
  raw: string,
): Map<string, PartView> {
  const alone: Segment = { ...segment, fields: withOnly(segment, field, raw) }
  const parts = describeFields(alone, separators)
    .filter(({ path }) => path === `${segment.id}-${field}`)
    .flatMap(({ repetitions }) => repetitions.flatMap((repetition) => repetition.parts))
  // A value without components is its first component.
  return new Map(parts.map((part) => [normalPath(part.path), part]))
}

/** OBX-2 stays, as it names the type of OBX-5. */
function withOnly(segment: Segment, field: number, raw: string): string[] {
  return segment.fields.map((own, index) => {
    if (index === field) return raw
    return index === 0 || (segment.id === 'OBX' && index === 2) ? own : ''
  })
}

function normalPath(path: string): string {
  return path.includes('.') ? path.replace(/(?:\.1)+$/u, '') : path
}

function addRow(
  one: KeyedSegment,
  other: KeyedSegment,
  { field, nth }: FieldPlace,
  before: PartView | undefined,
  after: PartView | undefined,
  builder: RowBuilder,
): void {
  const { id } = other.segment
  const definition = fieldDefinition(id, field)
  const part = (after ?? before)?.name
  const own = (after ?? before)?.path ?? ''
  const start = `${id}-${field}`
  const path = nth === undefined ? own : own.replace(start, `${start}[${nth}]`)
  const name = definition?.name ?? `Field ${field}`
  const fieldName = nth === undefined ? name : `${name} ${nth}`
  const label = part === undefined ? fieldName : `${fieldName}: ${part.toLowerCase()}`
  const about = other.about ?? one.about
  const isResult = id === 'OBX' && field === 5
  const full =
    about === undefined ? label : isResult && part === undefined ? about : `${about}, ${label}`
  const shown = shownPath(other, path)
  const naming = { label: isResult ? (about ?? label) : label, full, path: shown, depth: 1 }
  const more = MINOR.has(`${id}-${field}`) ? ({ minor: true } as const) : {}
  const [left, right] = texts(one, other, before, after, field)
  if (before === undefined) builder.added(naming, right, more)
  else if (after === undefined) builder.removed(naming, left, more)
  else builder.changed(naming, left, right, more)
}

/** Fields that every message, or every report of one order, has anew. */
const MINOR = new Set(
  'MSH-7 MSH-10 MSH-13 EVN-2 BHS-7 BHS-11 FHS-7 FHS-11 OBR-22 OBR-25'.split(' '),
)

function texts(
  one: KeyedSegment,
  other: KeyedSegment,
  before: PartView | undefined,
  after: PartView | undefined,
  field: number,
): [string, string] {
  let [left, right] = [said(before, one.separators), said(after, other.separators)]
  // Two codes may have the same words, and an escape may stand for a letter: then as they are written.
  if (left === right) [left, right] = [before?.raw ?? '', after?.raw ?? '']
  // Of units the first part, which is what is written.
  const isFirst = !/\.(?:[2-9]|\d\d)$/u.test((after ?? before)?.path ?? '')
  if (isFirst) [left, right] = withAmounts([left, right], one, other, field)
  return [withUnits(left, one, field), withUnits(right, other, field)]
}

function said(part: PartView | undefined, separators: Separators): string {
  if (part === undefined) return ''
  return part.words ?? plainText(part.raw, separators)
}
