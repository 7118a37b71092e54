import { htmlToText } from '../mail/body/html-to-text.ts'
import { decodeLetters } from '../mail/body/letters.ts'
import type { MailBody } from '../mail/mail-message.ts'
import { fullerOf, MUCH_LESS } from '../mail/mail-parts.ts'
import { decompressRtf } from './compressed-rtf.ts'
import type { MsgFile } from './msg-files.ts'
import { encodingOfPage, type Properties, type PropertyContext } from './properties.ts'
import { readRtfBody } from './rtf-body.ts'

/**
 * The text of a message in the forms that it is kept in ([MS-OXBBODY]): plain, as a web page, or as packed RTF, which may
 * wrap one of the other two.
 */
export async function bodiesOf(
  properties: Properties,
  context: PropertyContext,
): Promise<{ bodies: MailBody[]; rtf?: MsgFile }> {
  const text = properties.text(0x1000)
  const encodings = [context.encoding]
  const page = properties.number(0x3fde)
  const charset = page === undefined ? undefined : encodingOfPage(page)
  const packed = properties.binary(0x1009)
  const unpacked = packed && packed.length > 0 ? decompressRtf(packed) : undefined
  if (packed && packed.length > 0 && unpacked === undefined) {
    context.remarks.add('The formatted text is packed in a way that is not known here.')
  }
  if (unpacked?.isWhole === false) {
    context.remarks.add('The formatted text is cut off: its end is missing.')
  }
  const bytes = properties.binary(0x1013)
  let html = properties.text(0x1013)
  if (html === undefined && bytes !== undefined && bytes.length > 0) {
    const letters = await decodeLetters(bytes, charset, 'html')
    html = letters.text
    encodings[0] = letters.encoding
    if (letters.problem !== undefined) context.remarks.add(letters.problem)
  }
  const fromRtf = unpacked && html === undefined ? readRtfBody(unpacked.rtf) : undefined
  if (fromRtf?.type === 'html') html = fromRtf.content
  const plain = nonEmpty(text) ?? (fromRtf?.type === 'text' ? fromRtf.content : undefined)
  const asText = html === undefined ? undefined : htmlToText(html)
  for (const remark of asText?.remarks ?? []) context.remarks.add(remark)
  const fuller = fullerOf({ text: plain, htmlAsText: asText?.text })
  if (fuller === 'html' && plain !== undefined) context.remarks.add(MUCH_LESS)
  const bodies: MailBody[] =
    plain === undefined && html === undefined
      ? []
      : [
          {
            text: plain,
            html,
            htmlAsText: asText?.text,
            wantsPictures: asText?.wantsPictures === true,
            encodings,
            fuller,
          },
        ]
  const isFormatted = unpacked !== undefined && fromRtf?.type === 'text' && !fromRtf.isOriginal
  return isFormatted ? { bodies, rtf: rtfFile(unpacked.rtf) } : { bodies }
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
