import type { Kind } from '#formats/kinds.ts'
import type { Size } from '#ui/picture/picture-view.ts'
import type { PatientData } from '../dicom/patient-identity.ts'

/** A version as it is played: the picture, or why there is none. */
export type PlayFrame = PictureFrame | { type: 'no-page'; pages: number } | Skipped

export interface PictureFrame {
  type: 'picture'
  /** In which it lies beside the others; the bitmap may have fewer pixels. */
  size: Size
  bitmap: ImageBitmap
  pages: number
  /** "800 × 600 pixels", "210 × 297 mm" */
  sizeWords: string
  /** What of it is not as it should be seen, in sentences. */
  notes: readonly string[]
  /** Of a DICOM object: whom it is of. It is compared, and shown nowhere. */
  patient?: PatientData
}

/** @param what kind its bytes are of */
interface Skipped {
  type: 'skipped'
  what: string
}

/** Gives back the memory of a picture. */
export function closeFrame(frame: PlayFrame): void {
  if (frame.type === 'picture') frame.bitmap.close()
}

/** Pixels of a picture that is kept; larger ones are drawn smaller, since several are kept at a time. */
export const MOST_PIXELS = 16_000_000

export const PIXELS = ({ width, height }: Size) =>
  `${width.toLocaleString()} × ${height.toLocaleString()} pixels`

/** Kinds of which there is a picture to play. */
const DRAWN: ReadonlySet<Kind> = new Set<Kind>(['image', 'tiff', 'jpeg2000', 'dicom', 'pdf'])

/** Whether versions of a kind can be played. */
export function isPlayed(kind: Kind): boolean {
  return DRAWN.has(kind)
}
