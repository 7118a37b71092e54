import { otherBinaryOf, pdfOf } from './binaries.ts'
import { oleOf, zipOf } from './containers.ts'
import { dicomOf } from './dicom.ts'
import type { Found, Head } from './head.ts'
import { imageOf, tiffOf } from './images.ts'
import { mediaOf } from './media.ts'
import { readText, type ReadText } from './read-text.ts'
import { structureOf } from './text-structure.ts'

/** What the bytes alone tell. */
export interface FoundKind {
  found: Found | undefined
  /** Where they are text, as which `found` may be one of the kinds that are made of text. */
  text: ReadText | undefined
}

/**
 * What a content is by its bytes alone. A signature counts only with the structure behind it ("BM", "ID3" and "MZ"
 * begin words, too): one without it is believed only of bytes that can't be text. What is text is plain text unless
 * its structure says more.
 */
export async function findKind(head: Head): Promise<FoundKind> {
  const text = readText(head.bytes)
  const binary = await binaryOf(head)
  const isText = text !== undefined && !text.isLoose
  // Of all these only a PDF can be made of letters alone.
  const isSound = binary?.kind === 'pdf' && binary.isWeak !== true
  if (binary !== undefined && (isSound || !isText)) return { found: binary, text: undefined }
  if (text === undefined) return { found: undefined, text }
  return { found: structureOf(text.text, head.size <= head.bytes.length), text }
}

async function binaryOf(head: Head): Promise<Found | undefined> {
  const media = dicomOf(head) ?? pdfOf(head) ?? imageOf(head) ?? mediaOf(head)
  if (media !== undefined) return media
  return (await tiffOf(head)) ?? (await zipOf(head)) ?? (await oleOf(head)) ?? otherBinaryOf(head)
}
