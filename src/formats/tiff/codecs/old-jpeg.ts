import { jpegSegments } from '../../image/jpeg-segments.ts'
import { isNotHere } from '../../partial-bytes.ts'
import { chunksOf } from '../tiff-chunks.ts'
import type { TiffBytes } from '../tiff-directory.ts'
import { TAGS, type TiffPage } from '../tiff-page.ts'
import { decodeJpeg, joined, type JpegPixels } from './jpeg.ts'

/**
 * Decodes a page in the way of TIFF 6.0 §22, its colours as they are coded, which writers took in three ways: a whole JPEG file inside; its head inside, and
 * the scan in strips; and only tables, from which the head is made.
 *
 * @throws Error in words, where it can't be decoded
 */
export function decodeOldJpeg(source: TiffBytes, page: TiffPage): JpegPixels {
  const list = (tag: number) => {
    const entry = page.directory.entries.get(tag)
    return entry === undefined ? [] : source.numbers(entry)
  }
  const [file] = list(TAGS.jpegFile)
  const head =
    file === undefined || file <= 0 || file >= source.size
      ? undefined
      : source.part(file, list(TAGS.jpegFileSize)[0] || source.size)
  if (file !== undefined && head !== undefined && hasScan(head))
    return decodeJpeg(source.part(file, source.size), undefined, false)
  const strips = scanStrips(source, page)
  // A strip may be a whole JPEG as well.
  const [first] = strips
  if (first?.[0] === 0xff && first[1] === 0xd8 && strips.length === 1) {
    return decodeJpeg(first, head, false)
  }
  const made = head ?? madeHead(source, page, list)
  const interval = list(TAGS.jpegRestart)[0] || stripInterval(page, list)
  const scan = scanOf(page, strips, head !== undefined)
  return decodeJpeg(joined([made, segment(0xdd, word(interval)), ...scan]), undefined, false)
}

/** Each strip begins anew, as after a restart: its blocks, as they are coded together. 0 where there is one strip. */
function stripInterval(page: TiffPage, list: (tag: number) => number[]): number {
  const [rows = page.height] = list(TAGS.rowsPerStrip)
  if (rows >= page.height) return 0
  const [across = 2, down = 2] = page.samples >= 3 ? list(TAGS.yccSubsampling) : [1, 1]
  return Math.ceil(page.width / (8 * across)) * Math.ceil(rows / (8 * down))
}

function hasScan(bytes: Uint8Array): boolean {
  for (const { marker } of jpegSegments(bytes)) if (marker === 0xda) return true
  return false
}

function scanStrips(source: TiffBytes, page: TiffPage): Uint8Array[] {
  try {
    return [...chunksOf(source, page)].map(({ at, size }) => source.part(at, size))
  } catch (error) {
    if (isNotHere(error)) throw error
    return []
  }
}

/** The scan's header and its data; strips follow one another with a restart between them, unless the marks are there. */
function scanOf(page: TiffPage, strips: Uint8Array[], hasHead: boolean) {
  const components = page.samples >= 3 ? 3 : 1
  const selectors = Array.from({ length: components }, (_, at) => [at + 1, at * 0x11]).flat()
  const header = segment(0xda, [components, ...selectors, 0, 63, 0])
  const starts = hasHead && strips[0]?.[0] === 0xff && strips[0][1] === 0xda
  const parts: Uint8Array[] = starts ? [] : [header]
  for (const [index, strip] of strips.entries()) {
    if (index > 0) {
      const before = strips[index - 1]
      const marker = before?.at(-1) ?? 0
      const isMarked = before?.at(-2) === 0xff && marker >= 0xd0 && marker <= 0xd7
      if (!isMarked) parts.push(Uint8Array.of(0xff, 0xd0 + ((index - 1) % 8)))
    }
    parts.push(strip)
  }
  return [...parts, Uint8Array.of(0xff, 0xd9)]
}

/** A head from the tables that the tags point to. */
function madeHead(source: TiffBytes, page: TiffPage, list: (tag: number) => number[]): Uint8Array {
  const quantization = list(TAGS.jpegQuantization).slice(0, 3)
  if (quantization.length === 0) throw new Error('The tables of its JPEG are missing.')
  const parts: Uint8Array[] = [Uint8Array.of(0xff, 0xd8)]
  for (const [index, at] of quantization.entries()) {
    parts.push(segment(0xdb, [index, ...source.part(at, 64)]))
  }
  for (const [kind, tag] of [TAGS.jpegDc, TAGS.jpegAc].entries()) {
    for (const [index, at] of list(tag).slice(0, 3).entries()) {
      const counts = source.part(at, 16)
      const values = counts.reduce((sum, each) => sum + each, 0)
      parts.push(segment(0xc4, [kind * 16 + index, ...source.part(at, 16 + values)]))
    }
  }
  const components = page.samples >= 3 ? 3 : 1
  const [across = 2, down = 2] = list(TAGS.yccSubsampling)
  const factors = components === 3 ? across * 16 + down : 0x11
  const described = Array.from({ length: components }, (_, at) => [
    at + 1,
    at === 0 ? factors : 0x11,
    Math.min(at, quantization.length - 1),
  ]).flat()
  const { width, height } = page
  parts.push(segment(0xc0, [8, ...word(height), ...word(width), components, ...described]))
  return joined(parts)
}

function segment(marker: number, content: readonly number[]): Uint8Array {
  return Uint8Array.from([0xff, marker, ...word(content.length + 2), ...content])
}

function word(value: number): [number, number] {
  return [value >> 8, value & 0xff]
}
