import { whyTooLarge } from '../image/bounds.ts'
import { orientPixels } from '../image/orientation.ts'
import { isNotHere } from '../partial-bytes.ts'
import { canDecode, decodeChunk } from './codecs/decode-chunk.ts'
import { decodeOldJpeg } from './codecs/old-jpeg.ts'
import { canUnpack, type Samples } from './codecs/unpack.ts'
import { planColours, rangeOf } from './page-colours.ts'
import { chunksOf, loadPage, type TiffChunk } from './tiff-chunks.ts'
import type { TiffBytes } from './tiff-directory.ts'
import { compressionWords, TAGS, type TiffPage } from './tiff-page.ts'
import { toRgba } from './to-rgba.ts'

/** A page as it is drawn: upright, four bytes a pixel. */
export interface TiffPicture {
  width: number
  height: number
  rgba: Uint8ClampedArray<ArrayBuffer>
  /** What is to be said of it. */
  remarks: readonly string[]
}

/** Bytes of all samples of a page. */
const MOST_BYTES = 500_000_000

/**
 * Decodes one page. Parts of it that are missing or broken are left empty, and told.
 *
 * @throws Error in words, where nothing of it can be shown
 */
export async function decodePage(source: TiffBytes, page: TiffPage): Promise<TiffPicture> {
  const copy = copyOf(page)
  await loadPage(source, copy ?? page)
  const { remarks, ...picture } = await source.from.read(() => decodeItself(source, copy ?? page))
  if (copy === undefined) return { ...picture, remarks }
  const size = `${copy.width.toLocaleString('en')} × ${copy.height.toLocaleString('en')}`
  const why = `${whyTooLarge(page.width, page.height)} A smaller copy of it that is in the file is shown, of ${size} pixels.`
  return { ...picture, remarks: [why, ...remarks] }
}

/** In place of a page that is too large: the largest copy of it that is not, turned as the page is. */
function copyOf(page: TiffPage): TiffPage | undefined {
  if (whyTooLarge(page.width, page.height) === undefined) return undefined
  const shape = page.width / page.height
  const [largest] = page.copies
    .filter(({ width, height }) => {
      const isAlike = Math.abs(width / height / shape - 1) < 0.02
      return isAlike && whyTooLarge(width, height) === undefined
    })
    .toSorted((a, b) => b.width - a.width)
  return largest && { ...largest, orientation: page.orientation }
}

async function decodeItself(source: TiffBytes, page: TiffPage): Promise<TiffPicture> {
  const plan = planColours(page, firstOf(source, page, TAGS.inkSet))
  const why = whyNot(page, plan.colours)
  if (why !== undefined) throw new Error(why)
  const perPixel = plan.colours + (plan.alpha === 'none' ? 0 : 1)
  const store =
    page.compression === 6 ? oldJpeg(source, page) : await readChunks(source, page, perPixel)
  const range = rangeOf(page, store.samples, perPixel, plan.colours)
  const rgba = toRgba(page, {
    ...store,
    perPixel,
    plan,
    range,
    palette: listOf(source, page, TAGS.colourMap, 3 * 65_536),
    reference: listOf(source, page, TAGS.referenceRange, 6),
  })
  for (const { x, y, width, height } of store.missing) {
    for (let row = y; row < Math.min(page.height, y + height); row += 1) {
      const start = (row * page.width + x) * 4
      rgba.fill(0, start, start + Math.min(width, page.width - x) * 4)
    }
  }
  const upright = orientPixels(rgba, page.width, page.height, page.orientation)
  const remarks = [
    ...store.remarks,
    ...(range.remark === undefined ? [] : [range.remark]),
    ...plan.remarks,
  ]
  return { ...upright, remarks }
}

interface Area {
  x: number
  y: number
  width: number
  height: number
}

interface PageSamples {
  samples: Samples
  isRgb: boolean
  missing: readonly Area[]
  remarks: readonly string[]
}

function whyNot(page: TiffPage, colours: number): string | undefined {
  const { width, height, bits, format, compression } = page
  if (!(width > 0 && height > 0)) return 'It has no size.'
  const tooLarge = whyTooLarge(width, height)
  if (tooLarge !== undefined) return tooLarge
  if (!canDecode(compression)) {
    return `It is coded as ${compressionWords(compression)}, which can’t be decoded here.`
  }
  if (!canUnpack(bits, format))
    return `Its values (${bits.join(', ')} bits, ${format}) can’t be read.`
  const bytes =
    Math.max(...bits) <= 8 ? 1 : Math.max(...bits) <= 16 && format === 'unsigned' ? 2 : 4
  if (width * height * (colours + 1) * bytes > MOST_BYTES)
    return 'Its values take more memory than there is for a page.'
  return undefined
}

