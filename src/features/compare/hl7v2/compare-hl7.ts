import { valueAt } from '#formats/hl7v2/describe-fields.ts'
import { plainText } from '#formats/hl7v2/escapes.ts'
import { readHeader } from '#formats/hl7v2/message-header.ts'
import {
  rawSegment,
  readMessages,
  type Hl7Message,
  type Hl7Part,
} from '#formats/hl7v2/read-messages.ts'
import { segmentName } from '#formats/hl7v2/segment-table.ts'
import { likeness } from '../align/likeness.ts'
import { longestRising } from '../align/longest-rising.ts'
import { matchItems, type ItemMatch } from '../align/match-items.ts'
import { shortened } from '../shortened.ts'
import { RowBuilder, type StructureComparison } from '../structure/rows.ts'
import { canonical, compareFields } from './compare-fields.ts'
import { areOtherPatients, keySegments, patientIds, repeatedOrders } from './segment-keys.ts'
import type { KeyedSegment } from './segment-keys.ts'

/** More segments than this are not compared. */
const MOST_SEGMENTS = 200_000

/**
 * HL7 v2 by message, segment and field, named as the reader names them. Messages of different patients, and observations of
 * different codes, are never paired.
 */
export function compareHl7(
  left: string,
  right: string,
  encodings: readonly [string, string],
  whenSame: string,
): StructureComparison {
  const one = readMessages(left, MOST_SEGMENTS, encodings[0])
  const other = readMessages(right, MOST_SEGMENTS, encodings[1])
  const builder = new RowBuilder()
  const messages = [messagesOf(one.parts), messagesOf(other.parts)] as const
  const isAlone = messages.every((all) => all.length === 1)
  for (const match of matchMessages(messages[0], messages[1], isAlone)) {
    if (match.kind === 'removed') whole(builder, match.left, 'removed')
    else if (match.kind === 'added') whole(builder, match.right, 'added')
    else if (areOtherPatients(match.left, match.right)) {
      builder.notCompared.add(
        'The messages are about different patients: they are shown as removed and added, not as changed.',
      )
      whole(builder, match.left, 'removed', true)
      whole(builder, match.right, 'added', true)
    } else {
      if (!isAlone) builder.group(titleOf(match.right), '', 0, 'changed')
      if (match.isMoved) builder.remarks.add('Some messages stand in another order.')
      compareMessages(match.left, match.right, builder)
    }
  }
  compareText(one.parts, other.parts, builder)
  const isWritten = left !== right
  return builder.finish(
    'value',
    isWritten
      ? 'All fields are the same; only line ends, empty fields or what is around the messages differs.'
      : whenSame,
  )
}

/** The segments around messages (FHS, BHS …) are compared as messages of their own. */
function messagesOf(parts: readonly Hl7Part[]): Hl7Message[] {
  return parts.flatMap((part): Hl7Message[] => {
    if (part.type === 'message') return [part]
    if (part.type !== 'envelope') return []
    return [{ type: 'message', separators: part.separators, segments: [part.segment] }]
  })
}

function matchMessages(left: Hl7Message[], right: Hl7Message[], isAlone: boolean) {
  const prints = new Map<string, number>()
  return matchItems(left, right, {
    print: ({ segments, separators }) => {
      const text = segments.map((segment) => rawSegment(segment, separators)).join('\r')
      if (!prints.has(text)) prints.set(text, prints.size)
      return prints.get(text) ?? -1
    },
    key: (message) => (isAlone ? '' : messageKey(message)),
    alike: () => 1,
  })
}

/** In a batch: what kind of message, about whom, for which order. */
function messageKey({ segments, separators }: Hl7Message): string {
  const [first] = segments
  const pid = segments.find(({ id }) => id === 'PID')
  const obr = segments.find(({ id }) => id === 'OBR')
  const patient = pid === undefined ? [] : [...patientIds(pid, separators)]
  const order = valueAt(obr, separators, 3) || valueAt(obr, separators, 2)
  const isMessage = first?.id === 'MSH'
  const type = isMessage ? (first.fields[9] ?? '') : (first?.id ?? '')
  // Without a patient, only the message's own number can tell.
  const own = isMessage && patient.length === 0 ? (first.fields[10] ?? '') : ''
  return [type, patient.toSorted()[0] ?? '', order, valueAt(obr, separators, 4), own].join('|')
}

function titleOf(message: Hl7Message): string {
  const pid = message.segments.find(({ id }) => id === 'PID')
  const name = [2, 1].map((component) => valueAt(pid, message.separators, 5, component))
  const patient = name.filter((part) => part !== '').join(' ')
  const { title } = readHeader(message)
  return patient === '' ? title : `${title}, ${plainText(patient, message.separators)}`
}

