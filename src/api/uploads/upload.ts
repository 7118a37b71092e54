import type { UploadHooks, UploadRequest, UploadResult } from '../binaries/types.ts'
import { MINIMAL, written } from '../binaries/writes.ts'
import type { Client } from '../transport/client.ts'
import { isApiError, isConflict } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { SentAlone } from './batch.ts'
import { findOwn, isVerified } from './find-own.ts'
import { checkReadable, prepare, prepareSmall, smallBody, type PreparedUpload } from './prepare.ts'
import { rawHeaders } from './raw-headers.ts'
import {
  createReport,
  isPartsRefused,
  PARTS_FROM,
  sending,
  sendInParts,
  sendWhole,
  type Sending,
} from './send.ts'
import { isSmall, type SmallFile } from './small-files.ts'
import { fieldsOf, idAfter, requestOf } from './upload-way.ts'

/**
 * Sends a file as a new Binary or a new version: as bytes where the server takes them and the fields allow, else as the
 * documented JSON. Where this upload itself has stored it, a refusal that says that it is there already is a success. What
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
  const checksum = () => startPreparing(request, upload, undefined, hooks, signal).sha256
  const place = await findOwn(client, upload, checksum, signal)
  return place.kind === 'own' ? place.result : undefined
}

/** Ids that are tried, where others have taken them. */
const IDS = 3

/** Up to here, in bytes, an answer that carries the content back costs less than asking for the checksum. */
const ECHOED = 64 * 1024
const REPRESENTATION = { Prefer: 'return=representation' }

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
  const together = startTogether(client, sent)
  let preparing: Pick<PreparedUpload, 'sha256'> & Partial<PreparedUpload> =
    together ?? startPreparing(request, upload, isLarge ? undefined : json, hooks, signal)
  const sha256 = () => preparing.sha256.catch(() => undefined)
  const whole = async () => {
    let { body } = preparing
    const kept = await together?.kept()
    if (kept) body = Promise.resolve(smallBody(kept, json))
    else if (body === undefined || (isLarge && json !== undefined)) {
      const anew = startPreparing(request, upload, json, hooks, signal)
      preparing = anew
      body = anew.body
    }
    const headers = asBytes ?? (file.size > ECHOED ? MINIMAL : REPRESENTATION)
    return sendWhole(client, sent, { headers, body: await body })
  }
  let answer: JsonAnswer
  try {
    const first =
      together?.answer ??
      (upload.parts && isLarge ? sendInParts(client, sent, upload.parts.url) : whole())
    answer = await first.catch((error: unknown) => {
      if (error instanceof SentAlone && upload.batch) return upload.batch.alone(whole)
      if (isPartsRefused(error)) return whole()
      throw error
    })
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

/** With others in one request, where the upload has a place among them: only a create by its own id is known again. */
function startTogether(client: Client, { request, fields, upload, hooks, signal }: Sending) {
  const { org, way, file, batch } = upload
  if (way.kind !== 'own-id' || batch === undefined || !isSmall(file)) return undefined
  const small = prepareSmall(request, file, signal)
  const sha256 = small.then((read) => read.sha256)
  sha256.then(hooks.onHashed, () => undefined)
  const report = createReport(hooks)
  let first: Promise<SmallFile> | undefined = small
  /** What was read and not given away yet, for whoever takes it first. */
  const kept = () => {
    const reading = first
    first = undefined
    return reading
  }
  const content = async () => (await (kept() ?? prepareSmall(request, file, signal))).bytes
  const answer = small.then(() =>
    batch.send({
      client,
      org,
      id: way.id,
      request,
      fields: JSON.stringify(fields),
      size: file.size,
      content,
      onProgress: (sent) => report(sending(sent, file.size)),
      signal,
    }),
  )
  return { sha256, answer, kept }
}

/** A file is hashed while it is sent; only the encoding comes before. */
function startPreparing(
  request: ApiRequest,
  { file, sha256 }: UploadRequest,
  json: string | undefined,
  hooks: UploadHooks,
  signal: AbortSignal,
): PreparedUpload {
  if (json === undefined && sha256 !== undefined) {
    return { sha256: Promise.resolve(sha256), body: Promise.resolve(file) }
  }
  const preparing = prepare(request, file, json, signal, (loaded) =>
    hooks.onProgress({ phase: 'preparing', loaded, total: file.size }),
  )
  // Both may fail while something else is awaited.
  preparing.sha256.then(hooks.onHashed, () => undefined)
  preparing.body.catch(() => undefined)
  return preparing
}
