/** From a file of the list to its thumbnail: what may be read for one, how it is kept, and when it is given back. */
import { contentSha256, contentSize } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { onRevokeAllObjectUrls } from '#lib/object-urls.ts'
import { fewAtATime } from '#ui/few-at-a-time.ts'
import { drawers, NoThumbnail } from './drawers.ts'
import { createThumbnailCache, type Thumbnail } from './thumbnail-cache.ts'

/** Bytes: more are not read for a thumbnail. */
const LARGEST = 5_000_000

/** Milliseconds to draw one, so that no file holds up the others. */
const LONGEST = 15_000

/** As many as a few screens show. */
const KEPT = 300

const kept = createThumbnailCache(KEPT)
const inTurn = fewAtATime(3)
// At sign-out and when the screen locks.
onRevokeAllObjectUrls(() => kept.clear())

/** @returns why the file is not read for a thumbnail, in words; empty where there is nothing to say; `undefined` where it is */
export function reasonAgainst(binary: Binary, kind: Kind): string | undefined {
  if (drawers[kind] === undefined) return ''
  const size = contentSize(binary)
  if (size === undefined) return 'No thumbnail: the server does not say how large the file is.'
  if (size === 0) return 'No thumbnail: the file is empty.'
  if (size <= LARGEST) return undefined
  return `No thumbnail: ${formatBytes(size)} is too large for one (up to ${formatBytes(LARGEST)}).`
}

/** By its content, wherever that is found; else by its version. */
export function thumbnailKey(org: string, binary: Binary): string {
  return (
    contentSha256(binary) ??
    JSON.stringify([org, binary.id ?? '', binary.meta?.versionId ?? '', binary.meta?.lastUpdated])
  )
}

/** One that was made already. */
export function keptThumbnail(key: string): Thumbnail | undefined {
  return kept.get(key)
}

export interface MakeThumbnail {
  key: string
  name: string
  /** Reads the content. */
  load: (signal: AbortSignal) => Promise<{ blob: Blob; contentType?: string }>
}

/**
 * Reads the content and draws it, a few files at a time.
 * @throws the signal's reason, and what reading throws: that may go well another time
 */
export async function makeThumbnail(
  { key, name, load }: MakeThumbnail,
  signal: AbortSignal,
): Promise<Thumbnail> {
  return inTurn(async () => {
    // The same content may have been drawn for another file meanwhile.
    const known = kept.get(key)
    if (known) return known
    const { blob, contentType } = await load(signal)
    const made = await drawn({ blob, contentType, name }, signal)
    signal.throwIfAborted()
    return kept.put(key, made)
  }, signal)
}

/** @returns the picture, or why there is none */
async function drawn(
  { blob, contentType, name }: { blob: Blob; contentType: string | undefined; name: string },
  signal: AbortSignal,
): Promise<Blob | string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST)])
  try {
    const found = await detectSource(blobSource(blob, { contentType, name }), limit)
    const draw = await drawers[found.kind]?.()
    if (!draw) return `No thumbnail: the content is ${kindLabel(found.kind)}.`
    const typed = blob.slice(0, blob.size, found.contentType)
    return await draw({ blob: typed, kind: found.kind }, limit)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NoThumbnail) return `No thumbnail: ${error.message}.`
    if (limit.aborted) return 'No thumbnail: drawing it took too long.'
    return 'No thumbnail: the file could not be drawn. It may be damaged.'
  }
}
