import { little } from '../detection/head.ts'
import { readExif } from './exif.ts'
import { ImageRefusal, UNTOLD, type ImageFacts } from './image-facts.ts'
import { lettersAt, type RangeReader } from './range-reader.ts'

const MOST_CHUNKS = 200_000

/** Walks the chunks of a WebP (RFC 9649 §2.5 to §2.7). @throws ImageRefusal */
export async function readWebp(reader: RangeReader): Promise<ImageFacts> {
  const head = (await reader.at(0, 30)).slice()
  if (head.length < 30) throw new ImageRefusal('The file ends within its head.')
  const end = little(head, 4, 4) + 8
  const flags = lettersAt(head, 12, 4) === 'VP8X' ? (head[20] ?? 0) : 0
  const { frames, orientation } = await walkChunks(reader, Math.min(end, reader.size))
  return {
    ...UNTOLD,
    format: 'WebP',
    ...sizeOf(head),
    frames: Math.max(1, frames),
    orientation,
    hasAlpha:
      (flags & 0x10) !== 0 || (lettersAt(head, 12, 4) === 'VP8L' && ((head[24] ?? 0) & 0x10) !== 0),
    isCut: end > reader.size,
  }
}

function sizeOf(head: Uint8Array): { width: number; height: number } {
  switch (lettersAt(head, 12, 4)) {
    case 'VP8X':
      return { width: little(head, 24, 3) + 1, height: little(head, 27, 3) + 1 }
    case 'VP8L': {
      const bits = little(head, 21, 4)
      return { width: (bits & 0x3fff) + 1, height: (Math.floor(bits / 0x4000) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { width: little(head, 26, 2) & 0x3fff, height: little(head, 28, 2) & 0x3fff }
    default:
      throw new ImageRefusal('It begins with a part that is not known.')
  }
}

async function walkChunks(reader: RangeReader, end: number) {
  let [frames, orientation] = [0, 1]
  let at = 12
  for (let count = 0; at + 8 <= end; count += 1) {
    if (count > MOST_CHUNKS) throw new ImageRefusal('It has more parts than any program writes.')
    const head = await reader.at(at, 8)
    const [type, length] = [lettersAt(head, 0, 4), little(head, 4, 4)]
    if (type === 'ANMF') frames += 1
    if (type === 'EXIF' && length < 1_000_000) {
      const exif = (await reader.at(at + 8, length)).slice()
      orientation = readExif(lettersAt(exif, 0, 4) === 'Exif' ? exif.slice(6) : exif).orientation
    }
    at += 8 + length + (length & 1)
  }
  return { frames, orientation }
}
