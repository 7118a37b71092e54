import { encodeBase64 } from '#fhir/base64.ts'
import { createBase64Encoder } from '#lib/base64/base64-encoder.ts'
import { createSha256 } from '#lib/sha256/sha256.ts'

/**
 * What is computed from a file. Hashing is apart from encoding: what is sent must not wait for the checksum, which is
 * wanted only once the server has answered.
 */
export type Preparation =
  | { kind: 'checksum'; file: Blob }
  /** `fields`: those of the resource as JSON. */
  | { kind: 'json'; file: Blob; fields: string }
  /** JSON with contents in it, each between two pieces of text. */
  | { kind: 'batch'; pieces: readonly Piece[]; end: string }

/** Text, and the content whose base64 follows it. */
export interface Piece {
  before: string
  bytes: Uint8Array<ArrayBuffer>
}

export type Prepared =
  /** In lower-case hex. */
  | { kind: 'checksum'; sha256: string }
  /** To send. */
  | { kind: 'json'; body: Blob }
  | { kind: 'batch'; body: Blob }

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
 * Hashes a file or encodes it, slice by slice, so that a gigabyte needs a few megabytes.
 * @param onProgress bytes done
 * @throws DOMException `NotReadableError` or `NotFoundError` when the file has changed or gone since it was chosen
 */
export async function prepareUpload(
  preparation: Preparation,
  onProgress: (loaded: number) => void,
  signal?: AbortSignal,
): Promise<Prepared> {
  switch (preparation.kind) {
    case 'checksum':
      return { kind: 'checksum', sha256: await checksumOf(preparation.file, signal) }
    case 'batch':
      return { kind: 'batch', body: new Blob([joined(preparation.pieces, preparation.end)]) }
    case 'json': {
      const { file } = preparation
      const encode = createBase64Encoder()
      const parts: Blob[] = []
      let loaded = 0
      for await (const bytes of slicesOf(file, signal)) {
        // A Blob: what is encoded already need not stay in this memory.
        parts.push(new Blob([encode(bytes)]))
        await isTaken(parts.at(-AHEAD))
        loaded += bytes.length
        onProgress(loaded)
      }
      return { kind: 'json', body: jsonOf(preparation.fields, parts) }
    }
  }
}

/** Blobs of encoded slices that the browser may have yet to take over. */
const AHEAD = 3

/** What is encoded faster than the browser takes it over would stay in this memory. A Blob can be read once that is done. */
async function isTaken(part: Blob | undefined): Promise<void> {
  if (part === undefined) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE)))
  // One that can't be read fails when it is sent.
  const read = part
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => undefined)
  await Promise.race([read, enough])
  clearTimeout(timer)
}

/** Milliseconds: memory may be short, but it has to go on. */
const PATIENCE = 2000

async function checksumOf(file: Blob, signal: AbortSignal | undefined): Promise<string> {
  // The platform's is missing on plain http.
  if (file.size <= ONE_PIECE && globalThis.crypto?.subtle !== undefined) {
    const bytes = await file.arrayBuffer()
    signal?.throwIfAborted()
    return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
  }
  const hash = createSha256()
  for await (const bytes of slicesOf(file, signal)) hash.update(bytes)
  return hash.hex()
}

/**
 * One after the other, each in the same memory: what is wanted of it after the next is asked for must be copied. A stream
 * that fills what it is given costs half of what slices that are read one by one do.
 */
async function* slicesOf(file: Blob, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const reader = readerOf(file)
  if (reader === undefined) return yield* readSlices(file, signal)
  let room = new Uint8Array(SLICE)
  try {
    for (let at = 0; at < file.size;) {
      const wanted = Math.min(SLICE, file.size - at)
      for (let filled = 0; filled < wanted;) {
        const { value } = await reader.read(room.subarray(filled, wanted))
        signal?.throwIfAborted()
        if (value === undefined || value.length === 0) throw new TypeError('The file is shorter.')
        room = new Uint8Array(value.buffer)
        filled += value.length
      }
      yield room.subarray(0, wanted)
      at += wanted
    }
  } catch (error) {
    signal?.throwIfAborted()
    // A stream does not say that the file has changed.
    await file.slice(0, 1).arrayBuffer()
    throw error
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** Not every browser lets a file fill memory that it is given. */
function readerOf(file: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return file.stream().getReader({ mode: 'byob' })
  } catch {
    return undefined
  }
}

/** One after the other; the next is read while one is worked on. */
async function* readSlices(
  file: Blob,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const read = (at: number) => {
    const reading = at < file.size ? file.slice(at, at + SLICE).arrayBuffer() : undefined
    // It may fail while nobody waits for it any more.
    reading?.catch(() => undefined)
    return reading
  }
  let next = read(0)
  for (let at = SLICE; next !== undefined; at += SLICE) {
    const bytes = new Uint8Array(await next)
    signal?.throwIfAborted()
    next = read(at)
    yield bytes
  }
}

function joined(pieces: readonly Piece[], end: string): Uint8Array<ArrayBuffer> {
  const texts = pieces.map(({ before }) => utf8.encode(before))
  const last = utf8.encode(end)
  const room = pieces.reduce(
    (sum, { bytes }, at) => sum + (texts[at]?.length ?? 0) + Math.ceil(bytes.length / 3) * 4,
    last.length,
  )
  const body = new Uint8Array(room)
  let at = 0
  for (const [index, { bytes }] of pieces.entries()) {
    body.set(texts[index] ?? [], at)
    at += texts[index]?.length ?? 0
    at += utf8.encodeInto(encodeBase64(bytes), body.subarray(at)).written
  }
  body.set(last, at)
  return body
}

const utf8 = new TextEncoder()

/** FHIR has no empty strings: an empty file is a Binary without `data`. */
function jsonOf(fields: string, parts: Blob[]): Blob {
  if (parts.length === 0) return new Blob([fields])
  return new Blob([fields.slice(0, -1), ',"data":"', ...parts, '"}'])
}
