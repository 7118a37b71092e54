import { parseETagList } from '#fhir/etag.ts'
import { Problem } from './problem.ts'

type Header = string | string[] | undefined

/**
 * `If-Match` and the like as the version ids it names.
 * @throws Problem 400 for a header that is no list of entity tags: taking it for absent would lose somebody's update
 */
export function versionsOf(name: string, header: Header): string[] | '*' | undefined {
  if (header === undefined) return undefined
  try {
    return parseETagList(Array.isArray(header) ? header.join(', ') : header)
  } catch {
    throw new Problem(400, `${name} must be a list of entity tags such as W/"1", or *.`)
  }
}

/** Whether one of the versions that the header names is this one. */
export function names(versions: string[] | '*', versionId: string | undefined): boolean {
  if (versionId === undefined) return false
  return versions === '*' || versions.includes(versionId)
}

/**
 * Whether a GET may be answered 304 (RFC 9110 §13.2.2): `If-None-Match` decides where it is present, else
 * `If-Modified-Since`, a date that can't be read being ignored.
 */
export function notModified(
  headers: Record<string, Header>,
  version: { versionId: string; lastUpdated: string },
): boolean {
  const tags = versionsOf('If-None-Match', headers['if-none-match'])
  if (tags) return names(tags, version.versionId)
  const since = headers['if-modified-since']
  if (typeof since !== 'string') return false
  const at = Date.parse(since)
  // HTTP dates have whole seconds.
  return at >= Math.floor(Date.parse(version.lastUpdated) / 1000) * 1000
}
