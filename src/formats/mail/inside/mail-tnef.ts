import { decompressRtf } from '../../msg/compressed-rtf.ts'
import { readRtfBody } from '../../msg/rtf-body.ts'
import { htmlToText } from '../body/html-to-text.ts'
import type { FoundParts } from '../found-parts.ts'
import type { MailBody } from '../mail-message.ts'
import type { MimePart } from '../mime-part.ts'
import { readTnef, type TnefContent } from './tnef.ts'

/** Lists what Outlook packed into a part, and its text where the message has none that says as much. */
export function sortTnef(content: Uint8Array, part: MimePart, into: FoundParts): void {
  const packed = readTnef(content)
  if (packed === undefined) {
    into.remarks.add(
      'Outlook packed files or formatting of this message into “winmail.dat” (TNEF), which is damaged: something may be missing.',
    )
    return
  }
  for (const [index, { name }] of packed.files.entries()) {
    const called = name === '' ? `File ${index + 1} of winmail.dat` : name
    into.files.push({ part, isInline: false, inside: { way: 'tnef', index, name: called } })
  }
  const body = bodyOf(packed)
  if (packed.rtf !== undefined) {
    const name = 'The text with its formatting.rtf'
    into.files.push({ part, isInline: false, inside: { way: 'tnef', index: -1, name } })
  }
  const isNew = body !== undefined && !into.bodies.some(({ text }) => sameWords(text, body.text))
  if (isNew) into.bodies.push(body)
  const end = packed.isWhole ? '' : ' Its end is missing.'
  into.remarks.add(
    `Outlook packed this message into “winmail.dat” (TNEF): what is in it is shown and listed here.${end}`,
  )
}

function bodyOf({ text, rtf }: TnefContent): MailBody | undefined {
  const unpacked = rtf && decompressRtf(rtf)
  const read = unpacked && readRtfBody(unpacked.rtf)
  const html = read?.type === 'html' ? read.content : undefined
  const plain = text ?? (read?.type === 'text' ? read.content : undefined)
  const asText = html === undefined ? undefined : htmlToText(html)
  if ((plain ?? asText?.text ?? '').trim() === '') return undefined
  return {
    text: plain ?? asText?.text,
    html,
    htmlAsText: asText?.text,
    wantsPictures: asText?.wantsPictures === true,
    encodings: [],
    fuller: 'text',
  }
}

/** The same text, apart from blanks and line breaks. */
function sameWords(one: string | undefined, other: string | undefined): boolean {
  const words = (text: string | undefined) => text?.replaceAll(/\s+/g, '')
  return words(one) === words(other)
}
