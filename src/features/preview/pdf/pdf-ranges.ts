import { PDFDataRangeTransport } from 'pdfjs-dist'
import type { ContentSource } from '#formats/content-source.ts'

/** Bytes that pdf.js asks for at once: as many as a ranged source fetches anyway. */
export const RANGE = 1 << 20

/**
 * Gives pdf.js the ranges of a content that it asks for.
 * @param onFailure told of each that can't be read: pdf.js would wait for it for ever
 */
export function rangesOf(
  source: ContentSource,
  head: Uint8Array<ArrayBuffer>,
  onFailure: (error: unknown) => void,
  signal: AbortSignal,
): PDFDataRangeTransport {
  return new SourceRanges(source, head, onFailure, signal)
}

class SourceRanges extends PDFDataRangeTransport {
  readonly #source: ContentSource
  readonly #onFailure: (error: unknown) => void
  readonly #signal: AbortSignal

  constructor(
    source: ContentSource,
    head: Uint8Array<ArrayBuffer>,
    onFailure: (error: unknown) => void,
    signal: AbortSignal,
  ) {
    super(source.size, head)
    this.#source = source
    this.#onFailure = onFailure
    this.#signal = signal
  }

  override requestDataRange(begin: number, end: number): void {
    this.#source.slice(begin, end, this.#signal).then(
      (bytes) => this.onDataRange(begin, bytes),
      (error: unknown) => {
        if (!this.#signal.aborted) this.#onFailure(error)
      },
    )
  }
}
