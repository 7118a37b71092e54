import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import { ApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import {
  prepareUpload,
  type Preparation,
  type Prepared,
  type PrepareTask,
} from './prepare-upload.ts'
import { isSmall, readSmall, smallJson } from './small-files.ts'

/** As many as upload at a time: a large file that is hashed holds up no small one. */
const RUNNING = 3

const pool = createWorkerPool<PrepareTask>({
  create: () => new Worker(new URL('./upload-worker.ts', import.meta.url), { type: 'module' }),
  running: RUNNING,
})

/**
 * Hashes and encodes off the main thread, where there are workers and theirs can be loaded: that says nothing of the
 * file or the server. Small files need none.
 * @throws ApiError `unreadable-file` when the file has changed or gone since it was chosen
 */
export async function prepare(
  request: Pick<ApiRequest, 'method' | 'path'>,
  preparation: Preparation,
  signal: AbortSignal,
  onProgress: (loaded: number) => void,
): Promise<Prepared> {
  signal.throwIfAborted()
  try {
    if (isSmall(preparation.file)) return await prepareSmall(preparation, signal)
    if (typeof Worker !== 'undefined') {
      return await pool.run(preparation, { signal, onProgress }).catch((error: unknown) => {
        if (!(error instanceof WorkerUnavailable)) throw error
        return prepareUpload(preparation, onProgress, signal)
      })
    }
    return await prepareUpload(preparation, onProgress, signal)
  } catch (error) {
    throw isUnreadable(error) ? unreadable(request, String(error)) : error
  }
}

async function prepareSmall(
  { file, fields }: Preparation,
  signal: AbortSignal,
): Promise<Prepared> {
  const small = await readSmall(file)
  signal.throwIfAborted()
  return fields === undefined ? small : { ...small, body: smallJson(fields, small) }
}

/**
 * A file's SHA-256 in lower-case hex, computed off the main thread.
 * @throws ApiError `unreadable-file`
 */
export async function checksumOf(file: Blob, signal: AbortSignal): Promise<string> {
  return (await prepare({ method: 'GET', path: '' }, { file }, signal, () => undefined)).sha256
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
