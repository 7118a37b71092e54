import type { Kind } from '#formats/kinds.ts'

/** A content that is here, as it is drawn in small. */
export interface ThumbnailContent {
  /** Whole, and of the type that its bytes have. */
  blob: Blob
  kind: Kind
}

/**
 * Draws a content in small, with neither side longer than `THUMBNAIL_SIDE`.
 * @throws NoThumbnail where there is nothing to draw, in words; the signal's reason; anything where the file is broken
 */
export type DrawThumbnail = (content: ThumbnailContent, signal: AbortSignal) => Promise<Blob>

/** Pixels: sharp on fine screens, too. */
export const THUMBNAIL_SIDE = 400

/** Why there is no picture of a file, for its reader. */
export class NoThumbnail extends Error {
  override readonly name = 'NoThumbnail'
}

/** Who draws which kind in small. A new kind is one file and one line; a kind without a line is shown by its sign. */
export const drawers: Partial<Record<Kind, () => Promise<DrawThumbnail>>> = {
  image: async () => (await import('./draw-picture.ts')).drawPicture,
  tiff: async () => (await import('./draw-first-picture.ts')).drawFirstPage,
  jpeg2000: async () => (await import('./draw-first-picture.ts')).drawFirstPage,
  dicom: async () => (await import('./draw-first-picture.ts')).drawFirstFrame,
  pdf: async () => (await import('./draw-pdf-page.ts')).drawPdfPage,
}
