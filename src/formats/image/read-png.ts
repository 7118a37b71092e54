import { big } from '../detection/head.ts'
import { readExif } from './exif.ts'
import { ImageRefusal, UNTOLD, type ImageFacts } from './image-facts.ts'
import { lettersAt, type RangeReader } from './range-reader.ts'

const MOST_CHUNKS = 1_000_000

/** Walks the chunks of a PNG (PNG, third edition, §5 and §11). @throws ImageRefusal */
export async function readPng(reader: RangeReader): Promise<ImageFacts> {
  const head = await reader.at(0, 33)
  if (head.length < 33 || lettersAt(head, 12, 4) !== 'IHDR') {
    throw new ImageRefusal('It does not begin with the size of its picture.')
  }
  const [width, height] = [big(head, 16, 4), big(head, 20, 4)]
  const [bits = 8, type = 2] = [head[24], head[25]]
  const walk = await walkChunks(reader)
  const perPixel = bits * (SAMPLES[type] ?? 1)
  // Deflate packs at most 1,032 bytes into one (RFC 1951).
  const isStarved = walk.dataBytes * 1032 * 8 < width * height * perPixel
  return {
    ...UNTOLD,
    format: 'PNG',
    width,
    height,
    bits,
    frames: walk.frames,
    orientation: walk.orientation,
    hasAlpha: type === 4 || type === 6 || walk.hasTransparency,
    colour: type === 3 ? 'palette' : type === 0 || type === 4 ? 'grey' : undefined,
    hdr: walk.hdr,
    isCut: !walk.isEnded || isStarved,
  }
}

/** Of a pixel, by its colour type (§11.2.1). */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

async function walkChunks(reader: RangeReader) {
  const walk = {
    frames: 1,
    orientation: 1,
    hasTransparency: false,
    hdr: undefined as string | undefined,
    dataBytes: 0,
    isEnded: false,
  }
  let at = 8
  for (let count = 0; at < reader.size; count += 1) {
    if (count >= MOST_CHUNKS) throw new ImageRefusal('It has more parts than any program writes.')
    const head = await reader.at(at, 8)
    if (head.length < 8) return walk
    const [length, type] = [big(head, 0, 4), lettersAt(head, 4, 4)]
    const isWhole = at + 12 + length <= reader.size
    if (type === 'IEND') return { ...walk, isEnded: true }
    if (type === 'IDAT') walk.dataBytes += Math.min(length, reader.size - at - 8)
    if (type === 'tRNS') walk.hasTransparency = true
    if (type === 'acTL' && length >= 8) {
      walk.frames = Math.max(1, big(await reader.at(at + 8, 4), 0, 4) || 1)
    }
    if (type === 'cICP' && length >= 2) walk.hdr = transferWords((await reader.at(at + 8, 2))[1])
    if (type === 'eXIf' && isWhole && length < 1_000_000) {
      walk.orientation = readExif((await reader.at(at + 8, length)).slice()).orientation
    }
    if (!isWhole) return walk
    at += 12 + length
  }
  return walk
}

/** ITU-T H.273 table 3, what is brighter than a usual screen. */
export function transferWords(code: number | undefined): string | undefined {
  if (code === 16) return 'HDR (PQ)'
  return code === 18 ? 'HDR (HLG)' : undefined
}
