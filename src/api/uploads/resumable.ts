import { UPLOAD_LOCATION_EXTENSION } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { ApiError, isAbort, isApiError } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { pause } from './pause.ts'

export interface PartsUpload {
  org: string
  /** Where uploads begin, as the CapabilityStatement says it: relative to the FHIR base, or absolute. */
  url: string
  file: Blob
  /** Where an earlier attempt has left it; `undefined` for none. */
  location: string | undefined
  /** What the line takes in one part, in bytes: learned here, and known for the next file. Infinite while nothing is known. */
  pace: { bytes: number }
  signal: AbortSignal
  /** Bytes of the file that the server has, or that are on their way. */
  onSent: (bytes: number) => void
  /** Where it goes on from here: a path that may be kept, and holds no secret. `undefined` once the server knows it no longer. */
  onLocation: (location: string | undefined) => void
}

/**
 * Sends a file in parts that survive a cut (tus 1.0, https://tus.io/protocols/resumable-upload), and goes on where an
 * earlier attempt was cut. One that the server no longer knows, or that is of another file, begins anew. When all bytes
 * are there, `fieldsNaming` makes the Binary of it; until the server forgets, a repeat of this answers at once.
 * @throws ApiError as every request does: what was sent before it is kept, so that the caller tries again with the
 *   latest location
 */
export async function uploadInParts(
  client: Client,
  upload: PartsUpload,
): Promise<{ location: string }> {
  const { file, pace, signal, onSent, onLocation } = upload
  let place = await find(client, upload, upload.location)
  /** Answers in a row that took no byte. */
  let vain = 0
  let size = pace.bytes
  let most = LARGEST
  for (;;) {
    place ??= await begin(client, upload)
    onSent(place.offset)
    if (place.offset >= file.size) return { location: place.location }
    try {
      const { offset, took } = await sendPart(client, upload, place, size)
      // The rest of a file says little of a whole part, unless it was slow.
      const says = file.size - place.offset >= Math.min(size, FIRST) || took > SLOW
      if (says) size = Math.min(most, sizeFor((offset - place.offset) / took))
      pace.bytes = size
      vain = offset > place.offset ? 0 : vain + 1
      if (vain >= MOST_VAIN) throw broken('PATCH', place.location)
      place = { location: place.location, offset }
    } catch (error) {
      vain += 1
      if (error instanceof TooSlow) {
        size = pace.bytes = Math.min(most, sizeFor(error.rate))
        const { offset } = place
        place = await find(client, upload, place.location)
        if (place && place.offset > offset) vain = 0
        else if (vain >= MOST_VAIN) throw broken('PATCH', upload.url)
        continue
      }
      if (isApiError(error, 'offline')) pace.bytes = FIRST
      if (vain >= MOST_VAIN) throw error
      if (isApiError(error, 'too-large') && size > LEAST) {
        // Not of the server, which knows the length: something before it takes only so much in one request.
        size = most = pace.bytes = Math.min(size, file.size - place.offset) / 4
        continue
      }
      if (!isMisplaced(error)) throw error
      // Somebody is at it still, such as the server itself with what arrived before a cut.
      if (error.status === 423) await pause((error.retryAfter ?? 1) * 1000, signal)
      if (isForgotten(error)) {
        onLocation(undefined)
        place = undefined
      } else place = await find(client, upload, place.location)
    }
  }
}

/**
 * A Binary whose content is a complete upload: sent as JSON, by the create or update that is meant. It is answered 409
 * where the upload is not complete or not known any more: then `uploadInParts` goes on, or begins anew. A repeat stores
 * nothing again, and is answered as the first one, or 412 where it has `If-None-Match: *`.
 */
export function fieldsNaming(fields: Omit<Binary, 'data'>, location: string): Binary {
  return {
    ...fields,
    _data: { extension: [{ url: UPLOAD_LOCATION_EXTENSION, valueUrl: location }] },
  }
}

/** Removes what is not wanted any more; what can't be removed now expires. */
export async function endUpload(client: Client, location: string): Promise<void> {
  const request: ApiRequest = { method: 'DELETE', path: location, headers: TUS }
  await client.json(request).catch((error: unknown) => {
    if (!isApiError(error) && !isAbort(error)) throw error
  })
}

interface Place {
  location: string
  /** Bytes that the server has. */
  offset: number
}

const TUS = { 'Tus-Resumable': '1.0.0' }
/**
 * Bytes of a part behind a connection that broke. A browser repeats one that is cut by itself, although its answer will be
 * that it belongs elsewhere by now: what is repeated in vain is no more than a few seconds' worth.
 */
