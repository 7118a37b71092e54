import { BinaryScanner } from '#fhir/json/binary-scanner.ts'

/** What a streamed JSON body came to. */
export interface ScannedBody {
  /** The JSON, with `"@data:N"` for each long `data`; empty for an empty body. */
  json: string
  /** Bytes of content that the N-th long `data` holds; `undefined` for what is not base64. */
  sizes: (number | undefined)[]
  /** The decoded content of the resource's own `data`, where it was wanted and is long. */
  content?: Blob
}

/** What the scanning worker is asked, see `worker-pool.ts`. */
export interface ScanTask {
  request: { wantsContent: boolean }
  progress: never
  chunk: Uint8Array<ArrayBuffer>
  result: ScannedBody
}

/** Bundles and fields of any size that a browser can hold as one string; servers take far less from their callers. */
const LIMITS = { maxJsonBytes: 256 * 1024 * 1024, maxDepth: 1000 }

/**
 * Reads a body of JSON as it comes, in the memory of what is kept of it.
 * @param wantsContent whether the content of the resource's own `data` is wanted, or only its size
 * @throws ScanError; what `chunks` throws
 */
export async function scanBody(
  chunks: AsyncIterable<Uint8Array>,
  wantsContent: boolean,
): Promise<ScannedBody> {
  const scanner = new BinaryScanner({ ...LIMITS, data: 'long', wantsContent })
  const parts = createPartCollector()
  let isEmpty = true
  for await (const chunk of chunks) {
    isEmpty &&= chunk.every((byte) => byte <= 0x20)
    // Copied, since the scanner uses its memory again.
    parts.add(scanner.push(chunk).slice())
  }
  if (isEmpty) return { json: '', sizes: [] }
  const { json, sizes, hasData } = scanner.endAsText()
  return { json, sizes, ...(hasData && { content: parts.blob() }) }
}

/** Gathers bytes into a Blob, which a browser may move to the disk, every few megabytes. */
export function createPartCollector(): {
  add(bytes: Uint8Array<ArrayBuffer>): void
  blob(type?: string): Blob
} {
  let blobs: Blob[] = []
  let loose: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  return {
    add(bytes) {
      if (bytes.length === 0) return
      loose.push(bytes)
      size += bytes.length
      if (size < 8 * 1024 * 1024) return
      blobs.push(new Blob(loose))
      loose = []
      size = 0
    },
    blob(type) {
      const blob = new Blob([...blobs, ...loose], type === undefined ? {} : { type })
      blobs = []
      loose = []
      return blob
    },
  }
}
