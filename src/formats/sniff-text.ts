import { kindOfExtension } from './kinds.ts'

/** What the bytes are if they are text; `undefined` when they are not. The same result as `sniff`. */
export function sniffText(
  head: Uint8Array,
  fileName?: string,
): { contentType: string; certain: boolean } | undefined {
  const decoded = decodeHead(head)
  if (!decoded) return undefined
  const { text, charset } = decoded
  const named = typeByContent(text, head.length < 65_536)
  if (named !== undefined) return { contentType: named, certain: true }
  const byName = TEXT_TYPES[kindOfExtension(fileName)]
  if (byName !== undefined) return { contentType: byName, certain: false }
  if (isTable(text)) return { contentType: 'text/csv', certain: false }
  const plain = charset === 'utf-8' ? 'text/plain' : `text/plain; charset=${charset}`
  return { contentType: plain, certain: false }
}

/** The kinds of text that only the name can tell apart. */
const TEXT_TYPES: Partial<Record<string, string>> = {
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
}

/** Text has a known encoding and no control characters but white space, form feed and escape. */
function decodeHead(head: Uint8Array): { text: string; charset: string } | undefined {
  if (startsWith(head, [0xff, 0xfe])) return read(head, 'utf-16le')
  if (startsWith(head, [0xfe, 0xff])) return read(head, 'utf-16be')
  // HL7 v2 separates its segments, and sometimes frames its messages (MLLP), with control characters.
  const start = head[0] === 0x0b ? 1 : 0
  for (let i = start; i < head.length; i += 1) {
    const byte = head[i] ?? 0
    const control = byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b
    if (control && !(start === 1 && byte === 0x1c)) return undefined
  }
  const text = utf8(head.subarray(start))
  if (text !== undefined) return { text, charset: 'utf-8' }
  // Bytes that Windows-1252 leaves open speak against text of the last century.
  const open = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])
  return head.some((byte) => open.has(byte)) ? undefined : read(head, 'windows-1252')
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    // Streaming, since the head may end within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}

function read(bytes: Uint8Array, charset: string): { text: string; charset: string } {
  return { text: new TextDecoder(charset).decode(bytes), charset }
}

function startsWith(bytes: Uint8Array, prefix: number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte)
}

const HL7V2 = 'x-application/hl7-v2+er7'

function typeByContent(text: string, whole: boolean): string | undefined {
  const start = text.trimStart()
  if (/^(MSH|FHS|BHS)[^A-Za-z0-9\s][^A-Za-z0-9\s]{3,5}/.test(start)) return HL7V2
  if (start.startsWith('%PDF-') || start.startsWith('{\\rtf')) return undefined
  if (/^<!doctype html|^<html[\s>]/i.test(start)) return 'text/html'
  if (start.startsWith('<')) return xmlType(start)
  return jsonType(start, whole)
}

function xmlType(text: string): string | undefined {
  // Past the declaration, comments and the document type: at most a few kilobytes, so no expression runs over content.
  const head = text
    .slice(0, 4096)
    .replace(/^(<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>[]*(\[[^\]]*\])?>|\s+)+/gs, '')
  const root = /^<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]/.exec(head)?.[1]
  if (root === undefined) return text.startsWith('<?xml') ? 'application/xml' : undefined
  if (root.toLowerCase() === 'html') return 'text/html'
  if (root === 'svg') return 'image/svg+xml'
  return 'application/xml'
}

function jsonType(text: string, whole: boolean): string | undefined {
  if (!/^(\{\s*("|\})|\[\s*(["{[\]\d-]|true|false|null))/.test(text)) return undefined
  if (whole) {
    try {
      JSON.parse(text)
    } catch {
      return undefined
    }
  }
  const fhir = text.startsWith('{') && /"resourceType"\s*:\s*"[A-Z]/.test(text.slice(0, 4096))
  return fhir ? 'application/fhir+json' : 'application/json'
}

/** Two lines at least, all with the same number of the same delimiter. */
function isTable(text: string): boolean {
  const lines = text.split(/\r?\n/, 12).filter((line) => line !== '')
  const complete = lines.length > 2 ? lines.slice(0, -1) : lines
  if (complete.length < 2) return false
  return [',', ';', '\t'].some((delimiter) => {
    const counts = complete.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length)
    return (counts[0] ?? 0) > 1 && counts.every((count) => count === counts[0])
  })
}
