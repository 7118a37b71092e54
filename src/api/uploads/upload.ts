import type { UploadHooks, UploadRequest, UploadResult } from '../binaries/types.ts'
import { MINIMAL, written } from '../binaries/writes.ts'
import type { Client } from '../transport/client.ts'
import { isApiError, isConflict } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { findOwn, isVerified } from './find-own.ts'
import type { Prepared } from './prepare-upload.ts'
import { checkReadable, prepare } from './prepare.ts'
import { rawHeaders } from './raw-headers.ts'
import { isPartsRefused, PARTS_FROM, sendInParts, sendWhole, type Sending } from './send.ts'
import { isSmall } from './small-files.ts'
import { fieldsOf, idAfter, requestOf } from './upload-way.ts'

/**
 * Sends a file as a new Binary or a new version: as bytes where the server takes them and the fields allow, else as the
 * documented JSON. A refusal that says that it is there already is no failure, where it was stored by this upload. What
 * is stored is compared with the file: once the server has answered, nothing that fails here makes the upload a failed
 * one.
 * @throws ApiError, also `unreadable-file` when the file has changed since it was chosen
 */
export async function uploadBinary(
  client: Client,
  upload: UploadRequest,
  hooks: UploadHooks,
  signal: AbortSignal,
): Promise<UploadResult> {
  let { way } = upload
  for (let left = IDS; ; left -= 1) {
    try {
      return await sendOnce(client, { ...upload, way }, hooks, signal)
    } catch (error) {
      if (!(error instanceof Taken)) throw error
      if (way.kind !== 'own-id' || left <= 1) throw error.cause
      way = { kind: 'own-id', id: idAfter(way.id) }
    }
  }
}

/**
 * What an earlier attempt has stored, looked for before a file is sent again: an answer of a few bytes spares its body.
 * @throws ApiError
 */
export async function findStoredUpload(
  client: Client,
  upload: UploadRequest,
  hooks: UploadHooks,
  signal: AbortSignal,
): Promise<UploadResult | undefined> {
  const request = requestOf(upload.org, upload.way)
  const checksum = async () =>
    (await startPreparing(request, upload, undefined, hooks, signal)).sha256
  const place = await findOwn(client, upload, checksum, signal)
  return place.kind === 'own' ? place.result : undefined
}

/** Ids that are tried, where others have taken them. */
const IDS = 3

/** Another content stands where this one was to be stored. */
class Taken extends Error {
  override readonly name = 'Taken'
}

async function sendOnce(
  client: Client,
  upload: UploadRequest,
  hooks: UploadHooks,
  signal: AbortSignal,
): Promise<UploadResult> {
  const { org, way, file } = upload
  const request = requestOf(org, way)
  const fields = fieldsOf(upload.fields, way)
  const asBytes = upload.raw ? rawHeaders(fields) : undefined
  const json = asBytes ? undefined : JSON.stringify(fields)
  const isLarge = upload.parts !== undefined && file.size > PARTS_FROM
  const sent: Sending = { request, fields, upload, hooks, signal }
  let preparing = startPreparing(request, upload, isLarge ? undefined : json, hooks, signal)
  const sha256 = () => preparing.then((prepared) => prepared.sha256).catch(() => undefined)
  const whole = async () => {
    if (asBytes) {
      const body = isSmall(file) ? ((await preparing).bytes ?? file) : file
      return sendWhole(client, sent, { headers: asBytes, body })
    }
    if (isLarge) preparing = startPreparing(request, upload, json, hooks, signal)
    return sendWhole(client, sent, { headers: MINIMAL, body: (await preparing).body })
  }
  let answer: JsonAnswer
  try {
    answer = await (upload.parts && isLarge
      ? sendInParts(client, sent, upload.parts.url).catch((error: unknown) => {
          if (isPartsRefused(error)) return whole()
          throw error
        })
      : whole())
  } catch (error) {
    // A file that has changed meanwhile fails as if the network had.
    if (isApiError(error, 'offline', 'cross-origin')) await checkReadable(request, file)
    if (!isConflict(error)) throw error
    const place = await findOwn(client, upload, sha256, signal)
    if (place.kind === 'own') return place.result
    throw place.kind === 'other' ? new Taken('', { cause: error }) : error
  }
  const knownId = way.kind === 'version' || way.kind === 'own-id' ? way.id : undefined
  const state = await written(client, org, request, answer, knownId)
  const verified = await isVerified(client, upload, state, await sha256(), signal)
  return { written: state, verified, found: way.kind === 'own-tag' && answer.status === 200 }
}

/** Bytes are hashed while they are sent; only the encoding comes before. */
function startPreparing(
  request: ApiRequest,
  { file, sha256 }: UploadRequest,
  json: string | undefined,
  hooks: UploadHooks,
  signal: AbortSignal,
): Promise<Prepared> {
  if (json === undefined && sha256 !== undefined) return Promise.resolve({ sha256 })
  const preparation = json === undefined ? { file } : { file, fields: json }
  const preparing = prepare(request, preparation, signal, (loaded) => {
    if (json !== undefined) hooks.onProgress({ phase: 'preparing', loaded, total: file.size })
  })
  // It may fail while the sending is still awaited.
  preparing.then(
    (prepared) => hooks.onHashed(prepared.sha256),
    () => undefined,
  )
  return preparing
}
