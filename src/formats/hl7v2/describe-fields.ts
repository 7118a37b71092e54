import { codeWords } from './code-tables.ts'
import { componentDefinition, isComposite, isTimeType } from './data-types.ts'
import { plainText } from './escapes.ts'
import { readHl7Time } from './hl7-time.ts'
import type { Segment, Separators } from './read-messages.ts'
import { fieldDefinition } from './segment-table.ts'

/** A field that holds something, named. */
export interface FieldView {
  /** `PID-5`, or `OBX[2]-5` where the message has several segments of the name. */
  path: string
  name: string
  repetitions: readonly RepetitionView[]
}

interface RepetitionView {
  path: string
  parts: readonly PartView[]
}

/** The smallest part of a field: a component, a subcomponent, or the whole field. */
export interface PartView {
  path: string
  /** Of the component; `undefined` where the field is the whole value. */
  name: string | undefined
  /** As it stands, with its escapes. */
  raw: string
  /** What it says in plain words, where that is more than it says itself: a date, the meaning of a code. */
  words: string | undefined
}

/** What stands in a field to say that a value is to be deleted (HL7 2.9, chapter 2.5.3.4). */
export const DELETED = '""'

/** The path that names a segment: with its number where its message has several. */
export function segmentPath(segment: Segment, isOnly: boolean): string {
  return isOnly ? segment.id : `${segment.id}[${segment.nth}]`
}

/** The fields of a segment that hold something, each to its smallest parts: joined, they are the segment again. */
export function describeFields(
  segment: Segment,
  separators: Separators,
  isOnly = true,
): FieldView[] {
  const fields: FieldView[] = []
  for (let position = 1; position < segment.fields.length; position += 1) {
    const raw = segment.fields[position] ?? ''
    if (raw === '') continue
    const path = `${segmentPath(segment, isOnly)}-${position}`
    const definition = fieldDefinition(segment.id, position)
    const type = fieldType(segment, position, definition?.type)
    const name = definition?.name ?? `Field ${position}`
    if (isSeparatorField(segment.id, position)) {
      const part = { path, name: undefined, raw, words: undefined }
      fields.push({ path, name, repetitions: [{ path, parts: [part] }] })
      continue
    }
    const values = raw.split(separators.repetition)
    const repetitions = values.flatMap((value, index) => {
      const own = values.length === 1 ? path : `${path}[${index + 1}]`
      const parts = describeValue(value, type, definition?.table, own, separators)
      return parts.length === 0 ? [] : [{ path: own, parts }]
    })
    if (repetitions.length > 0) fields.push({ path, name, repetitions })
  }
  return fields
}

/** The fields with their first parts only, and how many parts are left out. */
export function firstParts(
  fields: readonly FieldView[],
  limit: number,
): { fields: FieldView[]; left: number } {
  let room = limit
  let total = 0
  const kept: FieldView[] = []
  for (const field of fields) {
    const repetitions: RepetitionView[] = []
    for (const { path, parts } of field.repetitions) {
      total += parts.length
      if (room === 0) continue
      const first = parts.slice(0, room)
      repetitions.push({ path, parts: first })
      room -= first.length
    }
    if (repetitions.length > 0) kept.push({ ...field, repetitions })
  }
  return { fields: kept, left: total - (limit - room) }
}

/** The raw text of a field's part: `valueAt(pid, separators, 5, 1)` is the family name of the first patient name. */
export function valueAt(
  segment: Segment | undefined,
  separators: Separators,
  field: number,
  component = 1,
  subcomponent?: number,
): string {
  const repetition = segment?.fields[field]?.split(separators.repetition, 1)[0] ?? ''
  const value = repetition.split(separators.component)[component - 1] ?? ''
  if (subcomponent === undefined) return value
  return value.split(separators.subcomponent)[subcomponent - 1] ?? ''
}

function isSeparatorField(id: string, position: number): boolean {
  return position <= 2 && (id === 'MSH' || id === 'BHS' || id === 'FHS')
}

/** OBX-5 is of the type that OBX-2 names. */
function fieldType(segment: Segment, position: number, type: string | undefined): string {
  if (segment.id === 'OBX' && position === 5) return segment.fields[2]?.trim() || 'ST'
  return type ?? ''
}

function describeValue(
  value: string,
  type: string,
  table: string | undefined,
  path: string,
  separators: Separators,
): PartView[] {
  if (value === '') return []
  const components = value.split(separators.component)
  if (components.length === 1 && (!isComposite(type) || isTimeType(type) || value === DELETED)) {
    return describePart(value, { name: undefined, type, table }, path, separators)
  }
  return components.flatMap((component, index) => {
    const definition = componentDefinition(type, index + 1)
    const name = definition?.name ?? `Component ${index + 1}`
    const own = definition?.type ?? 'ST'
    // A table that the field names is that of the code, its first component.
    const codes = definition?.table ?? (index === 0 ? table : undefined)
    return describePart(
      component,
      { name, type: own, table: codes },
      `${path}.${index + 1}`,
      separators,
    )
  })
}

function describePart(
  raw: string,
  definition: { name: string | undefined; type: string; table: string | undefined },
  path: string,
  separators: Separators,
): PartView[] {
  if (raw === '') return []
  const { name, type, table } = definition
  const inner = raw.split(separators.subcomponent)
  if (inner.length === 1) return [{ path, name, raw, words: wordsOf(raw, type, table, separators) }]
  return inner.flatMap((subcomponent, index) => {
    if (subcomponent === '') return []
    const own = componentDefinition(type, index + 1)
    const inside = own?.name ?? `Part ${index + 1}`
    return {
      path: `${path}.${index + 1}`,
      name: name === undefined ? inside : `${name}: ${inside.toLowerCase()}`,
      raw: subcomponent,
      words: wordsOf(subcomponent, own?.type ?? 'ST', own?.table, separators),
    }
  })
}

function wordsOf(
  raw: string,
  type: string,
  table: string | undefined,
  separators: Separators,
): string | undefined {
  if (raw === DELETED) return 'Deleted value'
  if (isTimeType(type)) return readHl7Time(raw)?.words
  return table === undefined ? undefined : codeWords(table, plainText(raw, separators))
}
