import { contentSha256, contentSize } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import type { UploadProgress, UploadRequest, UploadResult } from '../binaries/types.ts'
import { matching, MINIMAL, written } from '../binaries/writes.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { ApiError, isApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import {
  prepareUpload,
  type Preparation,
  type Prepared,
  type PrepareTask,
} from './prepare-upload.ts'
import { rawHeaders } from './raw-headers.ts'

/**
 * Sends a file as a new Binary or a new version: as bytes where the server takes them and the fields allow, else as the
 * documented JSON. The checksum that the server gives is compared with the file's own, where that can be computed: once
 * the server has answered, nothing that fails here makes the upload a failed one.
 * @throws ApiError, also `unreadable-file` when the file has changed since it was chosen
 */
export async function uploadBinary(
  client: Client,
  upload: UploadRequest,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { org, target, file, raw } = upload
  const { data: _, id: __, ...others } = upload.fields
  const fields: Binary = target.kind === 'version' ? { ...others, id: target.id } : others
  const request = requestFor(upload)
  const total = file.size
  const asBytes = raw ? rawHeaders(fields) : undefined
  const preparation: Preparation = asBytes ? { file } : { file, fields: JSON.stringify(fields) }
  const preparing = prepare(request, preparation, signal, (loaded) => {
    // Bytes are hashed while they are sent; only the encoding comes before.
    if (!asBytes) onProgress({ phase: 'preparing', loaded, total })
  })
  // It may fail while the sending is still awaited.
  preparing.catch(() => undefined)
  const body = asBytes ? file : (await preparing).body
  const headers = { ...(asBytes ?? MINIMAL), ...request.headers }
  const answer = await client
    .upload(
      { ...request, headers, ...(body ? { body } : {}) },
      (sent) => onProgress(sending(sent, total)),
      signal,
    )
    .catch(async (error: unknown) => {
      // A file that has changed meanwhile fails as if the network had.
      if (isApiError(error, 'offline', 'cross-origin')) await checkReadable(request, file)
      throw error
    })
  const sha256 = await preparing.then(
    (prepared) => prepared.sha256,
    () => undefined,
  )
  const knownId = target.kind === 'version' ? target.id : undefined
  const state = await written(client, org, request, answer, knownId)
  return { written: state, verified: isVerified(state.binary, sha256, total) }
}

/**
 * A file's SHA-256 in lower-case hex, computed off the main thread.
 * @throws ApiError `unreadable-file`
 */
export async function checksumOf(file: Blob, signal: AbortSignal): Promise<string> {
  const request: ApiRequest = { method: 'GET', path: '' }
  return (await prepare(request, { file }, signal, () => undefined)).sha256
}

function requestFor({ org, target }: UploadRequest): ApiRequest {
  if (target.kind === 'create') return { method: 'POST', path: endpoints.type(org) }
  return {
    method: 'PUT',
    path: endpoints.instance(org, target.id),
    headers: matching(target.ifMatch),
  }
}

/** In bytes of the file, whatever the body weighs in base64. */
function sending(sent: { loaded: number; total?: number }, total: number): UploadProgress {
  const share = sent.total === undefined || sent.total === 0 ? 1 : sent.loaded / sent.total
  return share >= 1
    ? { phase: 'saving', loaded: total, total }
    : { phase: 'sending', loaded: Math.floor(share * total), total }
}

/** `undefined` where nothing tells. */
function isVerified(binary: Binary, sha256: string | undefined, size: number): boolean | undefined {
  const stored = contentSha256(binary)
  if (stored !== undefined && sha256 !== undefined) return stored === sha256
  return (contentSize(binary) ?? size) === size ? undefined : false
}

const pool = createWorkerPool<PrepareTask>({
  create: () => new Worker(new URL('./upload-worker.ts', import.meta.url), { type: 'module' }),
})

/**
 * Off the main thread where there are workers and theirs can be loaded: that says nothing of the file or the server.
 * @throws ApiError `unreadable-file` when the file has changed or gone since it was chosen
 */
async function prepare(
  request: ApiRequest,
  preparation: Preparation,
  signal: AbortSignal,
  onProgress: (loaded: number) => void,
): Promise<Prepared> {
  signal.throwIfAborted()
  try {
    if (typeof Worker !== 'undefined') {
      return await pool.run(preparation, { signal, onProgress }).catch((error: unknown) => {
        if (!(error instanceof WorkerUnavailable)) throw error
        return prepareUpload(preparation, onProgress, signal)
      })
    }
    return await prepareUpload(preparation, onProgress, signal)
  } catch (error) {
    const isUnreadable =
      error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)
    throw isUnreadable ? unreadable(request, String(error)) : error
  }
}

async function checkReadable(request: ApiRequest, file: Blob): Promise<void> {
  await file
    .slice(0, 1)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw unreadable(request, String(error))
    })
}

function unreadable(request: ApiRequest, message: string): ApiError {
  return new ApiError('unreadable-file', { method: request.method, path: request.path, message })
}
