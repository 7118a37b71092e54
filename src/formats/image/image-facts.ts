/** What a picture says of itself, read from its structure without decoding any of it. */
export interface ImageFacts {
  format: ImageFormat
  /** Pixels as they are stored, before the picture is turned. */
  width: number
  height: number
  /** 1 for a picture that does not move. */
  frames: number
  /** 1 to 8 (EXIF 2.32, tag 274). */
  orientation: number
  hasAlpha: boolean
  /** Of each sample; `undefined` where the head does not tell. */
  bits: number | undefined
  /** What its colours are, such as "grey" or "CMYK", where that is told and not plain red, green and blue. */
  colour: string | undefined
  /** Whether its colours are brighter or deeper than a usual screen shows: what it takes them from. */
  hdr: string | undefined
  /** Why no browser decodes it, as "a lossless JPEG". */
  undecodable: string | undefined
  /** Whether its end is missing, and with it a part of the picture. */
  isCut: boolean
  /** A whole JPEG inside that shows the same in small, or `undefined`. */
  preview: BytePlace | undefined
  /** What else is to be said, in sentences. */
  remarks: readonly string[]
}

type ImageFormat = 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'AVIF' | 'HEIC' | 'BMP' | 'Icon'

/** Bytes from the start of the content. */
export interface BytePlace {
  start: number
  end: number
}

export const UNTOLD = {
  frames: 1,
  orientation: 1,
  hasAlpha: false,
  bits: 8,
  colour: undefined,
  hdr: undefined,
  undecodable: undefined,
  isCut: false,
  preview: undefined,
  remarks: [],
} as const satisfies Partial<ImageFacts>

/** The structure of a picture is not one that can be read; the message says in words why. */
export class ImageRefusal extends Error {
  override readonly name = 'ImageRefusal'
  /** A whole JPEG inside that shows the same in small. */
  readonly preview: BytePlace | undefined

  constructor(message: string, preview?: BytePlace) {
    super(message)
    this.preview = preview
  }
}
