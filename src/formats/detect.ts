import { parseMediaType } from '#fhir/media-type.ts'
import { mediaKind, mediaKindLabel, type MediaKind } from './kinds.ts'
import { sniff } from './sniff.ts'

/** What a content is, as far as its first bytes tell. */
export interface Judgement {
  kind: MediaKind
  /** The type that the bytes have, which may not be the one they were labelled with. */
  contentType: string
  /** One sentence for the reader where the label and the bytes disagree. */
  note?: string | undefined
}

/**
 * What to show a content as. The bytes win over the label: a PDF that calls itself `image/png` is shown as a PDF,
 * and the reader is told. Where the bytes say nothing for certain (plain text has no signature), the label decides.
 *
 * @param head the first 64 KiB; fewer where there are fewer
 */
export async function kindOf(
  head: Uint8Array,
  declared: string | undefined,
  fileName?: string,
): Promise<Judgement> {
  const labelled = mediaKind(declared, fileName)
  const sniffed = await sniff(head, fileName)
  const found = mediaKind(sniffed.contentType, fileName)
  const essence = parseMediaType(declared ?? '')?.essence
  if (!sniffed.certain || found === 'other') {
    // A picture, a PDF or an archive that is made of letters is none.
    if (found === 'text' && labelled !== 'other' && !TEXTS.has(labelled)) {
      return { kind: 'text', contentType: 'text/plain', note: noteOf(essence, 'text') }
    }
    const contentType = essence ?? sniffed.contentType
    return labelled === 'other' && found !== 'other'
      ? { kind: found, contentType: sniffed.contentType }
      : { kind: labelled, contentType }
  }
  const kind = narrower(labelled, found)
  if (kind === labelled && sameFamily(essence, sniffed.contentType, labelled)) {
    return { kind, contentType: essence ?? sniffed.contentType }
  }
  const differs = labelled !== 'other' && kind !== labelled && !isText(kind, labelled)
  const note = differs ? noteOf(essence, kind) : undefined
  return { kind, contentType: sniffed.contentType, note }
}

function noteOf(essence: string | undefined, kind: MediaKind): string | undefined {
  if (essence === undefined) return undefined
  return `Labelled ${essence}, but the bytes say: ${mediaKindLabel(kind)}.`
}

/** What is shown as its own text, whatever else may come. */
const TEXTS: ReadonlySet<MediaKind> = new Set<MediaKind>([
  'text',
  'json',
  'xml',
  'csv',
  'ccda',
  'hl7v2',
  'rtf',
  'html',
])

function isText(...kinds: MediaKind[]): boolean {
  return kinds.every((kind) => TEXTS.has(kind))
}

/** Formats that are a special case of another: the label may know better than the signature of the container. */
function narrower(labelled: MediaKind, found: MediaKind): MediaKind {
  if (found === 'zip' && labelled === 'docx') return 'docx'
  if ((found === 'xml' || found === 'text') && TEXTS.has(labelled)) return labelled
  if ((found === 'audio' && labelled === 'video') || (found === 'video' && labelled === 'audio')) {
    return labelled
  }
  return found
}

/** A JPEG labelled `image/png` is still an image, but is handed to the browser under its own name. */
function sameFamily(essence: string | undefined, found: string, kind: MediaKind): boolean {
  return kind !== 'image' || essence === parseMediaType(found)?.essence
}
