import { MOST_PIXELS } from '../image/bounds.ts'
import { isNotHere } from '../partial-bytes.ts'
import type { TiffBytes } from './tiff-directory.ts'
import { TAGS, type TiffPage } from './tiff-page.ts'

/** A strip or tile: where its bytes are, and where its pixels go. */
export interface TiffChunk {
  /** Bytes from the start; `size` is held against the end of the file. */
  at: number
  size: number
  /** Bytes that it is said to have, which may be more than there are. */
  declared: number
  /** Of its first pixel in the page. */
  x: number
  y: number
  /** Pixels that it holds, which may reach over the page's edge. */
  width: number
  height: number
  /** The sample that its pixels hold, where each has a plane of its own; 0 otherwise. */
  plane: number
}

/** Strips and tiles of one page that are read. */
const MOST_CHUNKS = 1_000_000

/**
 * Where the parts of a page are (TIFF 6.0 §3 and §15). Those that the file has no place for come with no bytes.
 *
 * @throws Error in words where there are none, or far too many
 */
export function* chunksOf(source: TiffBytes, page: TiffPage): Generator<TiffChunk> {
  const { width, height } = page
  const isTiled = page.directory.entries.has(TAGS.tileWidth)
  const one = (tag: number) => {
    const entry = page.directory.entries.get(tag)
    return entry === undefined ? undefined : source.numbers(entry, 1)[0]
  }
  const rows = Math.min(height, one(TAGS.rowsPerStrip) ?? height) || height
  const chunkWidth = isTiled ? (one(TAGS.tileWidth) ?? 0) : width
  const chunkHeight = isTiled ? (one(TAGS.tileHeight) ?? 0) : rows
  if (!(chunkWidth > 0 && chunkHeight > 0)) throw new Error('Its tiles have no size.')
  const across = Math.ceil(width / chunkWidth)
  const perPlane = across * Math.ceil(height / chunkHeight)
  const planes = page.isPlanar ? page.samples : 1
  const all = perPlane * planes
  if (all > MOST_CHUNKS || perPlane * chunkWidth * chunkHeight > 4 * MOST_PIXELS) {
    throw new Error('It is cut into more or larger parts than a page of its size can have.')
  }
  const offsets = listOf(source, page, isTiled ? TAGS.tileOffsets : TAGS.stripOffsets, all)
  const sizes = listOf(source, page, isTiled ? TAGS.tileSizes : TAGS.stripSizes, all)
  if (offsets.length === 0) throw new Error('It does not say where its picture is.')
  for (let index = 0; index < all; index += 1) {
    const place = index % perPlane
    const y = Math.floor(place / across) * chunkHeight
    const at = offsets[index] ?? 0
    const given = sizes[index] ?? 0
    const declared = given === 0 && at > 0 ? sizeUpTo(source, offsets, at) : given
    yield {
      at,
      declared,
      size: at === 0 ? 0 : Math.max(0, Math.min(declared, source.size - at)),
      x: (place % across) * chunkWidth,
      y,
      width: chunkWidth,
      height: isTiled ? chunkHeight : Math.min(chunkHeight, height - y),
      plane: Math.floor(index / perPlane),
    }
  }
}

function listOf(source: TiffBytes, page: TiffPage, tag: number, most: number): number[] {
  const entry = page.directory.entries.get(tag)
  return entry === undefined ? [] : source.numbers(entry, most)
}

/** Some old writers leave the sizes out, or zero: a part then reaches to the next one, or to the end. */
function sizeUpTo(source: TiffBytes, offsets: readonly number[], at: number): number {
  let end = source.size
  if (offsets.length <= 10_000) for (const next of offsets) if (next > at && next < end) end = next
  return end - at
}

/** Bytes between two parts that are loaded with them rather than in another request. */
const GAP = 1 << 20

/** Loads the parts of a page, in few and large steps. What is wrong with them is told by whoever reads them. */
export async function loadPage(source: TiffBytes, page: TiffPage): Promise<void> {
  const { from } = source
  if (from.isWhole) return
  const chunks = await from.read(() => partsOf(source, page))
  const spans: { start: number; end: number }[] = []
  for (const { at, size } of chunks.toSorted((one, other) => one.at - other.at)) {
    const last = spans.at(-1)
    if (size === 0) continue
    if (last && at <= last.end + GAP) last.end = Math.max(last.end, at + size)
    else spans.push({ start: at, end: at + size })
  }
  for (const { start, end } of spans) await from.load(start, end)
}

function partsOf(source: TiffBytes, page: TiffPage): TiffChunk[] {
  try {
    return [...chunksOf(source, page)]
  } catch (error) {
    if (isNotHere(error)) throw error
    return []
  }
}
