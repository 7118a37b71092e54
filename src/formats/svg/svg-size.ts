import type { SvgElement } from './svg-tree.ts'

/** How large a drawing is, in its own units. */
export interface DrawingSize {
  width: number
  height: number
  /** Declares neither a size nor a box: how far its shapes reach is only known once they are drawn. */
  isOpen: boolean
}

export type SizeReading =
  | { type: 'size'; size: DrawingSize; remarks: string[] }
  | { type: 'nothing'; reason: string }

/** CSS pixels, of a picture that is scaled to its frame anyway. */
const LARGEST = 4096
/** What browsers take where nothing is said (CSS 2.2 §10.3.2). */
const DEFAULT = { width: 300, height: 150 }

/**
 * The size of a drawing by `width`, `height` and `viewBox` (SVG 2 §8), and the root made to say it in pixels that no
 * browser has to fear.
 */
export function drawingSize(root: SvgElement): SizeReading {
  const { attributes } = root
  for (const name of ['x', 'y']) attributes.delete(name)
  const declared = { width: lengthOf(root, 'width'), height: lengthOf(root, 'height') }
  const box = boxOf(attributes.get('viewBox'))
  if (box === undefined) attributes.delete('viewBox')
  const remarks: string[] = []
  // Nothing is drawn then, says the standard; a stored drawing is looked at all the same.
  for (const name of ['width', 'height'] as const) {
    if (declared[name] !== undefined && declared[name] <= 0) {
      remarks.push(
        `It declares a ${name} of ${attributes.get(name)}, with which browsers draw nothing.`,
      )
      declared[name] = undefined
    }
  }
  if (box !== undefined && (box.width <= 0 || box.height <= 0)) {
    return { type: 'nothing', reason: 'Its view box is empty, so that nothing of it is drawn.' }
  }
  const isOpen =
    box === undefined && (declared.width === undefined || declared.height === undefined)
  const size = sizeOf(declared, box)
  const scale = Math.min(1, LARGEST / Math.max(size.width, size.height))
  if (scale < 1) {
    remarks.push(
      `It declares ${Math.round(size.width).toLocaleString('en')} × ${Math.round(size.height).toLocaleString('en')} pixels, and is drawn smaller.`,
    )
  }
  if (box === undefined && !isOpen) {
    attributes.set('viewBox', `0 0 ${size.width} ${size.height}`)
  }
  const [width, height] = [size.width * scale, size.height * scale].map((one) => Math.max(1, one))
  attributes.set('width', String(width))
  attributes.set('height', String(height))
  return { type: 'size', size: { width: width ?? 1, height: height ?? 1, isOpen }, remarks }
}

interface Declared {
  width: number | undefined
  height: number | undefined
}

function sizeOf(declared: Declared, box: { width: number; height: number } | undefined) {
  const { width, height } = declared
  const ratio = box === undefined ? DEFAULT.width / DEFAULT.height : box.width / box.height
  if (width !== undefined && height !== undefined) return { width, height }
  if (width !== undefined) return { width, height: box ? width / ratio : DEFAULT.height }
  if (height !== undefined) return { width: box ? height * ratio : DEFAULT.width, height }
  return box ?? DEFAULT
}

function boxOf(viewBox: string | undefined) {
  const numbers =
    viewBox
      ?.trim()
      .split(/[\s,]+/)
      .map(Number) ?? []
  const [, , width, height] = numbers
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) return undefined
  return { width: width ?? 0, height: height ?? 0 }
}

/** Pixels of a length; `undefined` where it is a share of something, or none. */
function lengthOf({ attributes }: SvgElement, name: string): number | undefined {
  const [, number, unit = ''] =
    /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(px|mm|cm|q|in|pt|pc|em|rem|ex)?\s*$/i.exec(
      attributes.get(name) ?? '',
    ) ?? []
  if (number === undefined) return undefined
  const pixels = Number(number) * (UNITS[unit.toLowerCase()] ?? 1)
  return Number.isFinite(pixels) ? pixels : 1e9
}

const UNITS: Record<string, number> = {
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  q: 96 / 101.6,
  in: 96,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
  ex: 8,
}
