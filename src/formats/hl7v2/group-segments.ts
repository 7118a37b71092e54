import { valueAt } from './describe-fields.ts'
import { plainText } from './escapes.ts'
import type { Hl7Message, Segment, Separators } from './read-messages.ts'

type GroupKind =
  | 'message'
  | 'patient'
  | 'visit'
  | 'clinical'
  | 'finance'
  | 'schedule'
  | 'order'
  | 'document'
  | 'observations'
  | 'query'
  | 'other'

/** Segments that belong together, in the message's own order: the groups one after another are the message. */
export interface SegmentGroup {
  /** `order-2`: a stable identity within its message. */
  key: string
  kind: GroupKind
  title: string
  segments: readonly Segment[]
}

/**
 * Groups a message by what its segments are about. The grammars of the message structures are not held against it: real
 * messages break them, and no segment may be lost for it. Notes, observations and a site's own segments stay with what
 * is above them.
 */
export function groupSegments({ segments, separators }: Hl7Message): SegmentGroup[] {
  const groups: { kind: GroupKind; segments: Segment[] }[] = []
  for (const segment of segments) {
    const last = groups.at(-1)
    const kind = kindAfter(segment, last)
    if (last !== undefined && kind === 'same') last.segments.push(segment)
    else groups.push({ kind: kind === 'same' ? 'other' : kind, segments: [segment] })
  }
  const counts = new Map<GroupKind, number>()
  const totals = Map.groupBy(groups, ({ kind }) => kind)
  return groups.map(({ kind, segments }) => {
    const nth = (counts.get(kind) ?? 0) + 1
    counts.set(kind, nth)
    const many = (totals.get(kind)?.length ?? 0) > 1
    const title = titleOf(kind, segments, separators, many ? ` ${nth}` : '')
    return { key: `${kind}-${nth}`, kind, title, segments }
  })
}

function kindAfter(
  { id }: Segment,
  group: { kind: GroupKind; segments: Segment[] } | undefined,
): GroupKind | 'same' {
  const own = KINDS.get(id)
  if (group === undefined) return own ?? 'other'
  if (id === 'OBX') return HOLDS_OBSERVATIONS.has(group.kind) ? 'same' : 'observations'
  // An unknown segment belongs to what is above it, as notes do.
  if (own === undefined) return 'same'
  if (own !== group.kind) return own
  if (own === 'order') {
    const has = (wanted: string) => group.segments.some((segment) => segment.id === wanted)
    const begins = id === 'ORC' || (id === 'OBR' && (has('OBR') || has('OBX')))
    return begins ? 'order' : 'same'
  }
  // A second patient, document or resource group begins another group.
  return FIRST.has(id) && group.segments.some((segment) => segment.id === id) ? own : 'same'
}

const HOLDS_OBSERVATIONS: ReadonlySet<GroupKind> = new Set(['order', 'document', 'observations'])

const FIRST: ReadonlySet<string> = new Set(['PID', 'PV1', 'TXA', 'RGS'])

const KINDS = new Map<string, GroupKind>(
  Object.entries({
    message: 'MSH SFT UAC MSA ERR EVN',
    patient: 'PID PD1 NK1 MRG',
    visit: 'PV1 PV2',
    clinical: 'AL1 IAM DG1 PR1 DRG PRB GOL PTH',
    finance: 'GT1 IN1 IN2 IN3 ACC UB1 UB2 ABS BLC RMI',
    schedule: 'SCH RGS AIS AIG AIL AIP ARQ APR',
    order: 'ORC OBR SPM SAC FT1 CTI RXO RXR RXC RXE RXA RXD RXG ODS ODT RQD RQ1 BLG IPC',
    document: 'TXA',
    query: 'QRD QRF QPD RCP QAK QID RDF RDT DSP DSC',
  }).flatMap(([kind, ids]) =>
    ids.split(' ').map((id): [string, GroupKind] => [id, kind as GroupKind]),
  ),
)

const TITLES: Record<GroupKind, string> = {
  message: 'Message',
  patient: 'Patient',
  visit: 'Visit',
  clinical: 'Allergies, diagnoses, procedures',
  finance: 'Guarantor and insurance',
  schedule: 'Schedule',
  order: 'Order',
  document: 'Document',
  observations: 'Observations',
  query: 'Query',
  other: 'Further segments',
}

function titleOf(
  kind: GroupKind,
  segments: readonly Segment[],
  separators: Separators,
  number: string,
): string {
  const title = `${TITLES[kind]}${number}`
  const obr = segments.find(({ id }) => id === 'OBR')
  if (kind !== 'order' || obr === undefined) return title
  const test = valueAt(obr, separators, 4, 2) || valueAt(obr, separators, 4, 1)
  return test === '' ? title : `${title}: ${plainText(test, separators)}`
}
