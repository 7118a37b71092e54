/** Bytes that are held as they come, before they are handed to the browser, which may keep them on the disk. */
const HELD = 32_000_000

/** Collects pieces into one Blob without holding all of them in memory. */
export class PieceStore {
  readonly #blobs: Blob[] = []
  #pieces: Uint8Array<ArrayBuffer>[] = []
  #held = 0
  /** Bytes in all. */
  size = 0

  add(piece: Uint8Array<ArrayBuffer>): void {
    this.#pieces.push(piece)
    this.#held += piece.length
    this.size += piece.length
    if (this.#held > HELD) this.#hand()
  }

  blob(): Blob {
    this.#hand()
    return new Blob(this.#blobs)
  }

  #hand(): void {
    this.#blobs.push(new Blob(this.#pieces))
    this.#pieces = []
    this.#held = 0
  }
}
