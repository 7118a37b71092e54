import { little } from '../detection/head.ts'
import { ImageRefusal, UNTOLD, type ImageFacts } from './image-facts.ts'
import { lettersAt, type RangeReader } from './range-reader.ts'

interface Bitmap {
  width: number
  height: number
  bits: number
  compression: number
}

/** The header of a Windows bitmap (BITMAPCOREHEADER, BITMAPINFOHEADER and later). @throws ImageRefusal */
export async function readBmp(reader: RangeReader): Promise<ImageFacts> {
  const head = await reader.at(0, 54)
  const { width, height, bits, compression } = bitmapOf(head.subarray(14))
  const needed = little(head, 10, 4) + Math.ceil((width * bits) / 32) * 4 * height
  const isPlain = compression === 0 || compression === 3
  return {
    ...UNTOLD,
    format: 'BMP',
    width,
    height,
    bits: bits > 8 ? 8 : bits,
    colour: bits <= 8 ? 'palette' : undefined,
    isCut: isPlain ? needed > reader.size : little(head, 2, 4) > reader.size,
  }
}

function bitmapOf(head: Uint8Array): Bitmap {
  const length = little(head, 0, 4)
  const isCore = length === 12
  const signed = (at: number) => little(head, at, 4) | 0
  const bitmap = isCore
    ? {
        width: little(head, 4, 2),
        height: little(head, 6, 2),
        bits: little(head, 10, 2),
        compression: 0,
      }
    : {
        width: signed(4),
        // A negative one says that the first row is the top one.
        height: Math.abs(signed(8)),
        bits: little(head, 14, 2),
        compression: little(head, 16, 4),
      }
  if (Number.isNaN(bitmap.bits)) throw new ImageRefusal('The file ends within its head.')
  return bitmap
}

/** Icons of one file that are looked at. */
const MOST_ICONS = 256

/** The directory of an icon, and the size of the largest one in it, which is the one that is shown. @throws ImageRefusal */
export async function readIcon(reader: RangeReader): Promise<ImageFacts> {
  const head = await reader.at(0, 6)
  const count = Math.min(little(head, 4, 2), MOST_ICONS)
  const entries = (await reader.at(6, count * 16)).slice()
  if (!(count > 0) || entries.length < 16) throw new ImageRefusal('There is no picture in it.')
  const found: { width: number; height: number; bits: number }[] = []
  let isCut = entries.length < count * 16
  for (let at = 0; at + 16 <= entries.length; at += 16) {
    const [length, place] = [little(entries, at + 8, 4), little(entries, at + 12, 4)]
    isCut ||= place + length > reader.size
    const start = await reader.at(place, 40)
    if (start.length < 26) continue
    if (lettersAt(start, 1, 3) === 'PNG') {
      const [width, height] = [16, 20].map((from) =>
        new DataView(start.buffer, start.byteOffset).getUint32(from),
      )
      found.push({ width: width ?? 0, height: height ?? 0, bits: start[24] ?? 8 })
    } else {
      const { width, height, bits } = bitmapOf(start)
      // A mask is stacked below the picture.
      found.push({ width, height: Math.floor(height / 2), bits: bits > 8 ? 8 : bits })
    }
  }
  const largest = found.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest === undefined) throw new ImageRefusal('The file ends before its pictures begin.')
  const sizes = [...new Set(found.map(({ width, height }) => `${width} × ${height}`))]
  return {
    ...UNTOLD,
    format: 'Icon',
    ...largest,
    hasAlpha: true,
    isCut,
    remarks:
      found.length > 1
        ? [
            `${found.length} pictures are inside (${sizes.slice(0, 12).join(', ')}); one of them is shown.`,
          ]
        : [],
  }
}
