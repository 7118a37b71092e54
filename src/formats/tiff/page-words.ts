import { isOnItsSide, orientationWords } from '../image/orientation.ts'
import { photometricWords } from './page-colours.ts'
import { compressionWords, type TiffPage } from './tiff-page.ts'

/** How tall a pixel of the upright page is for its width. Beyond what scanners do, it is not believed. */
export function pixelTallness(page: TiffPage): number {
  const { xResolution, yResolution, orientation } = page
  if (xResolution === undefined || yResolution === undefined) return 1
  const stored = xResolution / yResolution
  const tallness = isOnItsSide(orientation) ? 1 / stored : stored
  return tallness > 0.2 && tallness < 5 && Math.abs(tallness - 1) > 0.02 ? tallness : 1
}

/** What a page is, in a line: `1,728 × 2,200 pixels, black and white, fax group 4, 204 × 196 dots per inch`. */
export function pageFacts(page: TiffPage): string {
  const { width, height, bits, format, orientation } = page
  const [across, down] = isOnItsSide(orientation) ? [height, width] : [width, height]
  const deepest = Math.max(...bits)
  const stored = orientationWords(orientation)
  return [
    `${count(across)} × ${count(down)} pixels`,
    photometricWords(page),
    deepest > 8 || format !== 'unsigned'
      ? `${deepest} bits a sample${format === 'unsigned' ? '' : `, ${format}`}`
      : undefined,
    compressionWords(page.compression),
    resolutionWords(page),
    pixelTallness(page) === 1 ? undefined : 'drawn in its true shape, as its pixels are not square',
    stored === undefined ? undefined : `stored ${stored}, shown upright`,
  ]
    .filter((part) => part !== undefined)
    .join(', ')
}

function resolutionWords({ xResolution: x, yResolution: y, unit }: TiffPage): string | undefined {
  if (x === undefined || y === undefined || unit === undefined || Math.max(x, y) <= 1)
    return undefined
  const [across, down] = [Math.round(x), Math.round(y)]
  return `${across === down ? count(across) : `${count(across)} × ${count(down)}`} dots per ${unit}`
}

function count(value: number): string {
  return numbers.format(value)
}

const numbers = new Intl.NumberFormat('en')
