import { valueAt } from '#formats/hl7v2/describe-fields.ts'
import { plainText } from '#formats/hl7v2/escapes.ts'
import type { Hl7Message, Segment, Separators } from '#formats/hl7v2/read-messages.ts'

/** A segment with what it is about, by which it is found in the other message. */
export interface KeyedSegment {
  segment: Segment
  separators: Separators
  key: string
  /** The only one of its name in its message. */
  isOnly: boolean
  /** What it is about, in words: "Potassium" for an observation of it. */
  about: string | undefined
}

/**
 * Gives the segments of a message keys: an observation is known by its order's code and its own code and sub-id, an
 * allergy or a diagnosis by its code, the route and the times of a medication by the medication, a note by what it stands
 * under. Segments of different keys are never paired.
 * @param repeated codes of orders that stand more than once on either side, which need their number too
 */
export function keySegments(message: Hl7Message, repeated: ReadonlySet<string>): KeyedSegment[] {
  const { segments, separators } = message
  const patients = segments.filter(({ id }) => id === 'PID')
  const totals = Map.groupBy(segments, ({ id }) => id)
  const orders = ordersOf(message, repeated)
  const seen = new Map<string, number>()
  let [patient, above] = ['', '']
  let aboutAbove: string | undefined
  return segments.map((segment, index) => {
    const { id } = segment
    if (id === 'PID') {
      patient = patients.length > 1 ? [...patientIds(segment, separators)].join('~') : ''
    }
    const order = WITHIN_ORDER.has(id) ? (orders[index]?.key ?? '') : ''
    const code = codeOf(segment, separators)
    let key = [patient, order, id, code ?? ''].join('|')
    if (id === 'NTE') key = `${above}/NTE|${segment.fields[1] ?? ''}`
    else {
      // A note under the second of two that are alike is not one of the first.
      const nth = (seen.get(key) ?? 0) + 1
      seen.set(key, nth)
      above = nth === 1 ? key : `${key}#${nth}`
    }
    const isOnly = totals.get(id)?.length === 1
    const own = OF_ORDER.has(id) ? orders[index]?.about : aboutOf(segment, separators)
    const about = id === 'NTE' ? aboutAbove : own
    aboutAbove = about
    return { segment, separators, key, isOnly, about }
  })
}

/** Codes of orders that a message has more than once. */
export function repeatedOrders({ segments, separators }: Hl7Message): string[] {
  const seen = new Set<string>()
  return segments.flatMap((segment) => {
    const field = ORDER_CODES.get(segment.id)
    if (field === undefined) return []
    const code = valueAt(segment, separators, field)
    const key = `${segment.id} ${code}`
    if (seen.has(key)) return [code]
    seen.add(key)
    return []
  })
}

/** The field with the code of what is ordered, dispensed or given. */
const ORDER_CODES = new Map([
  ['OBR', 4],
  ['RXO', 1],
  ['RXE', 2],
  ['RXD', 2],
  ['RXG', 4],
  ['RXA', 5],
])

/** By segment the order that it belongs to; what stands between ORC and the order itself belongs to what follows. */
function ordersOf({ segments, separators }: Hl7Message, repeated: ReadonlySet<string>): Order[] {
  const orders: Order[] = []
  const none: Order = { key: '', about: undefined }
  let order = none
  let common: Segment | undefined
  for (const [index, segment] of segments.entries()) {
    const { id } = segment
    if (id === 'PID') [order, common] = [none, undefined]
    if (id === 'ORC') {
      common = segment
      const next = segments.findIndex((one, at) => at > index && isOrderOrNext(one.id))
      const ordered = segments[next]
      order = ordered === undefined ? none : orderOf(ordered, common, separators, repeated)
    } else if (ORDER_CODES.has(id)) order = orderOf(segment, common, separators, repeated)
    orders.push(order)
  }
  return orders
}

interface Order {
  key: string
  /** What is ordered, in words. */
  about: string | undefined
}

function orderOf(
  segment: Segment,
  common: Segment | undefined,
  separators: Separators,
  repeated: ReadonlySet<string>,
): Order {
  const key = orderKey(segment, common, separators, repeated)
  return { key, about: aboutOf(segment, separators) }
}

function isOrderOrNext(id: string): boolean {
  return ORDER_CODES.has(id) || id === 'ORC' || id === 'PID'
}

/** Every identifier of a patient: PID-3, else what older messages have instead. */
export function patientIds(segment: Segment, separators: Separators): Set<string> {
  for (const field of [3, 2, 18, 19]) {
    const ids = (segment.fields[field] ?? '')
      .split(separators.repetition)
      .map((one) => plainText(one.split(separators.component)[0] ?? '', separators).trim())
      .filter((one) => one !== '' && one !== '""')
    if (ids.length > 0) return new Set(ids)
  }
  return new Set()
}

/** Whether two messages are about different patients, by their identifiers. Without any on a side nobody can tell. */
export function areOtherPatients(one: Hl7Message, other: Hl7Message): boolean {
  const ids = ({ segments, separators }: Hl7Message) =>
    new Set(
      segments
        .filter(({ id }) => id === 'PID')
        .flatMap((segment) => [...patientIds(segment, separators)]),
    )
  const [left, right] = [ids(one), ids(other)]
  return left.size > 0 && right.size > 0 && left.isDisjointFrom(right)
}

const WITHIN_ORDER = new Set(
  'ORC OBR OBX NTE SPM TQ1 TQ2 CTI CTD PRT ROL RXA RXR RXC RXE RXD RXG FT1'.split(' '),
)

/** Segments that say how what is ordered is given, and are about it. */
const OF_ORDER = new Set(['RXR', 'TQ1', 'TQ2'])

function orderKey(
  segment: Segment,
  common: Segment | undefined,
  separators: Separators,
  repeated: ReadonlySet<string>,
): string {
  const field = ORDER_CODES.get(segment.id)
  if (field === undefined) return ''
  const code = valueAt(segment, separators, field)
  if (!repeated.has(code)) return code
  const own = segment.id === 'OBR' ? segment : common
  const number = valueAt(own, separators, 3) || valueAt(own, separators, 2)
  return `${code}#${number || (segment.fields[1] ?? '')}`
}

/** The field with the code of what a segment is about. */
const CODE_FIELDS = new Map([
  ['OBX', 3],
  ['AL1', 3],
  ['IAM', 3],
  ['DG1', 3],
  ['PR1', 3],
  ['PRB', 3],
  ['GOL', 3],
  ['NK1', 2],
  ['IN1', 2],
  ['RXA', 5],
  ['RXE', 2],
  ['RXO', 1],
  ['RXD', 2],
  ['RXG', 4],
  ['RXC', 2],
  ['FT1', 7],
  ['SPM', 4],
])

function codeOf(segment: Segment, separators: Separators): string | undefined {
  if (segment.id === 'OBR') return undefined
  const field = CODE_FIELDS.get(segment.id)
  if (field === undefined) return undefined
  const code = valueAt(segment, separators, field, 1) || valueAt(segment, separators, field, 2)
  const system = valueAt(segment, separators, field, 3)
  const sub = segment.id === 'OBX' ? (segment.fields[4] ?? '') : ''
  return [code, system, sub].map((part) => plainText(part, separators)).join('^')
}

function aboutOf(segment: Segment, separators: Separators): string | undefined {
  const field = segment.id === 'OBR' ? 4 : CODE_FIELDS.get(segment.id)
  if (field === undefined) return undefined
  if (segment.id === 'NK1') return undefined
  const words = valueAt(segment, separators, field, 2) || valueAt(segment, separators, field, 1)
  return words === '' ? undefined : plainText(words, separators)
}
