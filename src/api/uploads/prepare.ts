import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import { ApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import {
  prepareUpload,
  type Piece,
  type Preparation,
  type Prepared,
  type PrepareTask,
} from './prepare-upload.ts'
import { isSmall, readSmall, smallJson, type SmallFile } from './small-files.ts'

/** As many as upload at a time, and one that hashes beside: a large file that is hashed holds up no small one. */
const RUNNING = 4

const create = () => new Worker(new URL('./upload-wasm.ts', import.meta.url), { type: 'module' })
const pool = createWorkerPool<PrepareTask>({ create, running: RUNNING })
/** Batches take a moment each: one worker for all of them leaves one heap behind. */
const batchPool = createWorkerPool<PrepareTask>({ create, running: 1 })

type About = Pick<ApiRequest, 'method' | 'path'>

export interface PreparedUpload {
  /** Of the file, in lower-case hex; of a large one it comes later than what is sent. */
  sha256: Promise<string>
  body: Promise<Blob>
}

/**
 * Hashes a file, and encodes it where its fields are given, off the main thread; small ones need no worker.
 * @param fields of the resource as JSON; without them the file goes as it is
 * @returns promises that fail with ApiError `unreadable-file` when the file has changed or gone since it was chosen
 */
export function prepare(
  about: About,
  file: Blob,
  fields: string | undefined,
  signal: AbortSignal,
  onProgress: (loaded: number) => void,
): PreparedUpload {
  if (isSmall(file)) {
    const small = prepareSmall(about, file, signal)
    const body = small.then((read) => smallBody(read, fields))
    return { sha256: small.then(({ sha256 }) => sha256), body }
  }
  const body = fields === undefined ? Promise.resolve(file) : encode()
  return { sha256: checksumOf(file, signal, about), body }

  async function encode(): Promise<Blob> {
    const made = await compute(
      about,
      { kind: 'json', file, fields: fields ?? '' },
      signal,
      onProgress,
    )
    return made.kind === 'json' ? made.body : file
  }
}

/** What is sent of a small file. In a Blob it lies outside of this process meanwhile. */
export function smallBody(read: SmallFile, fields: string | undefined): Blob {
  return new Blob([fields === undefined ? read.bytes : smallJson(fields, read)])
}

/** Bytes and checksum of a small file. @throws ApiError `unreadable-file` */
export async function prepareSmall(
  about: About,
  file: Blob,
  signal: AbortSignal,
): Promise<SmallFile> {
  const read = await readable(about, () => readSmall(file))
  signal.throwIfAborted()
  return read
}

/** JSON that holds contents. */
export async function prepareBatch(
  about: About,
  pieces: readonly Piece[],
  end: string,
  signal: AbortSignal,
): Promise<Blob> {
  // Given away, not copied.
  const transfer = pieces.map(({ bytes }) => bytes.buffer)
  const batch = { kind: 'batch', pieces, end } as const
  const made = await compute(about, batch, signal, () => undefined, { pool: batchPool, transfer })
  if (made.kind !== 'batch') throw new Error('The worker answered something else.')
  return made.body
}

/**
 * A file's SHA-256 in lower-case hex, computed off the main thread.
 * @throws ApiError `unreadable-file`
 */
export async function checksumOf(
  file: Blob,
  signal: AbortSignal,
  about: About = { method: 'GET', path: '' },
): Promise<string> {
  if (isSmall(file)) return (await readable(about, () => readSmall(file))).sha256
  const made = await compute(about, { kind: 'checksum', file }, signal, () => undefined)
  return made.kind === 'checksum' ? made.sha256 : ''
}

/** In a worker, where there are workers and theirs can be loaded: that says nothing of the file or the server. */
function compute(
  about: About,
  preparation: Preparation,
  signal: AbortSignal,
  onProgress: (loaded: number) => void,
  by: { pool: typeof pool; transfer?: Transferable[] } = { pool },
): Promise<Prepared> {
  return readable(about, async () => {
    signal.throwIfAborted()
    if (typeof Worker === 'undefined') return prepareUpload(preparation, onProgress, signal)
    const { transfer = [] } = by
    return by.pool.run(preparation, { signal, onProgress, transfer }).catch((error: unknown) => {
      // What is given away can't be worked on here.
      if (!(error instanceof WorkerUnavailable) || transfer.length > 0) throw error
      return prepareUpload(preparation, onProgress, signal)
    })
  })
}

async function readable<Result>(about: About, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw isUnreadable(error) ? unreadable(about, String(error)) : error
  }
}

/** @throws ApiError `unreadable-file`: a file that has changed while it was sent fails as if the network had */
export async function checkReadable(
  request: Pick<ApiRequest, 'method' | 'path'>,
  file: Blob,
): Promise<void> {
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw unreadable(request, String(error))
    })
}

function isUnreadable(error: unknown): boolean {
  return error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)
}

function unreadable({ method, path }: Pick<ApiRequest, 'method' | 'path'>, message: string) {
  return new ApiError('unreadable-file', { method, path, message })
}
