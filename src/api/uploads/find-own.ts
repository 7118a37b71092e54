import { contentSize } from '#fhir/binary/binary.ts'
import { readHistory } from '../binaries/histories/read-history.ts'
import { readBytes } from '../binaries/read-bytes.ts'
import { readDetail } from '../binaries/reads.ts'
import type {
  BinaryState,
  LiveBinary,
  UploadRequest,
  UploadResult,
  WrittenBinary,
} from '../binaries/types.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isAbort, isApiError, isFact } from '../transport/errors.ts'
import { checksumOf } from './prepare.ts'
import { compared, followerOf } from './upload-way.ts'

/** What stands where an upload was to be stored. */
export type Place =
  /** The upload itself, of an earlier attempt. */
  { kind: 'own'; result: UploadResult } | { kind: 'other' } | { kind: 'nothing' }

type Upload = Pick<UploadRequest, 'org' | 'way' | 'file' | 'raw'>

/**
 * Whether a create or a new version is there already, stored by an earlier attempt.
 * @param checksum of the file in lower-case hex, asked for only where something is there; `undefined` where the file
 * can't be read any more
 * @throws ApiError
 */
export async function findOwn(
  client: Client,
  upload: Upload,
  checksum: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<Place> {
  const state = await stateThere(client, upload, signal)
  if (state === undefined) return { kind: 'nothing' }
  const sha256 = await checksum()
  switch (compared(state.binary, upload.file.size, sha256)) {
    case 'same':
      return own(state, true)
    case 'other':
      return { kind: 'other' }
    case 'unknown': {
      const verified = await readBack(client, upload, state, sha256, signal)
      if (verified === false) return { kind: 'other' }
      // The id is one that nobody else has chosen; a version may be anybody's.
      const isKnown = verified === true || upload.way.kind === 'own-id'
      return isKnown ? own(state, verified) : { kind: 'other' }
    }
  }
}

function own(state: LiveBinary, verified: boolean | undefined): Place {
  const { versionId } = state
  const written = versionId === undefined ? state : { ...state, madeVersionId: versionId }
  return { kind: 'own', result: { written, verified, found: true } }
}

/** The Binary of that id, or the version that was made on the base of this one. */
async function stateThere(
  client: Client,
  { org, way }: Upload,
  signal: AbortSignal,
): Promise<LiveBinary | undefined> {
  switch (way.kind) {
    case 'own-id':
      return live(await current(client, org, way.id, signal))
    case 'version':
      return way.ifMatch === undefined
        ? undefined
        : versionOn(client, org, { id: way.id, base: way.ifMatch }, signal)
    case 'own-tag':
    case 'plain':
      return undefined
  }
}

async function versionOn(
  client: Client,
  org: string,
  { id, base }: { id: string; base: string },
  signal: AbortSignal,
): Promise<LiveBinary | undefined> {
  const target = { path: endpoints.history(org, id), id, filter: { count: 20 } }
  const entries = await readHistory(client, target, undefined, signal).then(
    (page) => page.entries,
    (error: unknown) => {
      if (!isFact(error)) throw error
      return undefined
    },
  )
  if (entries === undefined) return live(await current(client, org, id, signal))
  const { resource: binary, versionId, lastUpdated } = followerOf(entries, base) ?? {}
  return binary === undefined
    ? undefined
    : {
        state: 'live',
        binary: { ...binary, id },
        ...(versionId !== undefined && { versionId }),
        ...(lastUpdated !== undefined && { lastUpdated }),
      }
}

async function current(
  client: Client,
  org: string,
  id: string,
  signal: AbortSignal,
): Promise<BinaryState | undefined> {
  try {
    return await readDetail(client, org, id, signal)
  } catch (error) {
    if (isApiError(error, 'not-found', 'gone')) return undefined
    throw error
  }
}

function live(state: BinaryState | undefined): LiveBinary | undefined {
  return state?.state === 'live' ? state : undefined
}

/**
 * Whether what was stored is the file: by the checksum that the server gives, else by reading the content back.
 * @returns `undefined` where neither tells
 */
export async function isVerified(
  client: Client,
  upload: Upload,
  state: WrittenBinary,
  sha256: string | undefined,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  switch (compared(state.binary, upload.file.size, sha256)) {
    case 'same':
      return true
    case 'other':
      return false
    case 'unknown':
      return readBack(client, upload, state, sha256, signal)
  }
}

async function readBack(
  client: Client,
  { org, file, raw }: Upload,
  { binary, versionId }: LiveBinary,
  sha256: string | undefined,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const id = binary.id ?? ''
  if (sha256 === undefined || id === '') return undefined
  // An empty file is a Binary without content, which some servers do not send as bytes.
  if (file.size === 0) return contentSize(binary) === 0 ? true : undefined
  const path =
    versionId === undefined ? endpoints.instance(org, id) : endpoints.version(org, id, versionId)
  try {
    const { blob } = await readBytes(client, { path, raw }, signal)
    return blob.size === file.size && (await checksumOf(blob, signal)) === sha256
  } catch (error) {
    if (isAbort(error) && signal.aborted) throw error
    // What is damaged was read; what could not be read says nothing of the upload.
    return isApiError(error, 'invalid-base64', 'content-mismatch') ? false : undefined
  }
}
