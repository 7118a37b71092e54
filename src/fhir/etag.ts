/** The weak ETag of a version, `W/"1"` (https://hl7.org/fhir/R4/http.html#versioning). */
export function formatETag(versionId: string): string {
  return `W/"${versionId}"`
}

/** RFC 9110 §8.8.3: what may stand between the quotes. */
const ENTITY_TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/

/**
 * The version ids of an `If-Match` or `If-None-Match` header, or `*` (RFC 9110 §13.1). Weak and strong count alike,
 * as FHIR asks.
 * @throws TypeError when the header is not a list of entity tags
 */
export function parseETagList(header: string): string[] | '*' {
  if (header.trim() === '*') return '*'
  const versions: string[] = []
  for (const part of splitTags(header)) {
    const tag = part.trim()
    if (tag === '') continue
    const version = ENTITY_TAG.exec(tag)?.[1]
    if (version === undefined || version === '') throw notAList(header)
    versions.push(version)
  }
  if (versions.length === 0) throw notAList(header)
  return versions
}

/** The version that an `ETag` header or `response.etag` names; bare and half-quoted forms of other servers count too. */
export function versionOfETag(etag: string | null | undefined): string | undefined {
  if (etag === null || etag === undefined) return undefined
  const version = etag.trim().replace(/^W\//i, '').replace(/^"|"$/g, '')
  return version === '' ? undefined : version
}

/** A backslash escapes nothing in an entity tag, and a comma may be part of one. */
function splitTags(header: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < header.length; i += 1) {
    if (header[i] === '"') quoted = !quoted
    else if (header[i] === ',' && !quoted) {
      parts.push(header.slice(start, i))
      start = i + 1
    }
  }
  parts.push(header.slice(start))
  return parts
}

function notAList(header: string): TypeError {
  return new TypeError(`Not a list of entity tags such as W/"1": ${header.slice(0, 100)}`)
}
