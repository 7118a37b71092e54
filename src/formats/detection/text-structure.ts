import { JsonGrammar } from '#fhir/json/json-grammar.ts'
import { ScanError } from '#fhir/json/scan-error.ts'
import type { Found } from './head.ts'
import { markupOf } from './markup.ts'
import { base64SignedOf, pemOf } from './signed.ts'

/**
 * What a text is by its structure; `undefined` for one that has none of those known here.
 * @param isWhole whether this is all of it, rather than its beginning
 */
export function structureOf(text: string, isWhole: boolean): Found | undefined {
  const start = text.trimStart()
  if (/^\{\\rtf\d?[\\{}\s]/.test(start)) return { kind: 'rtf', type: 'application/rtf' }
  if (start.startsWith('-----BEGIN ')) return pemOf(start)
  const found =
    hl7Of(text) ?? markupOf(start) ?? jsonOf(start, isWhole) ?? calendarOf(start) ?? mailOf(start)
  return found ?? pemOf(start) ?? base64SignedOf(start)
}

/**
 * HL7 v2 §2.4: a header segment, its separator and its encoding characters. Exports put blank lines, comments or a
 * file's name before it; segments end with CR, whatever a transport made of that; MLLP puts a control character first.
 */
export function hl7Header(text: string): string | undefined {
  let lines = 0
  for (let at = 0; at < text.length && lines < 40; lines += 1) {
    const end = text.slice(at).search(/[\r\n]/)
    const line = text.slice(at, end === -1 ? text.length : at + end).trimStart()
    if (/^(MSH|FHS|BHS)([^A-Za-z0-9\s])[^A-Za-z0-9\s]{3,5}\2/.test(line)) return line
    if (line !== '' && !/^(#|\/\/|--|;|\/\*|\*|<!--)/.test(line)) return undefined
    if (end === -1) return undefined
    at += end + 1
  }
  return undefined
}

function hl7Of(text: string): Found | undefined {
  return hl7Header(text) === undefined
    ? undefined
    : { kind: 'hl7v2', type: 'x-application/hl7-v2+er7' }
}

/** RFC 8259, as far as it goes: an object or an array (any number and any quoted word would be JSON as well). */
function jsonOf(text: string, isWhole: boolean): Found | undefined {
  if (!/^[[{]/.test(text)) return undefined
  const bytes = new TextEncoder().encode(text)
  const first = readJson(bytes, 0)
  if (first === undefined) return undefined
  if (first.end < bytes.length) {
    // Line after line of JSON: each line has a value of its own.
    const isLines = /[\r\n]/.test(
      new TextDecoder().decode(bytes.subarray(first.end - 1, first.end + 1)),
    )
    const second = isLines ? readJson(bytes, first.end) : undefined
    return second === undefined ? undefined : { kind: 'json', type: 'application/x-ndjson' }
  }
  const isFhir = text.startsWith('{') && /"resourceType"\s*:\s*"[A-Z]/.test(text.slice(0, 4096))
  const type = isFhir ? 'application/fhir+json' : 'application/json'
  return { kind: 'json', type, ...(isWhole && !first.isComplete && { isWeak: true }) }
}

/** Where the value at `start` ends: there, or where it is cut off. `undefined` where it is not JSON. */
function readJson(
  bytes: Uint8Array,
  start: number,
): { end: number; isComplete: boolean } | undefined {
  const grammar = new JsonGrammar(Number.MAX_SAFE_INTEGER)
  for (let at = start; at < bytes.length; at += 1) {
    try {
      grammar.step(bytes[at] ?? 0, at)
    } catch (error) {
      if (!(error instanceof ScanError)) throw error
      return grammar.isComplete ? { end: at, isComplete: true } : undefined
    }
  }
  return { end: bytes.length, isComplete: grammar.isComplete }
}

/** RFC 5545 §3.4 and RFC 6350 §3.3. */
function calendarOf(text: string): Found | undefined {
  if (/^BEGIN:VCALENDAR\r?\n/.test(text)) return { kind: 'text', type: 'text/calendar' }
  if (/^WEBVTT(\s|$)/.test(text)) return { kind: 'text', type: 'text/vtt' }
  return undefined
}

/**
 * RFC 5322: fields, then an empty line. A memo has From, To and Subject as well, so it takes a field that only mail
 * programs write, or a date as they write it.
 */
function mailOf(text: string): Found | undefined {
  // A mailbox (RFC 4155): a line for each message, then the message, which may lack its header.
  if (
    /^From \S[^\r\n]{0,300}\d{1,2} \d{2}:\d{2}[^\r\n]{0,60}\r?\n([!-9;-~]{1,76}:|\r?\n)/.test(text)
  ) {
    return { kind: 'mail', type: 'message/rfc822' }
  }
  const fields = text.replace(/^From .*\r?\n/, '').split(/\r?\n(?![ \t])/, 200)
  const names = new Map<string, string>()
  for (const field of fields) {
    if (field === '') break
    const [, name, value] = /^([!-9;-~]{1,76}):\s*([^]*)$/.exec(field) ?? []
    if (name === undefined) return undefined
    names.set(name.toLowerCase(), value ?? '')
  }
  if (names.has('newsgroups')) return undefined
  const isAddressed = names.has('from') || names.has('to') || names.has('received')
  const isDated = /^(\w{3},\s*)?\d{1,2}\s+\w{3}\s+\d{4}\s+\d{2}:\d{2}/.test(names.get('date') ?? '')
  const isMachineMade = ['message-id', 'mime-version', 'received', 'return-path'].some((name) =>
    names.has(name),
  )
  return isAddressed && names.size >= 2 && (isMachineMade || isDated)
    ? { kind: 'mail', type: 'message/rfc822' }
    : undefined
}
