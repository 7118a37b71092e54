/** From two versions of a timeline to the one line that says what changed in the content. */
import { contentSha1, contentSha256, contentSize, fileName } from '#fhir/binary/binary.ts'
import { contentRelation } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindOfLabel } from '#formats/kinds.ts'
import { onRevokeAllObjectUrls } from '#lib/object-urls.ts'
import { fewAtATime } from '#ui/few-at-a-time.ts'
import { headlineParts, type Headline } from '../changes.ts'
import { differFor, type Compared } from '../differ.ts'

/** Bytes of either version: larger ones are read only when somebody asks for it. */
const LARGEST_UNASKED = 5_000_000

/** Milliseconds that a comparison nobody asked for may take. */
const LONGEST_UNASKED = 15_000

/** Lines that are kept: those of a few long histories. */
const KEPT = 500

/** `none`: there is nothing to find. `ask`: only when somebody asks, since much has to be read. */
type Finding = 'none' | 'ask' | 'unasked'

/** Whether the line of a pair can be found, and whether without being asked. Only what the list says is looked at. */
export function findingOf(older: Binary, newer: Binary): Finding {
  if (contentRelation(sums(older), sums(newer)) === 'same') return 'none'
  if (differFor(labelled(older), labelled(newer)).compare === undefined) return 'none'
  const isSmall = [older, newer].every((one) => {
    const size = contentSize(one)
    return size !== undefined && size <= LARGEST_UNASKED
  })
  return isSmall ? 'unasked' : 'ask'
}

/**
 * Names a pair: by both contents and what they are labelled as, wherever in the organization they are; where a server
 * gives no checksums, by both versions.
 */
export function headlineKey(org: string, older: Binary, newer: Binary): string {
  return JSON.stringify([org, contentKey(older), contentKey(newer)])
}

/** A line that was found already; `null` where there is none to be found. */
export function keptHeadline(key: string): Headline | null | undefined {
  return kept.get(key)
}

interface FindHeadline {
  key: string
  /** Older and newer, each with how its content is read. */
  sides: readonly [HeadlineSide, HeadlineSide]
  /** Nobody asked for it: then it may not take long. */
  isUnasked: boolean
}

interface HeadlineSide {
  binary: Binary
  load: (signal: AbortSignal) => Promise<{ blob: Blob; contentType?: string }>
}

/**
 * Reads both contents and compares them, two pairs at a time.
 * @throws the signal's reason, and what reading or comparing throws: that may go well another time
 */
export async function findHeadline(
  { key, sides, isUnasked }: FindHeadline,
  signal: AbortSignal,
): Promise<Headline | null> {
  return inTurn(async () => {
    const known = kept.get(key)
    if (known !== undefined) return known
    const whose = kept
    const limit = isUnasked
      ? AbortSignal.any([signal, AbortSignal.timeout(LONGEST_UNASKED)])
      : signal
    const [older, newer] = await Promise.all(sides.map((side) => compared(side, limit)))
    const found = older && newer ? await headlineOf(older, newer, limit) : null
    signal.throwIfAborted()
    keep(whose, key, found)
    return found
  }, signal)
}

async function headlineOf(older: Compared, newer: Compared, signal: AbortSignal) {
  const compare = await differFor(older.kind, newer.kind).compare?.()
  signal.throwIfAborted()
  return compare === undefined ? null : headlineParts(await compare(older, newer, signal))
}

async function compared({ binary, load }: HeadlineSide, signal: AbortSignal): Promise<Compared> {
  const { blob } = await load(signal)
  const label = { contentType: binary.contentType, name: fileName(binary) }
  const { kind, contentType } = await detectSource(blobSource(blob, label), signal)
  return { blob, kind, contentType }
}

/** The lines of this session, the newest last. A lock and a sign-out begin another one, so that no late answer is kept. */
let kept = new Map<string, Headline | null>()
const inTurn = fewAtATime(2)
onRevokeAllObjectUrls(() => {
  kept = new Map()
})

function keep(whose: Map<string, Headline | null>, key: string, found: Headline | null): void {
  whose.set(key, found)
  for (const oldest of whose.keys()) {
    if (whose.size <= KEPT) break
    whose.delete(oldest)
  }
}

function contentKey(binary: Binary): unknown[] {
  const { id, meta, contentType } = binary
  const sum = contentSha256(binary)
  const content = sum === undefined ? [id, meta?.versionId, meta?.lastUpdated] : [sum]
  return [...content, contentType, fileName(binary)]
}

function labelled(binary: Binary) {
  return kindOfLabel(binary.contentType, fileName(binary))
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