export const FIRST = 4 * 1024 ** 2
const LARGEST = 4 * 1024 ** 3
/** Everybody should take as much. */
const LEAST = 512 * 1024
const MOST_VAIN = 8
/** Milliseconds that a part should take, where many are needed. */
const AIM = 4000
/** Milliseconds for a part: what is between here and the server may keep it until it is whole, and would lose more. */
const SLOW = 15_000
/** Milliseconds before which a line's rate can't be told. */
const TRIAL = 2000

/** A part that would take too long is stopped: what has arrived of it counts, and smaller ones follow. */
class TooSlow extends Error {
  override readonly name = 'TooSlow'
  /** Bytes in a millisecond. */
  readonly rate: number

  constructor(rate: number) {
    super('This part would take too long.')
    this.rate = rate
  }
}

/** Bytes of a part. @param rate bytes in a millisecond */
function sizeFor(rate: number): number {
  return Math.min(LARGEST, Math.max(LEAST, Math.floor(rate * AIM)))
}

async function begin(client: Client, { org, url, file, signal, onLocation }: PartsUpload) {
  const path = client.linkPath(url, endpoints.metadata(org))
  const headers = { ...TUS, 'Upload-Length': String(file.size) }
  const answer = await client.json({ method: 'POST', path, headers }, signal)
  const said = answer.headers.get('Location')
  if (said === null) throw broken('POST', path)
  const location = client.linkPath(said, path)
  onLocation(location)
  return { location, offset: 0 }
}

/** @returns `undefined` where another has to be begun */
async function find(
  client: Client,
  { file, signal, onLocation }: PartsUpload,
  location: string | undefined,
): Promise<Place | undefined> {
  if (location === undefined) return undefined
  try {
    const answer = await client.json({ method: 'HEAD', path: location, headers: TUS }, signal)
    if (Number(answer.headers.get('Upload-Length')) === file.size)
      return { location, offset: offsetOf(answer, 'HEAD', location, file.size) }
    await endUpload(client, location)
  } catch (error) {
    if (!isForgotten(error)) throw error
  }
  onLocation(undefined)
  return undefined
}

/** @returns where it goes on, and the milliseconds that the line took. @throws TooSlow */
async function sendPart(
  client: Client,
  { file, signal, onSent }: PartsUpload,
  { location, offset }: Place,
  size: number,
): Promise<{ offset: number; took: number }> {
  // A browser sends a file as it lies on the disk, and a piece of one through a process more.
  const isWhole = offset === 0 && size >= file.size
  const body = isWhole ? file : file.slice(offset, offset + size)
  const headers = {
    ...TUS,
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(offset),
  }
  const slow = new AbortController()
  let begun = performance.now()
  const watch = ({ loaded }: { loaded: number }) => {
    onSent(offset + Math.min(loaded, body.size))
    // Sent once more after a wait for another token, which says nothing of the line.
    if (loaded === 0) begun = performance.now()
    const took = performance.now() - begun
    const canTell = took > TRIAL && loaded > 0 && body.size > LEAST
    const left = ((body.size - loaded) * took) / loaded
    if (canTell && left > SLOW) slow.abort(new TooSlow(loaded / took))
  }
  const request = { method: 'PATCH', path: location, headers, body } as const
  try {
    const answer = await client.upload(request, watch, AbortSignal.any([signal, slow.signal]))
    const took = performance.now() - begun
    return { offset: offsetOf(answer, 'PATCH', location, file.size), took }
  } catch (error) {
    signal.throwIfAborted()
    throw slow.signal.aborted ? slow.signal.reason : error
  }
}

function offsetOf({ headers }: JsonAnswer, method: string, path: string, size: number): number {
  const text = headers.get('Upload-Offset') ?? ''
  const offset = Number(text)
  if (!/^\d+$/.test(text) || offset > size) throw broken(method, path)
  return offset
}

/** It goes on elsewhere, or not any more: a look at it tells. */
function isMisplaced(error: unknown): error is ApiError {
  if (isAbort(error)) return false
  return isForgotten(error) || (isApiError(error) && [409, 423].includes(error.status ?? 0))
}

function isForgotten(error: unknown): boolean {
  return isApiError(error, 'not-found', 'gone')
}

function broken(method: string, path: string): ApiError {
  const message = 'The server does not say where the upload goes on.'
  return new ApiError('not-fhir', { method, path, message })
}
