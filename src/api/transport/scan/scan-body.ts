import { BinaryScanner } from '#fhir/json/binary-scanner.ts'
import { createPartCollector } from '../part-collector.ts'

/** What a body of JSON came to. */
export interface ScannedBody {
  /** The JSON, with `"@data:N"` for each long `data` of a large body; empty for an empty body. */
  json: string
  /** Bytes of content that the N-th of these holds; `undefined` for what is not base64. */
  sizes: (number | undefined)[]
  /** The decoded content of the resource's own `data`, where it was wanted and taken out. */
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
  for await (const chunk of chunks) {
    // Copied, since the scanner uses its memory again.
    parts.add(scanner.push(chunk).slice())
  }
  const { json, sizes, hasData } = scanner.endAsText()
  return { json, sizes, ...(hasData && { content: parts.blob() }) }
}
