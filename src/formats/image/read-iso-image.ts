import { big } from '../detection/head.ts'
import { isWholeJpeg } from './exif.ts'
import { ImageRefusal, UNTOLD, type BytePlace, type ImageFacts } from './image-facts.ts'
import { findBox, boxes, type Box } from './iso-boxes.ts'
import { lettersAt, type RangeReader } from './range-reader.ts'
import { transferWords } from './read-png.ts'

/** Bytes of the boxes that are read; real ones have some kilobytes. */
const MOST_META = 16_000_000

/** Reads the boxes of an AVIF or HEIF (ISO 23008-12, ISO 14496-12). @throws ImageRefusal */
export async function readIsoImage(
  reader: RangeReader,
  format: 'AVIF' | 'HEIC',
): Promise<ImageFacts> {
  const top = await topBoxes(reader)
  const meta = await load(reader, top, 'meta')
  const movie = await load(reader, top, 'moov')
  if (meta === undefined && movie === undefined) {
    throw new ImageRefusal('The file ends before it says what is in it.')
  }
  const still = meta && stillFacts(meta.subarray(12))
  const film = movie && filmFacts(movie.subarray(8))
  const size = still?.width ? still : film
  if (size === undefined || !(size.width > 0 && size.height > 0)) {
    throw new ImageRefusal('It does not tell the size of its picture.')
  }
  const last = top.at(-1)
  return {
    ...UNTOLD,
    bits: still?.bits ?? undefined,
    format,
    width: size.width,
    height: size.height,
    frames: Math.max(1, film?.frames ?? 1),
    orientation: still?.orientation ?? 1,
    hasAlpha: still?.hasAlpha ?? false,
    hdr: still?.hdr,
    isCut: last !== undefined && last.end > reader.size,
    preview: meta && (await previewOf(reader, meta.subarray(12))),
  }
}

async function topBoxes(reader: RangeReader): Promise<Box[]> {
  const found: Box[] = []
  let at = 0
  while (at + 8 <= reader.size && found.length < 1000) {
    const head = (await reader.at(at, 16)).slice()
    const [box] = boxes(head, at, reader.size - at)
    if (box === undefined) break
    found.push(box)
    at = box.end
  }
  return found
}

async function load(
  reader: RangeReader,
  top: readonly Box[],
  type: string,
): Promise<Uint8Array | undefined> {
  const box = top.find((each) => each.type === type)
  if (box === undefined) return undefined
  if (box.end - box.at > MOST_META)
    throw new ImageRefusal('Its description is larger than any program writes.')
  return (await reader.at(box.at, box.end - box.at)).slice()
}

/** The properties of the primary picture (ISO 23008-12 §6.5). */
function stillFacts(meta: Uint8Array) {
  const primary = findBox(meta, 'pitm')
  const id = primary && (primary[0] === 0 ? big(primary, 4, 2) : big(primary, 4, 4))
  const properties = findBox(meta, 'iprp')
  const container = properties && findBox(properties, 'ipco')
  const all = container ? [...boxes(container)].slice(0, 4096) : []
  const own = properties ? associated(findBox(properties, 'ipma'), id) : []
  const facts = {
    width: 0,
    height: 0,
    bits: undefined as number | undefined,
    orientation: 1,
    hasAlpha: false,
    hdr: undefined as string | undefined,
  }
  let [turn, mirror] = [0, -1]
  for (const [index, { type, start, end }] of all.entries()) {
    const content = container?.subarray(start, end) ?? new Uint8Array()
    if (type === 'auxC' && /alpha|auxid:1$/.test(lettersAt(content, 4, 60).split('\0')[0] ?? '')) {
      facts.hasAlpha = true
    }
    if (!own.includes(index + 1)) continue
    if (type === 'ispe') [facts.width, facts.height] = [big(content, 4, 4), big(content, 8, 4)]
    if (type === 'pixi') facts.bits = content[5]
    if (type === 'irot') turn = (content[0] ?? 0) & 3
    if (type === 'imir') mirror = (content[0] ?? 0) & 1
    if (type === 'colr' && lettersAt(content, 0, 4) === 'nclx')
      facts.hdr = transferWords(content[7])
  }
  return { ...facts, orientation: orientationOf(turn, mirror) }
}

/** `irot` turns left by quarters, `imir` mirrors about the vertical (1) or horizontal (0) axis, as EXIF's eight cases. */
function orientationOf(turn: number, mirror: number): number {
  if (mirror === -1) return [1, 8, 3, 6][turn] ?? 1
  return (mirror === 1 ? [2, 7, 4, 5] : [4, 5, 2, 7])[turn] ?? 1
}

