import { latin1 } from '../detection/head.ts'
import { decodeTransfer } from './body/transfer.ts'
import type { FactGroup, MailBody, Protection } from './mail-message.ts'
import type { MimePart } from './mime-part.ts'

/** A file of the message: a part of it, or one that is written into the text of a part. */
export interface FoundFile {
  part: MimePart
  isInline: boolean
  /** Which of the files that are written into the text, or packed into the part. */
  inside?: { way: 'uu' | 'tnef'; index: number; name: string }
}

/** What the parts of a message come to. */
export interface FoundParts {
  bodies: MailBody[]
  files: FoundFile[]
  facts: FactGroup[]
  protection: Protection
  remarks: Set<string>
}

export function emptyParts(): FoundParts {
  return { bodies: [], files: [], facts: [], protection: { type: 'none' }, remarks: new Set() }
}

/** The bytes of a part, unpacked. */
export function contentOf(
  bytes: Uint8Array,
  part: MimePart,
  remarks?: Set<string>,
): Uint8Array<ArrayBuffer> {
  const decoded = decodeTransfer(bytes.subarray(part.start, part.end), part.encoding)
  if (decoded.odd > 0) {
    remarks?.add('A text is packed wrongly: letters may be missing or wrong where it is.')
  }
  if (decoded.isCut)
    remarks?.add('A text ends in the middle of its packing: its end may be missing.')
  return decoded.bytes
}

/** What a CMS content is (RFC 5652 §3), by the object identifier at its beginning. */
export function smimeOf(bytes: Uint8Array): 'signed' | 'encrypted' | undefined {
  const text = latin1(bytes.subarray(0, 100))
  const at = text.indexOf('\u0006\u0009\u002a\u0086\u0048\u0086\u00f7\u000d\u0001')
  // 1.2.840.113549.1.7.2 and .3; enveloped data with authentication is 1.9.16.1.23.
  const last = at === -1 ? '' : text.slice(at + 9, at + 11)
  if (last === '\u0007\u0002') return 'signed'
  return last === '\u0007\u0003' || text.includes('\u0010\u0001\u0017') ? 'encrypted' : undefined
}

/** The file name that a part gives itself. */
export function nameIn(part: MimePart): string | undefined {
  const name = part.disposition.parameters.get('filename') ?? part.parameters.get('name')
  return name?.trim() === '' ? undefined : name?.trim()
}

/** Without its angle brackets. */
export function contentIdOf(part: MimePart): string | undefined {
  const raw = part.fields.find(({ name }) => name.toLowerCase() === 'content-id')?.raw
  return raw?.trim().replace(/^<|>$/g, '')
}
