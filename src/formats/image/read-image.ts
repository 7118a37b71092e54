import type { ContentSource } from '../content-source.ts'
import { isAscii, isHex } from '../detection/head.ts'
import { whyTooLarge } from './bounds.ts'
import { ImageRefusal, type BytePlace, type ImageFacts } from './image-facts.ts'
import { RangeReader, lettersAt } from './range-reader.ts'
import { readBmp, readIcon } from './read-bitmap.ts'
import { readGif } from './read-gif.ts'
import { readIsoImage } from './read-iso-image.ts'
import { readJpeg } from './read-jpeg.ts'
import { readPng } from './read-png.ts'
import { readWebp } from './read-webp.ts'

/** What a picture says of itself, or why it is not to be decoded, in words. */
export type ImageReading = { type: 'facts'; facts: ImageFacts } | ImageRefused

export interface ImageRefused {
  type: 'refused'
  reason: string
  /** Whether it is one that could be decoded but for its size. */
  isTooLarge: boolean
  preview: BytePlace | undefined
}

/**
 * Reads the structure of a picture and holds its size, frames and parts against what may be decoded, before anything is: PNG,
 * JPEG, GIF, WebP, AVIF, HEIC, BMP and ICO. Only pieces of it are held at a time.
 *
 * @param onHead told what the head of a picture says, where that is enough to let it be decoded and reading on takes a while
 * @throws what the source throws
 */
export async function readImage(
  source: ContentSource,
  signal?: AbortSignal,
  onHead?: (reading: ImageReading) => void,
): Promise<ImageReading> {
  const reader = new RangeReader(source, signal)
  try {
    const facts = await factsOf(reader, (head) => {
      const { width, height, frames, undecodable } = head
      const isFine = width > 0 && height > 0 && whyTooLarge(width, height, frames) === undefined
      if (isFine && undecodable === undefined) onHead?.({ type: 'facts', facts: head })
    })
    const { width, height, frames, preview } = facts
    if (!(width > 0 && height > 0)) throw new ImageRefusal('It says that it has no size.', preview)
    const reason = whyTooLarge(width, height, frames)
    if (reason === undefined) return { type: 'facts', facts }
    return { type: 'refused', reason, isTooLarge: true, preview }
  } catch (error) {
    if (!(error instanceof ImageRefusal)) throw error
    const { message: reason, preview } = error
    return { type: 'refused', reason, isTooLarge: false, preview }
  }
}

async function factsOf(
  reader: RangeReader,
  onHead: (facts: ImageFacts) => void,
): Promise<ImageFacts> {
  const head = (await reader.at(0, 64)).slice()
  if (head.length === 0) throw new ImageRefusal('The file is empty: 0 bytes.')
  if (isHex(head, 0, '89504e470d0a1a0a')) return readPng(reader)
  if (isHex(head, 0, 'ffd8')) return readJpeg(reader, onHead)
  if (isAscii(head, 0, 'GIF8')) return readGif(reader)
  if (isAscii(head, 0, 'RIFF') && isAscii(head, 8, 'WEBP')) return readWebp(reader)
  if (isAscii(head, 0, 'BM')) return readBmp(reader)
  if (isHex(head, 0, '00000100') || isHex(head, 0, '00000200')) return readIcon(reader)
  if (isAscii(head, 4, 'ftyp')) {
    return readIsoImage(reader, /avi[fs]/.test(lettersAt(head, 8, 56)) ? 'AVIF' : 'HEIC')
  }
  throw new ImageRefusal('Its first bytes are of no kind of picture that is known here.')
}
