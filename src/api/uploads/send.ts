import type { Binary } from '#fhir/types.ts'
import type { UploadHooks, UploadProgress, UploadRequest } from '../binaries/types.ts'
import { MINIMAL } from '../binaries/writes.ts'
import type { Client } from '../transport/client.ts'
import { ApiError, isApiError } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { endUpload, fieldsNaming, uploadInParts } from './resumable.ts'

/** From here on a file goes in parts, where the server takes such. Bytes. */
export const PARTS_FROM = 16 * 1024 ** 2

/** What is sent, once it is clear how. */
export interface Sending {
  /** Method, address and conditions. */
  request: ApiRequest
  fields: Binary
  upload: UploadRequest
  hooks: UploadHooks
  signal: AbortSignal
}

/** Sends all in one request. @param body the file itself with its headers, or the JSON that holds it */
export async function sendWhole(
  client: Client,
  { request, upload: { file }, hooks, signal }: Sending,
  { headers, body }: { headers: Record<string, string>; body: Blob },
): Promise<JsonAnswer> {
  const whole: ApiRequest = {
    ...request,
    headers: { ...headers, ...request.headers },
    body,
  }
  const report = createReport(hooks)
  return client.upload(whole, (sent) => report(sending(sent, file.size)), signal)
}

/**
 * Sends the file in parts, then makes the Binary of them by the create or update that is meant.
 * @throws ApiError, `unsent` where the Binary was not asked for yet: what has arrived is kept, and nothing is stored
 */
export async function sendInParts(
  client: Client,
  { request, fields, upload, hooks, signal }: Sending,
  url: string,
): Promise<JsonAnswer> {
  const { org, file } = upload
  const total = file.size
  let location = upload.parts?.location
  const report = createReport(hooks)
  const parts = {
    org,
    url,
    file,
    pace,
    signal,
    onSent: (loaded: number) =>
      report({ phase: loaded < total ? 'sending' : 'saving', loaded, total }),
    onLocation: (to: string | undefined) => {
      location = to
      hooks.onLocation(to)
    },
  }
  for (let left = ENDS; ; left -= 1) {
    const done = await uploadInParts(client, { ...parts, location }).catch(
      async (error: unknown) => {
        const failed = isApiError(error) ? unsent(error) : error
        // All goes in one request then: what was begun would count against the server's limits for days.
        if (location !== undefined && isPartsRefused(failed)) {
          await endUpload(client, location)
          parts.onLocation(undefined)
        }
        throw failed
      },
    )
    const body = JSON.stringify(fieldsNaming(fields, done.location))
    const headers = { ...MINIMAL, ...request.headers }
    try {
      return await client.json({ ...request, headers, body }, signal)
    } catch (error) {
      // It has been forgotten meanwhile: it begins anew.
      const isGone = isApiError(error) && error.status === 409
      if (!isGone || left <= 1) throw error
    }
  }
}

/** Of this page's line to its server. */
const pace = { bytes: Infinity }

/** How often the parts are asked to become a Binary. */
const ENDS = 3

/** Whether the server does not take parts after all: then all goes in one request. */
export function isPartsRefused(error: unknown): boolean {
  return isApiError(error) && error.unsent && [404, 405, 501].includes(error.status ?? 0)
}

function unsent(error: ApiError): ApiError {
  const { kind, method, path, status, requestId, outcome, retryAfter, message } = error
  const facts = { method, path, status, requestId, outcome, retryAfter, message, cause: error }
  return new ApiError(kind, { ...facts, unsent: true })
}

/** In bytes of the file, whatever the body weighs in base64. */
export function sending(sent: { loaded: number; total?: number }, total: number): UploadProgress {
  const share = sent.total === undefined || sent.total === 0 ? 1 : sent.loaded / sent.total
  return share >= 1
    ? { phase: 'saving', loaded: total, total }
    : { phase: 'sending', loaded: Math.floor(share * total), total }
}

/** Milliseconds between two tellings; the end is told at once. */
const TELL_EVERY = 100

export function createReport({ onProgress }: UploadHooks): (progress: UploadProgress) => void {
  let told = 0
  return (progress) => {
    const now = performance.now()
    if (progress.phase === 'sending' && now - told < TELL_EVERY) return
    told = now
    onProgress(progress)
  }
}
