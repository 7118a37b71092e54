import { decodeLetters } from './body/letters.ts'
import { decodeTransfer } from './body/transfer.ts'
import { contentIdOf, contentOf, nameIn, smimeOf, type FoundParts } from './found-parts.ts'
import { readCalendar } from './inside/calendar.ts'
import { readReport } from './inside/delivery-report.ts'
import { sortTnef } from './inside/mail-tnef.ts'
import type { MailBody } from './mail-message.ts'
import { sortText } from './mail-texts.ts'
import type { MimePart } from './mime-part.ts'

/** Sorts a part and what is in it into texts, files and facts, by what its type says of its parts (RFC 2046 §5.1). */
export async function sortPart(bytes: Uint8Array, part: MimePart, into: FoundParts): Promise<void> {
  if (!part.type.startsWith('multipart/') || part.parts.length === 0) {
    return sortLeaf(bytes, part, into)
  }
  sayAround(bytes, part, into)
  switch (part.type) {
    case 'multipart/alternative':
      return sortForms(bytes, part, into)
    case 'multipart/related': {
      const start = part.parameters.get('start')?.replace(/^<|>$/g, '')
      const root = part.parts.find((one) => start !== undefined && contentIdOf(one) === start)
      const first = root ?? part.parts[0]
      for (const one of part.parts) {
        if (one === first || one.type.startsWith('multipart/')) await sortPart(bytes, one, into)
        else into.files.push({ part: one, isInline: one.disposition.value !== 'attachment' })
      }
      return undefined
    }
    case 'multipart/signed':
      into.protection = { type: 'signed', by: protocolOf(part), isInside: false }
      break
    case 'multipart/encrypted':
      into.protection = { type: 'encrypted', by: protocolOf(part) }
      into.files.push(...part.parts.map((one) => ({ part: one, isInline: false })))
      return undefined
  }
  for (const one of part.parts) await sortPart(bytes, one, into)
}

function protocolOf(part: MimePart): string {
  return /pgp/i.test(part.parameters.get('protocol') ?? '') ? 'OpenPGP' : 'S/MIME'
}

/** One text in several forms: they become one, as far as each form is there once. */
async function sortForms(bytes: Uint8Array, part: MimePart, into: FoundParts): Promise<void> {
  const forms: MailBody[] = []
  for (const one of part.parts) {
    const found = { ...into, bodies: [] as MailBody[] }
    await sortPart(bytes, one, found)
    into.protection = found.protection
    const form = joined(found.bodies)
    if (form !== undefined) forms.push(form)
  }
  let whole: MailBody | undefined
  for (const form of forms) {
    const isTaken =
      (form.text !== undefined && whole?.text !== undefined) ||
      (form.html !== undefined && whole?.html !== undefined)
    if (isTaken || whole === undefined) {
      if (whole) into.bodies.push(whole)
      whole = form
    } else {
      whole = {
        text: whole.text ?? form.text,
        html: whole.html ?? form.html,
        htmlAsText: whole.htmlAsText ?? form.htmlAsText,
        wantsPictures: whole.wantsPictures || form.wantsPictures,
        encodings: [...new Set([...whole.encodings, ...form.encodings])],
        fuller: 'text',
      }
    }
  }
  if (whole === undefined) return
  const fuller = fullerOf(whole)
  if (fuller === 'html' && whole.text !== undefined) {
    into.remarks.add(MUCH_LESS)
  }
  into.bodies.push({ ...whole, fuller })
}

/** Several texts within one form, as programs write them around pictures. */
function joined(bodies: readonly MailBody[]): MailBody | undefined {
  const [first, ...rest] = bodies
  if (first === undefined || rest.length === 0) return first
  const isHtml = bodies.some(({ html }) => html !== undefined)
  const join = (pick: (body: MailBody) => string | undefined, between: string) =>
    bodies.map((body) => pick(body) ?? '').join(between)
  return {
    text: isHtml ? undefined : join(({ text }) => text, '\n\n'),
    html: isHtml ? join(({ html, text }) => html ?? asHtml(text ?? ''), '<hr>') : undefined,
    htmlAsText: isHtml ? join((body) => body.htmlAsText ?? body.text, '\n\n') : undefined,
    wantsPictures: bodies.some((body) => body.wantsPictures),
    encodings: [...new Set(bodies.flatMap(({ encodings }) => encodings))],
    fuller: isHtml ? 'html' : 'text',
  }
}

