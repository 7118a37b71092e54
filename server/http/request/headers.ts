import { parseETagList } from '#fhir/etag.ts'
import { parseLogCdata, type LogCdata } from '#fhir/log-cdata.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { Problem } from '../errors.ts'

type Header = string | string[] | undefined

/**
 * `If-Match` and the like as the version ids it names.
 * @throws Problem for a header that is not a list of entity tags: ignoring it would lose somebody's update
 */
export function versionsOf(name: string, header: Header): string[] | '*' | undefined {
  const list = joined(header)
  if (list === undefined) return undefined
  try {
    return parseETagList(list)
  } catch {
    throw new Problem(
      'invalid-request',
      `${name} must be a list of entity tags such as W/"1", or *.`,
    )
  }
}

/**
 * Whether a GET may be answered 304 (RFC 9110 §13.2.2): `If-None-Match` decides where it is present, else
 * `If-Modified-Since`; a date that can't be read is ignored.
 */
export function notModified(
  headers: Record<string, Header>,
  version: { versionId: string; lastUpdated: string },
): boolean {
  const tags = versionsOf('If-None-Match', headers['if-none-match'])
  if (tags) return tags === '*' || tags.includes(version.versionId)
  const since = headers['if-modified-since']
  if (typeof since !== 'string') return false
  const at = Date.parse(since)
  // HTTP dates have whole seconds.
  return at >= Math.floor(Date.parse(version.lastUpdated) / 1000) * 1000
}

export interface Preferences {
  return: 'representation' | 'minimal' | 'OperationOutcome'
  /** Unknown search parameters are refused instead of ignored. */
  strict: boolean
}

/** The `Prefer` header (RFC 7240, https://hl7.org/fhir/R4/http.html#ops); unknown preferences are ignored. */
export function parsePrefer(header: Header): Preferences {
  const preferences: Preferences = { return: 'representation', strict: false }
  const seen = new Set<string>()
  for (const part of [header ?? []].flat().join(',').split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=').map((side) => side.trim())
    const key = name.toLowerCase()
    // The first of several counts (RFC 7240 §2).
    if (seen.has(key)) continue
    seen.add(key)
    const wanted = value.replace(/^"(.*)"$/, '$1').toLowerCase()
    if (key === 'handling') preferences.strict = wanted === 'strict'
    if (key !== 'return') continue
    if (wanted === 'minimal') preferences.return = 'minimal'
    if (wanted === 'operationoutcome') preferences.return = 'OperationOutcome'
  }
  return preferences
}

/** Node reads header bytes as Latin-1, and callers send UTF-8: what is valid UTF-8 is read as that. */
export function headerText(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** The values of a header that came more than once, as the one list that RFC 9110 §5.3 says they are. */
export function joined(value: Header): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

/** What a caller says of why they ask, or what is wrong with how they say it. */
export function readLogCdata(headers: Record<string, Header>): LogCdata | Problem | undefined {
  const format = joined(headers['log-cdata-format'])?.trim() ?? 'kv'
  if (format !== 'kv' && format !== 'json') {
    return new Problem('invalid-request', 'log-cdata-format must be kv or json.')
  }
  const text = joined(headers['log-cdata'])
  if (text === undefined) return undefined
  const parsed = parseLogCdata(headerText(text), format, parseExactly)
  return parsed.ok ? parsed.value : new Problem('invalid-request', parsed.problem)
}

/**
 * The id that a proxy has given a request, so that its log and ours name it alike. Without a proxy that is trusted, a
 * caller could choose what others are called in the audit log.
 * @returns `undefined` where there is none, or one that is not 8 to 128 letters, digits and `-._~+=:`
 */
export function givenRequestId(
  headers: Record<string, Header>,
  trustProxy: boolean,
): string | undefined {
  const id = headers['x-request-id']
  return trustProxy && typeof id === 'string' && /^[\w\-.~+=:]{8,128}$/.test(id) ? id : undefined
}