/** The numbers, from 1, of an item's properties (§9.3.1 `ipma`). */
function associated(ipma: Uint8Array | undefined, id: number | undefined): number[] {
  if (ipma === undefined) return []
  const isLong = ipma[0] !== 0
  const isWide = ((ipma[3] ?? 0) & 1) === 1
  const items = Math.min(big(ipma, 4, 4) || 0, 65_536)
  let at = 8
  for (let item = 0; item < items && at < ipma.length; item += 1) {
    const owner = big(ipma, at, isLong ? 4 : 2)
    at += isLong ? 4 : 2
    const count = ipma[at] ?? 0
    at += 1
    const step = isWide ? 2 : 1
    if (owner === id) {
      return Array.from({ length: count }, (_, i) =>
        isWide ? big(ipma, at + i * 2, 2) & 0x7fff : (ipma[at + i] ?? 0) & 0x7f,
      )
    }
    at += count * step
  }
  return []
}

/** Of a sequence: its track's size and its number of samples. */
function filmFacts(movie: Uint8Array) {
  const facts = { width: 0, height: 0, frames: 0 }
  for (const { type, start, end } of boxes(movie)) {
    if (type !== 'trak') continue
    const track = movie.subarray(start, end)
    const head = findBox(track, 'tkhd')
    const sizes = findBox(track, 'mdia', 'minf', 'stbl', 'stsz')
    const at = (head?.length ?? 0) - 8
    const width = head && at > 0 ? big(head, at, 4) / 65_536 : 0
    const height = head && at > 0 ? big(head, at + 4, 4) / 65_536 : 0
    if (facts.frames === 0 && sizes) {
      Object.assign(facts, { width, height, frames: big(sizes, 8, 4) || 0 })
    }
  }
  return facts
}

/** Where an item is that is a JPEG, as cameras keep a small one beside the picture. */
async function previewOf(reader: RangeReader, meta: Uint8Array): Promise<BytePlace | undefined> {
  const infos = findBox(meta, 'iinf')
  const places = findBox(meta, 'iloc')
  if (infos === undefined || places === undefined) return undefined
  const isShort = infos[0] === 0
  for (const { start, end } of boxes(infos.subarray(isShort ? 6 : 8))) {
    const info = infos.subarray((isShort ? 6 : 8) + start, (isShort ? 6 : 8) + end)
    const isOld = info[0] === 2
    const type = lettersAt(info, isOld ? 8 : 10, 4)
    if (type !== 'jpeg') continue
    const place = placeOf(places, big(info, 4, isOld ? 2 : 4))
    if (place === undefined || place.end - place.start > MOST_META) continue
    const bytes = await reader.at(place.start, place.end - place.start)
    if (isWholeJpeg(bytes)) return place
  }
  return undefined
}

/** The bytes of an item that lies in one piece in the file (ISO 14496-12 §8.11.3 `iloc`). */
function placeOf(iloc: Uint8Array, wanted: number): BytePlace | undefined {
  const version = iloc[0] ?? 0
  const sizes = [(iloc[4] ?? 0) >> 4, (iloc[4] ?? 0) & 15, (iloc[5] ?? 0) >> 4, (iloc[5] ?? 0) & 15]
  const [offsetSize = 4, lengthSize = 4, baseSize = 0, indexSize = 0] = sizes
  const idSize = version < 2 ? 2 : 4
  const count = Math.min(big(iloc, 6, idSize) || 0, 65_536)
  let at = 6 + idSize
  for (let item = 0; item < count && at < iloc.length; item += 1) {
    const id = big(iloc, at, idSize)
    at += idSize
    const method = version === 0 ? 0 : big(iloc, at, 2) & 15
    at += (version === 0 ? 0 : 2) + 2
    const base = baseSize === 0 ? 0 : big(iloc, at, baseSize)
    at += baseSize
    const extents = big(iloc, at, 2)
    at += 2
    const skip = version === 0 ? 0 : indexSize
    if (id === wanted) {
      const start = base + (offsetSize === 0 ? 0 : big(iloc, at + skip, offsetSize))
      const length = big(iloc, at + skip + offsetSize, lengthSize)
      return method === 0 && extents === 1 && length > 0
        ? { start, end: start + length }
        : undefined
    }
    at += extents * (skip + offsetSize + lengthSize)
  }
  return undefined
}
