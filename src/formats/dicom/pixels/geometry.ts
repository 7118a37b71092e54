import type { DataSet } from '../data-set/data-set.ts'
import { itemsOf, numberOf, numbersOf, slotsOf, textOf, textsOf } from '../data-set/values.ts'
import { frameItem, MACRO } from './frame-groups.ts'

/** Millimetres between the middles of pixels, and how that is known. */
export interface Spacing {
  /** Down, between rows. */
  row: number
  /** Across, between columns. */
  column: number
  /** A sentence that belongs to every measure; `undefined` where it is simply so in the patient. */
  caution: string | undefined
}

/** Part of a picture with axes of its own, as ultrasound has them. Pixels from 0, the ends included. */
export interface ScaledRegion {
  left: number
  top: number
  right: number
  bottom: number
  /** `undefined` where its axes are not lengths, such as time and speed. */
  spacing: Spacing | undefined
}

/** Letters at the edges: where in the patient each lies. */
export interface Edges {
  left: string
  right: string
  top: string
  bottom: string
}

/** Made by projection, so that sizes at the detector are larger than in the patient. */
const PROJECTIONS = new Set(['CR', 'DX', 'MG', 'RF', 'XA', 'RG', 'IO', 'PX'])

/** The distance between pixels (PS3.3 §10.7); `undefined` where it is not known. */
export function readSpacing(data: DataSet, frame: number): Spacing | undefined {
  const modality = textOf(data, 0x0008_0060) ?? ''
  const own = pairOf(frameItem(data, frame, MACRO.pixelMeasures, 0x0028_0030), 0x0028_0030)
  const imager = pairOf(data, 0x0018_1164)
  if (own) {
    return { ...own, caution: cautionOf(data, own, imager, PROJECTIONS.has(modality)) }
  }
  if (imager) return { ...imager, caution: AT_DETECTOR }
  const scanned = pairOf(data, 0x0018_2010)
  return scanned && { ...scanned, caution: 'Lengths are those on the scanned film or page.' }
}

const AT_DETECTOR =
  'Lengths are those at the detector: in the patient they are smaller, by a factor the file does not apply.'

type Pair = Pick<Spacing, 'row' | 'column'>

function cautionOf(
  data: DataSet,
  own: Pair,
  imager: Pair | undefined,
  projected: boolean,
): string | undefined {
  const calibration = textOf(data, 0x0028_0a02)?.toUpperCase()
  if (calibration !== undefined) {
    const how = textOf(data, 0x0028_0a04)
    const by = { GEOMETRY: 'the assumed geometry', FIDUCIAL: 'an object of known size' }[
      calibration
    ]
    return `Lengths are calibrated by ${by ?? calibration}${how === undefined ? '' : ` (${how})`}.`
  }
  if (!projected) return undefined
  if (imager && imager.row === own.row && imager.column === own.column) return AT_DETECTOR
  return 'The file does not say whether lengths are corrected for the magnification of the projection.'
}

function pairOf(data: DataSet | undefined, tag: number): Pair | undefined {
  const slots = slotsOf(data, tag)
  // One number alone is meant both ways; one beside an empty place is half of what it should be.
  const [row, column] = slots.length === 1 ? [slots[0], slots[0]] : slots
  return row !== undefined && column !== undefined && row > 0 && column > 0
    ? { row, column }
    : undefined
}

/** Regions of ultrasound; those with centimetres both ways have a scale of lengths (PS3.3 §C.8.5.5). */
export function readRegions(data: DataSet): ScaledRegion[] {
  return itemsOf(data, 0x0018_6011).flatMap((item): ScaledRegion[] => {
    const numbers = [0x6018, 0x601a, 0x601c, 0x601e].map((tag) => numberOf(item, 0x0018_0000 + tag))
    const [left, top, right, bottom] = numbers
    const isLength = numberOf(item, 0x0018_6024) === 3 && numberOf(item, 0x0018_6026) === 3
    const column = Math.abs(numberOf(item, 0x0018_602c) ?? 0) * 10
    const row = Math.abs(numberOf(item, 0x0018_602e) ?? 0) * 10
    if (left === undefined || top === undefined || right === undefined || bottom === undefined)
      return []
    const spacing =
      isLength && row > 0 && column > 0 ? { row, column, caution: undefined } : undefined
    return [{ left, top, right, bottom, spacing }]
  })
}

/** How many times as wide as high a pixel is; 1 where nothing says otherwise. */
export function pixelRatio(data: DataSet, spacing: Spacing | undefined): number {
  const [vertical, horizontal] = slotsOf(data, 0x0028_0034)
  const ratio = spacing
    ? spacing.column / spacing.row
    : vertical !== undefined && horizontal !== undefined && vertical > 0 && horizontal > 0
      ? horizontal / vertical
      : 1
  return ratio > 0.05 && ratio < 20 ? ratio : 1
}

/** The letters at the edges of a frame, from its orientation (PS3.3 §C.7.6.2) or as they are given (§C.7.6.1.1.1). */
export function readEdges(data: DataSet, frame: number): Edges | undefined {
  const tag = 0x0020_0037
  const cosines = numbersOf(frameItem(data, frame, MACRO.planeOrientation, tag), tag)
  const isAnimal = textOf(data, 0x0010_2210)?.toUpperCase() === 'QUADRUPED'
  if (cosines.length === 6 && !isAnimal) {
    const right = direction(cosines.slice(0, 3))
    const bottom = direction(cosines.slice(3))
    if (right !== '' && bottom !== '') {
      return { right, bottom, left: opposite(right), top: opposite(bottom) }
    }
  }
  const [right = '', bottom = ''] = textsOf(data, 0x0020_0020).map((text) => text.toUpperCase())
  if (right === '' && bottom === '') return undefined
  // Letters of animals have no opposites here: none is better than a wrong one.
  if (isAnimal) return { right, bottom, left: '', top: '' }
  return { right, bottom, left: opposite(right), top: opposite(bottom) }
}

/** x goes to the patient's left, y to the back, z to the head. The nearest direction comes first. */
function direction(cosines: readonly number[]): string {
  const [x = 0, y = 0, z = 0] = cosines
  return [
    { length: Math.abs(x), letter: x > 0 ? 'L' : 'R' },
    { length: Math.abs(y), letter: y > 0 ? 'P' : 'A' },
    { length: Math.abs(z), letter: z > 0 ? 'H' : 'F' },
  ]
    .filter(({ length }) => length > 0.1)
    .toSorted((one, other) => other.length - one.length)
    .map(({ letter }) => letter)
    .join('')
}

const OPPOSITES: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' }

function opposite(letters: string): string {
  const turned = Array.from(letters, (letter) => OPPOSITES[letter])
  return turned.includes(undefined) ? '' : turned.join('')
}
