import { detect } from '../detect.ts'
import { latin1 } from '../detection/head.ts'
import { formatOfName, formatOfType, kindLabel, kindOfLabel } from '../kinds.ts'
import { decompressRtf } from '../msg/compressed-rtf.ts'
import { decodeField, showHidden } from './body/letters.ts'
import { uuFilesIn } from './body/plain-text.ts'
import { base64Size, decodeTransfer, decodeUu, type TransferEncoding } from './body/transfer.ts'
import { contentIdOf, nameIn, type FoundFile } from './found-parts.ts'
import { decodeWords } from './header/encoded-words.ts'
import { fieldOf, readFields } from './header/fields.ts'
import { readTnef } from './inside/tnef.ts'
import { MailProblem, type MailAttachment } from './mail-message.ts'
import type { MimePart } from './mime-part.ts'

/** Where the bytes of an attachment lie in the file, and how they are packed. */
export interface FilePlace {
  start: number
  end: number
  encoding: TransferEncoding
  inside: FoundFile['inside']
  contentType: string
}

/** Attachments that are looked into before anybody opens them. */
export const LOOKED_INTO = 200
/** Bytes of each. */
export const HEAD = 65_536

/** An attachment as it is listed. @param bytes of the message */
export async function describeFile(
  bytes: Uint8Array,
  file: FoundFile,
  index: number,
): Promise<{ attachment: MailAttachment; place: FilePlace }> {
  const { part, inside } = file
  const contentType = inside ? typeOfName(inside.name) : typeOf(part.type, part.parameters)
  const { start, end, encoding } = part
  const place = { start, end, encoding, inside, contentType }
  const packed = bytes.subarray(start, end)
  const isMessage = /^message\/(rfc822|global|news)$/.test(part.type)
  const description = isMessage ? subjectOf(packed, encoding) : undefined
  const named = inside?.name ?? nameIn(part) ?? nameOfLocation(part)
  const name = showHidden(named ?? usualName(part.type, index, description))
  const remarks = named === undefined ? [] : nameRemarks(named)
  if (index < LOOKED_INTO && inside === undefined) {
    remarks.push(...(await contentRemarks(packed, encoding, contentType, name)))
  }
  return {
    place,
    attachment: {
      key: String(index),
      name,
      contentType,
      size: inside ? undefined : sizeOf(packed, encoding),
      isInline: file.isInline,
      contentId: contentIdOf(part),
      description,
      remarks,
    },
  }
}

function typeOfName(name: string): string {
  return formatOfName(name)?.type ?? 'application/octet-stream'
}

/** Only a charset is worth keeping of the parameters. */
function typeOf(type: string, parameters: ReadonlyMap<string, string>): string {
  const charset = parameters.get('charset')
  const isSafe = charset !== undefined && /^[\w.:-]{1,40}$/.test(charset)
  return isSafe && type.startsWith('text/') ? `${type}; charset=${charset}` : type
}

/** The last piece of the address that a part of a saved web page had. */
function nameOfLocation({ fields }: MimePart): string | undefined {
  const address = fieldOf(fields, 'content-location')?.trim().split(/[?#]/)[0]
  const last = address?.split('/').at(-1)
  return last === undefined || last === '' ? undefined : last.slice(0, 200)
}

function usualName(type: string, index: number, subject: string | undefined): string {
  if (subject !== undefined && subject !== '') return subject
  if (type.startsWith('message/rfc822')) return 'Message without a subject'
  const kind = kindOfLabel(type)
  const label = formatOfType(type)?.label ?? kindLabel(kind)
  const what = `${label.charAt(0).toUpperCase()}${label.slice(1)}`
  return kind === 'other' ? `Part ${index + 1} (${type})` : `${what} ${index + 1}`
}

function subjectOf(packed: Uint8Array, encoding: TransferEncoding): string | undefined {
  const head = decodeTransfer(packed.subarray(0, HEAD), encoding).bytes
  const text = latin1(head)
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  const raw = fieldOf(readFields(text.slice(0, end)).fields, 'subject')
  return raw === undefined
    ? undefined
    : showHidden(decodeWords(decodeField(raw, 'windows-1252').text))
}

function sizeOf(packed: Uint8Array, encoding: TransferEncoding): number | undefined {
  if (encoding === 'none') return packed.length
  if (encoding === 'base64') return base64Size(packed)
  return packed.length > 20_000_000 ? undefined : decodeTransfer(packed, encoding).bytes.length
}

/** Files that run when they are opened, on one system or another. */
const PROGRAMS =
  /\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|jar|lnk|cpl|reg|scf|dll|sh|app|iso|img|vhd|docm|xlsm|pptm)$/i

/** What is odd about a file's name. */
export function nameRemarks(name: string): string[] {
  const remarks: string[] = []
  if (showHidden(name) !== name) {
    remarks.push('Its name holds signs that turn or hide letters; they are written out here.')
  }
  if (PROGRAMS.test(name.trim())) {
    remarks.push(
      'By its name it is a program, or can hold one: it does not run here, but might after a download.',
    )
  }
  return remarks
}

/** Where the packing is broken, and where the declared type disagrees with the bytes. */
async function contentRemarks(
  packed: Uint8Array,
  encoding: TransferEncoding,
  contentType: string,
  name: string,
): Promise<string[]> {
  const head = decodeTransfer(packed.subarray(0, HEAD), encoding)
  const remarks: string[] = []
  if (head.odd > 0) remarks.push('It is packed wrongly: it may be damaged.')
  if (packed.length <= HEAD && head.isCut) remarks.push('Its end is missing.')
  const size = packed.length <= HEAD ? head.bytes.length : packed.length
  return [...remarks, ...(await typeRemarks(head.bytes, size, contentType, name))]
}

/** Where a file is empty, or the declared type disagrees with its bytes. @param head its first bytes, of `size` */
export async function typeRemarks(
  head: Uint8Array,
  size: number,
  contentType: string,
  name: string,
): Promise<string[]> {
  if (head.length === 0) return ['It is empty.']
  const { disagreement } = await detect(head, contentType, name, { size })
  return disagreement === undefined ? [] : [disagreement]
}

/** Unpacks an attachment. @throws MailProblem */
export async function takeOut(blob: Blob, place: FilePlace): Promise<Blob> {
  const packed = new Uint8Array(await blob.slice(place.start, place.end).arrayBuffer())
  const { bytes } = decodeTransfer(packed, place.encoding)
  const { inside, contentType: type } = place
  if (inside === undefined) return new Blob([bytes], { type })
  if (inside.way === 'tnef') {
    const packed = readTnef(bytes)
    const content = inside.index === -1 ? packed?.rtf : packed?.files[inside.index]?.bytes
    const whole = inside.index === -1 ? content && decompressRtf(content)?.rtf : content
    if (whole === undefined) throw new MailProblem('This file is damaged.')
    return new Blob([new Uint8Array(whole)], { type })
  }
  const file = uuFilesIn(bytes)[inside.index]
  if (file === undefined) throw new MailProblem('This file is not in the text any more.')
  const decoded = decodeUu(bytes.subarray(file.start, file.end))
  return new Blob([decoded.bytes], { type })
}
