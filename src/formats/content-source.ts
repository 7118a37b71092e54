/**
 * A content that can be read in ranges, wherever it lies: a Blob or File, or a server that answers `Range`
 * (`ranged-content.ts`). Detection and the viewers that need no more than what is in view read from this.
 */
export interface ContentSource {
  /** Bytes. */
  readonly size: number
  /** As it is labelled, with its parameters. */
  readonly contentType?: string | undefined
  readonly name?: string | undefined
  /** All of it, where nothing has to be fetched any more. */
  readonly here?: Blob | undefined
  /** The bytes from `start` up to, not including, `end`; fewer where the content ends before. */
  slice(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>
  stream(signal?: AbortSignal): AsyncIterable<Uint8Array<ArrayBuffer>>
  /** All of it, of no type. */
  blob(signal?: AbortSignal): Promise<Blob>
}

/** @throws (from its methods) DOMException `NotReadableError` when a File has changed or gone since it was chosen */
export function blobSource(
  blob: Blob,
  label: { contentType?: string | undefined; name?: string | undefined } = {},
): ContentSource {
  return {
    size: blob.size,
    here: blob,
    ...label,
    async slice(start, end, signal) {
      const bytes = await blob.slice(start, end).arrayBuffer()
      signal?.throwIfAborted()
      return new Uint8Array(bytes)
    },
    stream: (signal) => streamOf(blob, signal),
    async blob(signal) {
      signal?.throwIfAborted()
      return blob
    },
  }
}

/** Not every browser can iterate over a Blob's stream. */
async function* streamOf(
  blob: Blob,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = blob.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    // After the end it does nothing.
    void reader.cancel().catch(() => undefined)
  }
}
