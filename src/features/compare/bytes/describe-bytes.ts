import { formatBytes } from '#lib/format.ts'
import { counted, type Change, type Comparison, type gatherChanges } from '../changes.ts'
import type { ByteSpan } from './align-bytes.ts'

/** Equal bytes between two differing stretches that are one place for a reader. */
const NEAR = 16
/** Bytes of a place that the list shows, and places whose bytes are read for it. */
const SHOWN = 16
const MOST_READ = 500

/** Stretches that differ, with less than a row of sameness between them. */
export interface BytePlace {
  /** Of the spans: the first, and the one behind the last. */
  from: number
  to: number
  left: number
  right: number
  leftLength: number
  rightLength: number
}

export function placesOf(spans: readonly ByteSpan[]): BytePlace[] {
  const places: BytePlace[] = []
  for (const [index, { kind, left, right, leftLength, rightLength }] of spans.entries()) {
    if (kind === 'same') continue
    const last = places.at(-1)
    if (
      last !== undefined &&
      left - (last.left + last.leftLength) <= NEAR &&
      right - (last.right + last.rightLength) <= NEAR
    ) {
      last.to = index + 1
      last.leftLength = left + leftLength - last.left
      last.rightLength = right + rightLength - last.right
    } else places.push({ from: index, to: index + 1, left, right, leftLength, rightLength })
  }
  return places
}

/** The difference in words: how much differs in how many places, and the first bytes of each. */
export async function describeBytes(
  left: Blob,
  right: Blob,
  spans: readonly ByteSpan[],
  gather: ReturnType<typeof gatherChanges>,
): Promise<Omit<Comparison, 'notCompared'>> {
  const places = placesOf(spans)
  for (const [index, place] of places.entries()) {
    const isRead = index < MOST_READ
    const before = isRead ? await hexOf(left, place.left, place.leftLength) : ''
    const after = isRead ? await hexOf(right, place.right, place.rightLength) : ''
    gather.add(changeOf(place, before, after))
  }
  return {
    ...gather.list(),
    summary: summaryOf(spans, places.length),
    remarks: [sizeWords(left.size, right.size)],
  }
}

function changeOf(
  { from, left, right, leftLength, rightLength }: BytePlace,
  before: string,
  after: string,
): Change {
  const place = {
    label: `Byte ${left.toLocaleString('en')}`,
    path: `0x${right.toString(16).toUpperCase()}`,
    anchor: String(from),
  }
  if (leftLength === 0)
    return { ...place, kind: 'added', after: `${after} (${counted(rightLength, 'byte')})` }
  if (rightLength === 0)
    return { ...place, kind: 'removed', before: `${before} (${counted(leftLength, 'byte')})` }
  return { ...place, kind: 'changed', before, after }
}

function summaryOf(spans: readonly ByteSpan[], places: number): string {
  if (places === 0) return 'The bytes are identical.'
  const sum = (kind: ByteSpan['kind']) =>
    spans.reduce(
      (all, one) => all + (one.kind === kind ? Math.max(one.leftLength, one.rightLength) : 0),
      0,
    )
  const parts = (['changed', 'added', 'removed'] as const)
    .map((kind) => [kind, sum(kind)] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count], index) =>
      index === 0 ? `${counted(count, 'byte')} ${kind}` : `${count.toLocaleString('en')} ${kind}`,
    )
  const where = places === 1 ? 'in 1 place' : `in ${places.toLocaleString('en')} places`
  return `${parts.join(', ')} ${where}.`
}

function sizeWords(before: number, after: number): string {
  if (before === after) return `Both are ${formatBytes(before)}.`
  const by = formatBytes(Math.abs(after - before))
  return `${formatBytes(before)} → ${formatBytes(after)}: ${by} ${after > before ? 'larger' : 'smaller'}.`
}

async function hexOf(blob: Blob, from: number, length: number): Promise<string> {
  const bytes = new Uint8Array(await blob.slice(from, from + Math.min(length, SHOWN)).arrayBuffer())
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(
    ' ',
  )
  return length > SHOWN ? `${hex} …` : hex
}
