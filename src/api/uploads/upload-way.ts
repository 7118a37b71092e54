/**
 * How an upload is sent so that it is stored exactly once, whoever repeats it: the user, the queue, or the browser, which
 * repeats a POST by itself when a connection breaks that was used before.
 */
import { contentSha256, contentSize, UPLOAD_SYSTEM } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import type { Capabilities, UploadTarget, UploadWay } from '../binaries/types.ts'
import { matching } from '../binaries/writes.ts'
import { endpoints } from '../transport/addresses.ts'
import { isApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'

type Declared = Pick<Capabilities, 'updateCreate' | 'conditionalCreate' | 'searchParams'>

/** The surest way that the server declares. @param newId what the upload has chosen for a create */
export function wayOf(target: UploadTarget, newId: string, declared: Declared): UploadWay {
  if (target.kind === 'version') return { ...target, ifMatch: target.ifMatch }
  if (declared.updateCreate) return { kind: 'own-id', id: newId }
  return tagWay(newId, declared)
}

/** Whether it may be sent again without a look at what is stored. */
export function isRepeatable(way: UploadWay): boolean {
  switch (way.kind) {
    case 'own-id':
    case 'own-tag':
      return true
    case 'plain':
      return false
    case 'version':
      return way.ifMatch !== undefined && way.ifMatch !== ''
  }
}

/**
 * The next best way, where a server refuses what it declares. Nothing was stored then: only refusals that say that the
 * request is not understood count, and the next way is refused likewise where the content was the reason.
 */
export function wayAfterRefusal(
  way: UploadWay,
  error: unknown,
  declared: Declared,
): UploadWay | undefined {
  const status = isApiError(error) && !error.unsent ? (error.status ?? 0) : 0
  switch (way.kind) {
    case 'own-id':
      return [400, 404, 405, 422, 501].includes(status) ? tagWay(way.id, declared) : undefined
    case 'own-tag':
      return [400, 422, 501].includes(status) ? { kind: 'plain' } : undefined
    case 'plain':
    case 'version':
      return undefined
  }
}

/** A server that does not declare the search by tag may ignore it, and take any other Binary for ours. */
export function tagWay(id: string, { conditionalCreate, searchParams }: Declared): UploadWay {
  return conditionalCreate && searchParams.includes('_tag')
    ? { kind: 'own-tag', id }
    : { kind: 'plain' }
}

/** The request without its body. */
export function requestOf(org: string, way: UploadWay): ApiRequest {
  switch (way.kind) {
    case 'own-id':
      return {
        method: 'PUT',
        path: endpoints.instance(org, way.id),
        headers: { 'If-None-Match': '*' },
      }
    case 'own-tag': {
      const tag = encodeURIComponent(`${UPLOAD_SYSTEM}|${way.id}`)
      return {
        method: 'POST',
        path: endpoints.type(org),
        headers: { 'If-None-Exist': `_tag=${tag}` },
      }
    }
    case 'plain':
      return { method: 'POST', path: endpoints.type(org) }
    case 'version':
      return {
        method: 'PUT',
        path: endpoints.instance(org, way.id),
        headers: matching(way.ifMatch),
      }
  }
}

/** The fields as they are sent: under the id of the address, with the tag that knows this upload. */
export function fieldsOf(binary: Binary, way: UploadWay): Binary {
  const { data: _, id: __, ...fields } = binary
  switch (way.kind) {
    case 'own-id':
    case 'version':
      return { ...fields, id: way.id }
    case 'own-tag': {
      const own = { system: UPLOAD_SYSTEM, code: way.id }
      return { ...fields, meta: { ...fields.meta, tag: [...(fields.meta?.tag ?? []), own] } }
    }
    case 'plain':
      return fields
  }
}

/** Whether a Binary holds a file's content; `unknown` where only the content itself can tell. */
export type Sameness = 'same' | 'other' | 'unknown'

/** @param sha256 of the file; `undefined` where it can't be read any more */
export function compared(stored: Binary, size: number, sha256: string | undefined): Sameness {
  const known = contentSha256(stored)
  if (known !== undefined && sha256 !== undefined) return known === sha256 ? 'same' : 'other'
  return (contentSize(stored) ?? size) === size ? 'unknown' : 'other'
}

/**
 * The id that is tried next where another content has the one that the upload chose. It follows from that, so that a
 * repeat of the upload comes by the same ids.
 */
export function idAfter(id: string): string {
  const last = id.slice(-8)
  const number = /^[0-9a-f]{8}$/.test(last) ? Number.parseInt(last, 16) : 0
  const next = ((number + 1) % 0x1_0000_0000).toString(16).padStart(8, '0')
  return `${id.slice(0, -8)}${next}`
}

/**
 * The version that was made on another one: the only one that can be a repeated upload's own.
 * @param entries of the history, newest first
 */
export function followerOf(
  entries: readonly HistoryEntry[],
  base: string,
): HistoryEntry | undefined {
  const at = entries.findIndex(({ versionId }) => versionId === base)
  if (at > 0) return entries[at - 1]
  // The page ends before the base: where versions are counted, its number says enough.
  const number = /^\d{1,9}$/.test(base) ? Number(base) : undefined
  return number === undefined
    ? undefined
    : entries.find(({ versionId }) => versionId === String(number + 1))
}
