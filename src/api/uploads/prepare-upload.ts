import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64 } from '#fhir/base64.ts'

export interface Preparation {
  file: Blob
  /** The fields of the resource as JSON, for a body of base64; absent where the file is sent as it is. */
  fields?: string
}

export interface Prepared {
  /** The JSON to send, where fields were given. */
  body?: Blob
  /** Of the file, in lower-case hex. */
  sha256: string
}

/** What the preparing worker is asked, see `worker-pool.ts`. Progress is in bytes done. */
export interface PrepareTask {
  request: Preparation
  progress: number
  chunk: never
  result: Prepared
}

/** A multiple of three bytes, so that the pieces' base64 joins without padding between. */
const SLICE = 3 * 1024 * 1024

/**
 * Hashes a file and, where it is sent as JSON, encodes it: one slice at a time, so that a gigabyte needs a few megabytes.
 * @param onProgress bytes done
 * @throws DOMException `NotReadableError` or `NotFoundError` when the file has changed or gone since it was chosen
 */
export async function prepareUpload(
  { file, fields }: Preparation,
  onProgress: (loaded: number) => void,
  signal?: AbortSignal,
): Promise<Prepared> {
  const hash = sha256.create()
  const parts: Blob[] = []
  for (let start = 0; start < file.size; start += SLICE) {
    const bytes = new Uint8Array(await file.slice(start, start + SLICE).arrayBuffer())
    signal?.throwIfAborted()
    hash.update(bytes)
    if (fields !== undefined) parts.push(new Blob([encodeBase64(bytes)]))
    onProgress(start + bytes.length)
  }
  const checksum = hash.digest().toHex()
  return fields === undefined
    ? { sha256: checksum }
    : { sha256: checksum, body: jsonOf(fields, parts) }
}

/** FHIR has no empty strings: an empty file is a Binary without `data`. */
function jsonOf(fields: string, parts: Blob[]): Blob {
  if (parts.length === 0) return new Blob([fields])
  return new Blob([fields.slice(0, -1), ',"data":"', ...parts, '"}'])
}