function asHtml(text: string): string {
  return `<pre>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`
}

export const MUCH_LESS =
  'The plain text holds much less than the web page of the same message: both are worth reading.'

/** Which of two forms of a text says more, where they differ much. */
export function fullerOf({
  text,
  htmlAsText,
}: Pick<MailBody, 'text' | 'htmlAsText'>): 'text' | 'html' {
  if (htmlAsText === undefined) return 'text'
  if (text === undefined) return 'html'
  const [plain, page] = [countWords(text), countWords(htmlAsText)]
  return plain * 2 < page && page - plain > 12 ? 'html' : 'text'
}

function countWords(text: string): number {
  return text.slice(0, 200_000).match(/[\p{L}\p{N}]{2,}/gu)?.length ?? 0
}

async function sortLeaf(bytes: Uint8Array, part: MimePart, into: FoundParts): Promise<void> {
  const { type, disposition } = part
  sayLeaf(bytes, part, into)
  const isNamed = nameIn(part) !== undefined
  const isText = type === 'text/plain' || type === 'text/html' || type.startsWith('multipart/')
  const isBody =
    isText && disposition.value !== 'attachment' && !(isNamed && into.bodies.length > 0)
  if (isBody) return sortText(bytes, part, into)
  into.files.push({ part, isInline: disposition.value === 'inline' && type.startsWith('image/') })
  if (type === 'text/calendar' || type === 'application/ics') {
    const content = contentOf(bytes, part)
    const { text } = await decodeLetters(content, part.parameters.get('charset'), 'text')
    into.facts.push(...readCalendar(text))
  }
  const isReport = /^message\/(global-)?(delivery-status|disposition-notification)$/.test(type)
  const isPacked =
    /^application\/(vnd\.)?ms-tnef$/.test(type) || /^winmail\.dat$/i.test(nameIn(part) ?? '')
  if (isPacked) sortTnef(contentOf(bytes, part), part, into)
  if (isReport) into.facts.push(...readReport(contentOf(bytes, part), type.replace('global-', '')))
}

/** What a type says by itself. */
function sayLeaf(bytes: Uint8Array, part: MimePart, into: FoundParts): void {
  const { type, parameters } = part
  if (/^application\/(x-)?pkcs7-mime$/.test(type)) {
    const head = decodeTransfer(bytes.subarray(part.start, part.start + 200), part.encoding).bytes
    const isSigned = (smimeOf(head) ?? parameters.get('smime-type'))?.startsWith('signed') === true
    into.protection = isSigned
      ? { type: 'signed', by: 'S/MIME', isInside: true }
      : { type: 'encrypted', by: 'S/MIME' }
  }
  if (type === 'message/partial') {
    into.remarks.add('This is one piece of a message that was cut into several for sending.')
  }
  if (type === 'message/external-body') {
    into.remarks.add('A file is not in this message: it only says where the file was kept.')
  }
  if (part.unknownEncoding !== undefined) {
    into.remarks.add(
      `A part is packed in a way that is not known here (“${part.unknownEncoding.slice(0, 60)}”): it is shown as it is stored.`,
    )
  }
}

/** Text outside the parts, which mail programs don't show. */
function sayAround(bytes: Uint8Array, part: MimePart, into: FoundParts): void {
  for (const { start, end } of part.around.slice(0, 5)) {
    const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 5000))).trim()
    if (text === '' || /mime|multi-?part/i.test(text.slice(0, 300))) continue
    const beginning = text.length > 300 ? `${text.slice(0, 300)}…` : text
    into.remarks.add(
      `Text stands outside the message’s parts, where mail programs hide it: “${beginning}”`,
    )
  }
}
