import { readExif } from './exif.ts'
import { ImageRefusal, UNTOLD, type BytePlace, type ImageFacts } from './image-facts.ts'
import { frameOf, isRestart, whyUndecodable, type JpegFrame } from './jpeg-segments.ts'
import { lettersAt, type RangeReader } from './range-reader.ts'

/** Each goes over the whole picture again; programs write about ten. */
const MOST_SCANS = 200
const MOST_SEGMENTS = 100_000

/** Bytes of a JPEG that takes a while to walk. */
const LONG_WALK = 2_000_000

/**
 * Walks a JPEG from its first to its last marker (ITU T.81 §B): the end of a small picture inside it is not its own end.
 *
 * @param onHead told, for a large one, what its head says, once that shows that all components come in one scan: it is decoded
 *   in one go, so that nothing behind the head can make it cost more than its size. Whether it is whole is not known by then
 * @throws ImageRefusal
 */
export async function readJpeg(
  reader: RangeReader,
  onHead?: (facts: ImageFacts) => void,
): Promise<ImageFacts> {
  const walk = await walkSegments(reader, (before, dataAt) => {
    const { frame } = before
    const bytes = reader.size - dataAt
    if (frame && reader.size > LONG_WALK && bytes * 512 >= frame.width * frame.height) {
      onHead?.({ ...factsOf(before, frame), isCut: false })
    }
  })
  const { frame, scans, scanBytes, isEnded, exif } = walk
  if (frame === undefined) {
    throw new ImageRefusal(
      exif?.thumbnail === undefined
        ? 'The file ends before its picture begins.'
        : 'The file ends before its picture begins; only a small preview is inside.',
      exif?.thumbnail,
    )
  }
  if (scans > MOST_SCANS)
    throw new ImageRefusal(`It is coded in ${scans} layers, more than any program writes.`)
  const { width, height } = frame
  // A block of 64 pixels takes a bit at the very least.
  const isStarved = scanBytes * 512 < width * height
  if (isStarved && scanBytes * 51_200 < width * height && width * height > 10_000_000) {
    throw new ImageRefusal(
      `It claims ${width} × ${height} pixels, but holds next to nothing of them.`,
      exif?.thumbnail,
    )
  }
  return { ...factsOf(walk, frame), isCut: !isEnded || scans === 0 || isStarved }
}

function factsOf({ exif, adobe }: Walk, frame: JpegFrame): Omit<ImageFacts, 'isCut'> {
  const { width, height, bits, components } = frame
  return {
    ...UNTOLD,
    format: 'JPEG',
    width,
    height,
    bits,
    orientation: exif?.orientation ?? 1,
    colour: colourOf(components, adobe),
    undecodable: whyUndecodable(frame),
    preview: exif?.thumbnail,
    remarks: [],
  }
}

interface Walk {
  frame?: JpegFrame
  scans: number
  /** Of all scans' data together. */
  scanBytes: number
  isEnded: boolean
  exif?: { orientation: number; thumbnail: BytePlace | undefined }
  /** T.872 §6.5.3: how the components are coded. */
  adobe?: number
}

/** @param onOnlyScan told before the first scan where it holds all components of a sequential frame, and where its data begin */
async function walkSegments(
  reader: RangeReader,
  onOnlyScan: (before: Walk, dataAt: number) => void,
): Promise<Walk> {
  const walk: Walk = { scans: 0, scanBytes: 0, isEnded: false }
  let at = 2
  for (let count = 0; count < MOST_SEGMENTS; count += 1) {
    const head = await reader.at(at, 4)
    const marker = head[1] ?? 0
    if (head.length < 2 || head[0] !== 0xff) return walk
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd9) return { ...walk, isEnded: true }
    if (marker === 1 || marker === 0xd8 || isRestart(marker)) {
      at += 2
      continue
    }
    const length = ((head[2] ?? 0) << 8) | (head[3] ?? 0)
    if (head.length < 4 || length < 2) return walk
    await noteSegment(reader, walk, { marker, at, length })
    const isOnly = marker === 0xda && walk.scans === 0 && isSequential(walk.frame)
    const inScan = isOnly ? (await reader.at(at, 5))[4] : undefined
    at += 2 + length
    if (isOnly && inScan === walk.frame?.components) onOnlyScan(walk, at)
    if (marker === 0xda) {
      const end = await endOfScan(reader, at)
      walk.scans += 1
      walk.scanBytes += Math.max(0, end - at)
      at = end
    }
  }
  throw new ImageRefusal('It has more parts than any program writes.')
}

/** Baseline and extended sequential coding (T.81 table B.1). */
function isSequential(frame: JpegFrame | undefined): boolean {
  return frame?.process === 0xc0 || frame?.process === 0xc1
}

async function noteSegment(
  reader: RangeReader,
  walk: Walk,
  { marker, at, length }: { marker: number; at: number; length: number },
): Promise<void> {
  const isFrame = marker >= 0xc0 && marker <= 0xcf
  if (!isFrame && marker !== 0xe1 && marker !== 0xee) return
  const bytes = await reader.at(at, length + 2)
  const frame = frameOf(bytes, { marker, at: 0, start: 4, end: length + 2 })
  if (frame !== undefined) walk.frame ??= frame
  if (marker === 0xe1 && walk.exif === undefined && lettersAt(bytes, 4, 4) === 'Exif') {
    const { orientation, thumbnail } = readExif(bytes.subarray(10))
    const from = at + 10
    walk.exif = {
      orientation,
      thumbnail: thumbnail && { start: thumbnail.start + from, end: thumbnail.end + from },
    }
  }
  if (marker === 0xee && lettersAt(bytes, 4, 5) === 'Adobe') walk.adobe = bytes[15] ?? 0
}

/** Where the next marker is that ends a scan's data; the end of the content where there is none. */
async function endOfScan(reader: RangeReader, from: number): Promise<number> {
  for (let at = from; at < reader.size;) {
    const window = await reader.windowAt(at)
    let place = window.indexOf(0xff)
    for (; place !== -1 && place + 1 < window.length; place = window.indexOf(0xff, place + 1)) {
      const next = window[place + 1] ?? 0
      if (next !== 0 && next !== 0xff && !isRestart(next)) return at + place
    }
    // A window may end between the two bytes of a marker.
    const isSplit = place !== -1 && at + window.length < reader.size
    at += isSplit && window.length > 1 ? window.length - 1 : window.length
  }
  return reader.size
}

function colourOf(components: number, adobe: number | undefined): string | undefined {
  if (components === 1) return 'grey'
  if (components === 4) return adobe === 2 ? 'CMYK (as YCCK)' : 'CMYK'
  return undefined
}