function whole(
  builder: RowBuilder,
  message: Hl7Message,
  fate: 'removed' | 'added',
  isOther = false,
): void {
  const title = titleOf(message)
  builder.place = 'messages'
  const { segments, separators } = message
  const text = segments.map((segment) => rawSegment(segment, separators)).join('\n')
  const naming = { label: title, full: title, path: '', depth: 0 }
  builder[fate](naming, shortened(text, 2000), isOther ? { urgent: true } : {})
}

function compareMessages(left: Hl7Message, right: Hl7Message, builder: RowBuilder): void {
  const repeated = new Set([...repeatedOrders(left), ...repeatedOrders(right)])
  const lefts = keySegments(left, repeated)
  const rights = keySegments(right, repeated)
  const prints = new Map<string, number>()
  const once = [countKeys(lefts), countKeys(rights)]
  const matches = matchItems(lefts, rights, {
    print: (one) => {
      const text = fieldsText(one)
      if (!prints.has(text)) prints.set(text, prints.size)
      return prints.get(text) ?? -1
    },
    key: ({ key }) => key,
    alike: (one, other) => {
      if (once.every((counts) => counts.get(one.key) === 1)) return 1
      return likeness(fieldsText(one), fieldsText(other))
    },
  })
  const reordered = reorderedOf(matches)
  for (const match of matches) {
    const one = match.kind === 'removed' ? match.left : match.right
    const title = segmentTitle(one)
    const naming = { label: title, full: title, path: pathOf(one), depth: 0 }
    builder.place = one.segment.id
    if (match.kind !== 'pair') {
      builder[match.kind](naming, segmentText(one))
      continue
    }
    if (reordered.has(match)) {
      builder.moved(naming, `segment ${match.from + 1}`, `segment ${match.to + 1}`)
    } else if (match.isMoved) builder.remarks.add('Some segments stand in another order.')
    const isSame = fieldsText(match.left) === fieldsText(match.right)
    if (isSame) builder.same(naming, segmentText(one))
    else {
      const at = builder.rows.length
      builder.group(title, pathOf(one), 0, 'changed')
      compareFields(match.left, match.right, builder)
      // Written otherwise, and the same.
      if (builder.rows.length === at + 1) {
        builder.rows.pop()
        builder.same(naming, segmentText(one))
      }
    }
  }
}

type Match = ItemMatch<KeyedSegment>

/** Of segments that are about the same (the lines of a report, parts of a mixture) the order says something. */
function reorderedOf(matches: readonly Match[]): Set<Match> {
  const pairs = matches.filter((match) => match.kind === 'pair')
  const reordered = new Set<Match>()
  for (const alike of Map.groupBy(pairs, ({ left }) => left.key).values()) {
    if (alike.length < 2) continue
    const inOrder = alike.toSorted((one, other) => one.from - other.from)
    const kept = new Set(longestRising(inOrder.map(({ to }) => to)))
    for (const [index, match] of inOrder.entries()) if (!kept.has(index)) reordered.add(match)
  }
  return reordered
}

function countKeys(segments: readonly KeyedSegment[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { key } of segments) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function fieldsText(one: KeyedSegment): string {
  const fields = one.segment.fields.map((_, field) => canonical(one, field))
  while (fields.at(-1) === '') fields.pop()
  return fields.join('\u{F0000}')
}

function segmentTitle({ segment, about }: KeyedSegment): string {
  const name = segmentName(segment.id)
  return about === undefined ? name : `${name}: ${about}`
}

function pathOf({ segment, isOnly }: KeyedSegment): string {
  return isOnly ? segment.id : `${segment.id}[${segment.nth}]`
}

/** What stands in a segment, with its result first. */
function segmentText({ segment, separators }: KeyedSegment): string {
  const value = (field: number) =>
    (segment.fields[field] ?? '')
      .split(separators.component)
      .map((part) => plainText(part, separators))
      .filter((part) => part !== '')
      .join(' ')
  if (segment.id === 'OBX') {
    const units = plainText(valueAt(segment, separators, 6, 1), separators)
    const result = [value(5), units].filter((part) => part !== '').join(' ')
    // Where it came or went as a whole, its range and flags are told nowhere else.
    const status = value(11) === 'F' ? '' : value(11)
    const beside = [value(7) && `range ${value(7)}`, value(8), status && `status ${status}`]
    return [result, ...beside].filter((part) => part !== '').join(', ')
  }
  const from = segment.id === 'MSH' ? 3 : 1
  const words = segment.fields.slice(from).map((_, index) => value(index + from))
  return shortened(words.filter((word) => word !== '').join(', '), 500)
}

/** Text that belongs to no segment. */
function compareText(left: readonly Hl7Part[], right: readonly Hl7Part[], builder: RowBuilder) {
  const textOf = (parts: readonly Hl7Part[]) =>
    parts.flatMap((part) => (part.type === 'text' ? part.raw : [])).join('\n')
  const [before, after] = [textOf(left), textOf(right)]
  if (before.trim() === after.trim()) return
  builder.place = 'text outside of messages'
  const label = 'Text outside of messages'
  builder.changed({ label, full: label, path: '', depth: 0 }, before, after)
}
