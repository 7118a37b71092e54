import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64 } from '#fhir/base64.ts'

export interface Preparation {
  file: Blob
  /** The fields of the resource as JSON, for a body of base64; absent where the file is sent as it is. */
  fields?: string
}

export interface Prepared {
  /** The JSON to send, where fields were given. */
  body?: Blob | string
  /** The file itself, where it was read whole. */
  bytes?: Uint8Array<ArrayBuffer>
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

/** Up to here a file is hashed in one piece, by the platform, which is ten times as fast but wants all of it. Bytes. */
const ONE_PIECE = 32 * 1024 * 1024

/**
 * Hashes a file and, where it is sent as JSON, encodes it: in one piece when it is small, else as it streams by, so that
 * a gigabyte needs a few megabytes.
 * @param onProgress bytes done
 * @throws DOMException `NotReadableError` or `NotFoundError` when the file has changed or gone since it was chosen
 */
export async function prepareUpload(
  { file, fields }: Preparation,
  onProgress: (loaded: number) => void,
  signal?: AbortSignal,
): Promise<Prepared> {
  const encoder = fields === undefined ? undefined : new Base64Parts(file.size)
  // The platform's is missing on plain http.
  const checksum =
    file.size <= ONE_PIECE && globalThis.crypto?.subtle !== undefined
      ? await inOnePiece(file, encoder, onProgress, signal)
      : await inPieces(file, encoder, onProgress, signal)
  return fields === undefined || encoder === undefined
    ? { sha256: checksum }
    : { sha256: checksum, body: jsonOf(fields, encoder.end()) }
}

async function inOnePiece(
  file: Blob,
  encoder: Base64Parts | undefined,
  onProgress: (loaded: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  signal?.throwIfAborted()
  const digest = crypto.subtle.digest('SHA-256', bytes)
  if (encoder) {
    encoder.add(bytes)
    onProgress(bytes.length)
  }
  return new Uint8Array(await digest).toHex()
}

async function inPieces(
  file: Blob,
  encoder: Base64Parts | undefined,
  onProgress: (loaded: number) => void,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = sha256.create()
  const reader = file.stream().getReader()
  let loaded = 0
  let told = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return hash.digest().toHex()
      signal?.throwIfAborted()
      hash.update(value)
      encoder?.add(value)
      loaded += value.length
      if (loaded - told < SLICE && loaded < file.size) continue
      told = loaded
      onProgress(loaded)
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

/** Base64 of bytes that come in any pieces, as Blobs: what is encoded already need not stay in this memory. */
class Base64Parts {
  readonly #parts: Blob[] = []
  readonly #rest: Uint8Array
  #held = 0

  /** @param size of all that will come, in bytes */
  constructor(size: number) {
    this.#rest = new Uint8Array(Math.min(SLICE, size))
  }

  add(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#held === 0 && bytes.length - at >= SLICE) {
        this.#encode(bytes.subarray(at, at + SLICE))
        at += SLICE
        continue
      }
      const piece = bytes.subarray(at, at + SLICE - this.#held)
      this.#rest.set(piece, this.#held)
      this.#held += piece.length
      at += piece.length
      if (this.#held === SLICE) this.#flush()
    }
  }

  end(): Blob[] {
    if (this.#held > 0) this.#flush()
    return this.#parts
  }

  #flush(): void {
    this.#encode(this.#rest.subarray(0, this.#held))
    this.#held = 0
  }

  #encode(bytes: Uint8Array): void {
    this.#parts.push(new Blob([encodeBase64(bytes)]))
  }
}

/** FHIR has no empty strings: an empty file is a Binary without `data`. */
function jsonOf(fields: string, parts: Blob[]): Blob {
  if (parts.length === 0) return new Blob([fields])
  return new Blob([fields.slice(0, -1), ',"data":"', ...parts, '"}'])
}