async function readChunks(
  source: TiffBytes,
  page: TiffPage,
  perPixel: number,
): Promise<PageSamples> {
  const samples = makeStore(page, page.width * page.height * perPixel)
  const missing: Area[] = []
  const reasons = new Set<string>()
  let [damaged, cut, isRgb, isAnyRead] = [0, 0, false, false]
  for (const chunk of chunksOf(source, page)) {
    if (chunk.plane >= perPixel) break
    try {
      if (chunk.size === 0) throw new Error('Its bytes are not in the file.')
      const decoded = await decodeChunk(source, page, chunk)
      place(samples, page, perPixel, chunk, decoded)
      isRgb = decoded.isRgb
      damaged += decoded.damaged
      if (decoded.isCut) cut += 1
      if (decoded.rows > 0) isAnyRead = true
      const wanted = Math.min(chunk.height, page.height - chunk.y)
      if (decoded.rows >= wanted) continue
      missing.push({ ...chunk, y: chunk.y + decoded.rows, height: wanted - decoded.rows })
      reasons.add(
        chunk.size < chunk.declared
          ? 'The file ends before it.'
          : 'Its bytes are damaged or too few.',
      )
    } catch (error) {
      if (isNotHere(error)) throw error
      missing.push(chunk)
      reasons.add(error instanceof Error ? error.message : String(error))
    }
  }
  if (!isAnyRead) throw new Error([...reasons].join(' ') || 'Nothing of it can be read.')
  return { samples, isRgb, missing, remarks: faultWords(page, { missing, reasons, damaged, cut }) }
}

function place(
  samples: Samples,
  page: TiffPage,
  perPixel: number,
  chunk: TiffChunk,
  decoded: { samples: Samples; perPixel: number; rows: number },
): void {
  const width = Math.min(chunk.width, page.width - chunk.x)
  const kept = page.isPlanar ? 1 : Math.min(perPixel, decoded.perPixel)
  for (let row = 0; row < decoded.rows && chunk.y + row < page.height; row += 1) {
    const from = row * chunk.width * decoded.perPixel
    const to =
      ((chunk.y + row) * page.width + chunk.x) * perPixel + (page.isPlanar ? chunk.plane : 0)
    if (kept === perPixel && decoded.perPixel === perPixel) {
      samples.set(decoded.samples.subarray(from, from + width * kept), to)
      continue
    }
    for (let x = 0; x < width; x += 1) {
      for (let i = 0; i < kept; i += 1) {
        samples[to + x * perPixel + i] = decoded.samples[from + x * decoded.perPixel + i] ?? 0
      }
    }
  }
}

function makeStore({ bits, format }: TiffPage, length: number): Samples {
  const deepest = Math.max(...bits)
  if (format !== 'unsigned' || deepest > 16) return new Float32Array(length)
  return deepest <= 8 ? new Uint8Array(length) : new Uint16Array(length)
}

function oldJpeg(source: TiffBytes, page: TiffPage): PageSamples {
  const { width, height, components, data, isCut } = decodeOldJpeg(source, page)
  const perPixel = page.samples >= 3 ? 3 : 1
  if (components !== perPixel) throw new Error('The JPEG in it has other colours than the page.')
  const samples = new Uint8Array(page.width * page.height * perPixel)
  const rows = Math.min(height, page.height)
  for (let y = 0; y < rows; y += 1) {
    const row = data.subarray(
      y * width * perPixel,
      (y * width + Math.min(width, page.width)) * perPixel,
    )
    samples.set(row, y * page.width * perPixel)
  }
  const missing =
    rows < page.height ? [{ x: 0, y: rows, width: page.width, height: page.height - rows }] : []
  const cut = isCut ? 1 : 0
  const remarks = faultWords(page, { missing, reasons: new Set(), damaged: 0, cut })
  return { samples, isRgb: false, missing, remarks }
}

function faultWords(
  page: TiffPage,
  faults: {
    missing: readonly Area[]
    reasons: ReadonlySet<string>
    damaged: number
    /** JPEGs that end too early. */
    cut: number
  },
): string[] {
  const words: string[] = []
  const lost = faults.missing.reduce((sum, { width, height }) => sum + width * height, 0)
  if (lost > 0) {
    const share = Math.min(99, Math.max(1, Math.round((lost / (page.width * page.height)) * 100)))
    const why = [...faults.reasons].slice(0, 3).join(' ')
    words.push(`About ${share} % of this page is missing and left empty. ${why}`.trim())
  }
  if (faults.damaged > 0) {
    const lines = faults.damaged === 1 ? 'One line is' : `${faults.damaged} lines are`
    words.push(`${lines} damaged: some of what stood there may be missing.`)
  }
  if (faults.cut > 0) {
    const parts = faults.cut === 1 ? 'A JPEG in it ends' : `${faults.cut} JPEGs in it end`
    words.push(`${parts} too early: what is missing of it is grey.`)
  }
  return words
}

function listOf(source: TiffBytes, page: TiffPage, tag: number, most: number): number[] {
  const entry = page.directory.entries.get(tag)
  return entry === undefined ? [] : source.numbers(entry, most)
}

function firstOf(source: TiffBytes, page: TiffPage, tag: number): number | undefined {
  return listOf(source, page, tag, 1)[0]
}
