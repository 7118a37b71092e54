import { htmlToText } from '../mail/body/html-to-text.ts'
import { decodeLetters } from '../mail/body/letters.ts'
import type { MailBody } from '../mail/mail-message.ts'
import { fullerOf, MUCH_LESS } from '../mail/mail-parts.ts'
import { encodingOfPage } from './code-pages.ts'
import { decompressRtf } from './compressed-rtf.ts'
import type { MsgFile } from './msg-files.ts'
import type { Properties, PropertyContext } from './properties.ts'
import { readRtfBody } from './rtf-body.ts'

/**
 * The text of a message in the forms that it is kept in ([MS-OXBBODY]): plain, as a web page, or as packed RTF, which may
 * wrap one of the other two.
 */
export async function bodiesOf(
  properties: Properties,
  context: PropertyContext,
): Promise<{ bodies: MailBody[]; rtf?: MsgFile }> {
  const encodings = new Set<string>()
  const text = nonEmpty(properties.text(0x1000))
  if (text !== undefined) {
    encodings.add(properties.ansi(0x1000) === undefined ? 'utf-16' : context.encoding)
  }
  const page = await pageOf(properties, context, encodings)
  const rtf = unpackedRtf(properties, context)
  const fromRtf = rtf && page === undefined ? readRtfBody(rtf) : undefined
  const rtfText = fromRtf?.type === 'text' ? nonEmpty(fromRtf.content) : undefined
  const html = page ?? (fromRtf?.type === 'html' ? fromRtf.content : undefined)
  const plain = text ?? rtfText
  if (plain === undefined && html === undefined) return { bodies: [] }
  const asText = html === undefined ? undefined : htmlToText(html)
  for (const remark of asText?.remarks ?? []) context.remarks.add(remark)
  const fuller = fullerOf({ text: plain, htmlAsText: asText?.text })
  if (fuller === 'html' && plain !== undefined) context.remarks.add(MUCH_LESS)
  const body: MailBody = {
    text: plain,
    html,
    htmlAsText: asText?.text,
    wantsPictures: asText?.wantsPictures === true,
    encodings: [...encodings],
    fuller,
  }
  const isFormatted = rtfText !== undefined && fromRtf?.isOriginal === false
  return isFormatted && rtf ? { bodies: [body], rtf: rtfFile(rtf) } : { bodies: [body] }
}

/** The web page, which is in the code page that the message was sent in, unless it is Unicode. */
async function pageOf(
  properties: Properties,
  context: PropertyContext,
  encodings: Set<string>,
): Promise<string | undefined> {
  const bytes = properties.binary(0x1013) ?? properties.ansi(0x1013)
  if (bytes === undefined) return nonEmpty(properties.text(0x1013))
  if (bytes.length === 0) return undefined
  const letters = await decodeLetters(bytes, encodingOfPage(properties.number(0x3fde)), 'html')
  encodings.add(letters.words)
  if (letters.problem !== undefined) context.remarks.add(letters.problem)
  return letters.text
}

function unpackedRtf(
  properties: Properties,
  context: PropertyContext,
): Uint8Array<ArrayBuffer> | undefined {
  const packed = properties.binary(0x1009)
  if (packed === undefined || packed.length === 0) return undefined
  const unpacked = decompressRtf(packed)
  if (unpacked === undefined) {
    context.remarks.add('The formatted text is packed in a way that is not known here.')
  } else if (!unpacked.isWhole) {
    context.remarks.add('The formatted text is cut off: its end is missing.')
  }
  return unpacked?.rtf
}

/** A text that was formatted as RTF can be opened as such. */
function rtfFile(rtf: Uint8Array<ArrayBuffer>): MsgFile {
  return {
    attachment: {
      key: 'rtf',
      name: 'The text with its formatting.rtf',
      contentType: 'application/rtf',
      size: rtf.length,
      isInline: false,
      contentId: undefined,
      description: undefined,
      remarks: [],
    },
    take: () => new Blob([rtf], { type: 'application/rtf' }),
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}
