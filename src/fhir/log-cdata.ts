import { isRecord } from '#lib/is-record.ts'

/** The caller's own data for the audit log, as the `log-cdata` header carries it. */
export type LogCdata = Record<string, string | number | boolean>
export type LogCdataFormat = 'kv' | 'json'

/** Characters of the header. */
export const LOG_CDATA_MAX_LENGTH = 2048
const LOG_CDATA_MAX_KEYS = 16

export type ParsedLogCdata = { ok: true; value: LogCdata } | { ok: false; problem: string }

/**
 * Reads the header: `kv` is `key=value` pairs separated by `;` or `,` with values percent-encoded where needed, `json`
 * an object of strings, numbers and booleans. `problem` is a sentence for whoever sent it.
 * @param parse reads JSON: whoever keeps what comes of it passes `parseExactly`
 */
export function parseLogCdata(
  text: string,
  format: LogCdataFormat,
  // oxlint-disable-next-line no-restricted-properties -- the console shows it, and its first load has no room for more
  parse: (json: string) => unknown = JSON.parse,
): ParsedLogCdata {
  if (text.length > LOG_CDATA_MAX_LENGTH) {
    return bad(`log-cdata is longer than ${LOG_CDATA_MAX_LENGTH} characters.`)
  }
  const parsed = format === 'json' ? parseJson(text, parse) : parsePairs(text)
  if (parsed.ok && Object.keys(parsed.value).length > LOG_CDATA_MAX_KEYS) {
    return bad(`log-cdata has more than ${LOG_CDATA_MAX_KEYS} keys.`)
  }
  return parsed
}

/**
 * The header's text, in ASCII alone: percent-encoded pairs, or JSON with `\u` escapes. What `parseLogCdata` gives back
 * is the same, save that `kv` knows strings only. The limits are not checked here: parse the result to learn of them.
 */
export function formatLogCdata(value: LogCdata, format: LogCdataFormat): string {
  if (format === 'json') {
    return JSON.stringify(value).replace(
      /[^\x20-\x7e]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  }
  return Object.entries(value)
    .map(([key, one]) => `${encode(key)}=${encode(String(one))}`)
    .join('; ')
}

function parsePairs(text: string): ParsedLogCdata {
  const pairs = new Map<string, string>()
  for (const part of text.split(/[;,]/)) {
    if (part.trim() === '') continue
    const equals = part.indexOf('=')
    if (equals === -1) return bad(`log-cdata: "${clip(part)}" is not key=value.`)
    const key = decode(part.slice(0, equals).trim())
    const value = decode(part.slice(equals + 1).trim())
    if (key === undefined || value === undefined) {
      return bad(`log-cdata: "${clip(part)}" is not percent-encoded as it should be.`)
    }
    if (key === '') return bad(`log-cdata: "${clip(part)}" has no key.`)
    if (pairs.has(key)) return bad(`log-cdata: the key "${clip(key)}" comes twice.`)
    pairs.set(key, value)
  }
  return { ok: true, value: Object.fromEntries(pairs) }
}

function parseJson(text: string, parse: (json: string) => unknown): ParsedLogCdata {
  let json: unknown
  try {
    json = parse(text)
  } catch {
    return bad('log-cdata is not valid JSON, which log-cdata-format says it is.')
  }
  if (!isRecord(json)) return bad('log-cdata is JSON, but not an object.')
  for (const [key, value] of Object.entries(json)) {
    if (key === '') return bad('log-cdata has an empty key.')
    const plain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    if (!plain) return bad(`log-cdata: "${clip(key)}" is not a string, number or boolean.`)
  }
  return { ok: true, value: json as LogCdata }
}

function encode(text: string): string {
  // A lone surrogate has no UTF-8 and would throw.
  return encodeURIComponent(text.toWellFormed())
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function clip(text: string): string {
  return text.trim().slice(0, 60)
}

function bad(problem: string): ParsedLogCdata {
  return { ok: false, problem }
}
