import type { Encoding } from '../text/encodings.ts'
import { encodingOf } from '../text/encodings.ts'
import { findEncoding } from '../text/find-encoding.ts'
import { decodeField, showHidden } from './body/letters.ts'
import { emptyParts, type FoundParts } from './found-parts.ts'
import { addressWords, MOST_ADDRESSES, readAddresses } from './header/addresses.ts'
import { decodeWords } from './header/encoded-words.ts'
import type { RawField } from './header/fields.ts'
import { readMailDate } from './header/mail-date.ts'
import { describeFile, type FilePlace } from './mail-files.ts'
import type { MailAddress, MailAttachment, MailEntry, MailMessage } from './mail-message.ts'
import { sortPart } from './mail-parts.ts'
import type { MimePart } from './mime-part.ts'
import { readMimeTree } from './mime-tree.ts'

/** A message, and where its attachments lie. */
export interface ReadMail {
  message: MailMessage
  places: ReadonlyMap<string, FilePlace>
}

/** Attachments that are described; the bound is that of the parts. */
const MOST_BODIES = 500

/** Reads a message of the Internet (RFC 5322 and MIME). Never fails: what is not a message is a text without a header. */
export async function readMail(given: Uint8Array): Promise<ReadMail> {
  const bytes = withLineFeeds(given)
  const { root, remarks } = readMimeTree(bytes)
  const found = emptyParts()
  for (const remark of remarks) found.remarks.add(remark)
  const header = await readHeader(root)
  for (const remark of header.remarks) found.remarks.add(remark)
  await sortPart(bytes, root, found)
  if (root.fields.length === 0) found.remarks.add('The message has no header.')
  const attachments: MailAttachment[] = []
  const places = new Map<string, FilePlace>()
  for (const [index, file] of found.files.entries()) {
    const { attachment, place } = await describeFile(bytes, file, index)
    attachments.push(attachment)
    places.set(attachment.key, place)
  }
  const message: MailMessage = {
    what: whatOf(root),
    ...header.message,
    bodies: found.bodies.slice(0, MOST_BODIES),
    attachments: namedApart(attachments),
    facts: found.facts,
    protection: found.protection,
    remarks: remarksOf(found),
  }
  return { message, places }
}

function remarksOf({ remarks, bodies }: FoundParts): string[] {
  if (bodies.length > MOST_BODIES) {
    remarks.add(`It has ${bodies.length} texts; only the first ${MOST_BODIES} are shown.`)
  }
  return [...remarks]
}

/** Files of the same name get a number each. */
export function namedApart(attachments: readonly MailAttachment[]): MailAttachment[] {
  const seen = new Map<string, number>()
  return attachments.map((attachment) => {
    const count = (seen.get(attachment.name) ?? 0) + 1
    seen.set(attachment.name, count)
    if (count === 1) return attachment
    const [, stem = attachment.name, ending = ''] =
      /^([^]*?)(\.\w{1,8})?$/.exec(attachment.name) ?? []
    return { ...attachment, name: `${stem} (${count})${ending}` }
  })
}

/** Lines that end with CR alone, as old systems write them, get the usual end; nothing changes its place. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  const head = bytes.subarray(0, 65_536)
  if (head.includes(0x0a) || !head.includes(0x0d)) return bytes
  return bytes.map((byte) => (byte === 0x0d ? 0x0a : byte))
}

function whatOf(root: MimePart): string {
  if (root.type === 'multipart/report') {
    const type = root.parameters.get('report-type')?.toLowerCase()
    return type === 'disposition-notification' ? 'Read receipt' : 'Delivery report'
  }
  const isPage = root.type === 'multipart/related' && root.fields.some(isOfPage)
  return isPage ? 'Saved web page' : 'Mail'
}

function isOfPage({ name, raw }: RawField): boolean {
  return (
    /^snapshot-content-location$/i.test(name) || (/^from$/i.test(name) && /saved by/i.test(raw))
  )
}

type HeaderPart = Omit<
  MailMessage,
  'what' | 'bodies' | 'attachments' | 'facts' | 'protection' | 'remarks'
>

/** What a message's header says. */
async function readHeader(root: MimePart): Promise<{ message: HeaderPart; remarks: string[] }> {
  const fallback = await fallbackOf(root)
  const remarks = new Set<string>()
  const read = ({ name, raw }: RawField) => {
    const { text, from } = decodeField(raw, fallback.encoding)
    if (from === 'fallback') remarks.add(fallback.remark)
    return { name, plain: text }
  }
  const fields = root.fields.map(read)
  const all = (name: string) => fields.filter((field) => field.name.toLowerCase() === name)
  const sayBroken = () =>
    remarks.add('Some words of the header are encoded wrongly and stay as they are written.')
  const text = (name: string) => {
    const first = all(name)[0]?.plain
    return first === undefined ? undefined : showHidden(decodeWords(first.trim(), sayBroken))
  }
  const addresses = (name: string) =>
    all(name)
      .flatMap(({ plain }) => readAddresses(plain))
      .slice(0, MOST_ADDRESSES)
  for (const name of ['from', 'subject', 'date', 'to', 'cc', 'reply-to', 'content-type']) {
    const count = all(name).length
    const isJoined = ['from', 'to', 'cc', 'reply-to'].includes(name)
    if (count > 1) {
      const which = isJoined
        ? 'what all of them say is shown together'
        : 'the first one counts here'
      remarks.add(`The header has ${count} fields called “${name}”: ${which}.`)
    }
  }
  const date = all('date')[0]?.plain
  const message: HeaderPart = {
    from: addresses('from'),
    sender: addresses('sender'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    replyTo: addresses('reply-to'),
    subject: text('subject'),
    date: date === undefined ? undefined : readMailDate(date),
    messageId: text('message-id'),
    inReplyTo: text('in-reply-to'),
    headers: fields.map(({ name, plain }) => ({ name, value: showHidden(decodeWords(plain)) })),
  }
  for (const remark of addressRemarks(message.from)) remarks.add(remark)
  if (message.date !== undefined && message.date.time === undefined) {
    remarks.add(
      'The date is not one that can be read with its time zone; it is shown as it is written.',
    )
  }
  return { message, remarks: [...remarks] }
}

/** A name that looks like another address than the one behind it. */
export function addressRemarks(from: readonly MailAddress[]): string[] {
  return from.slice(0, 20).flatMap(({ name, address }) => {
    const claimed = /[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}\w{2,24}/.exec(name ?? '')?.[0]
    if (claimed === undefined || claimed.toLowerCase() === address.toLowerCase()) return []
    return [
      `The sender’s name reads like the address ${claimed}, but the message is from ${address || 'no address'}.`,
    ]
  })
}

/** The encoding of header bytes that nothing declares: that of the message's text, else a guess. */
async function fallbackOf(root: MimePart): Promise<{ encoding: Encoding; remark: string }> {
  const declared = encodingOf(charsetIn(root, 0))
  if (declared !== undefined && !declared.startsWith('utf-')) {
    const remark = `The header does not declare the encoding of its letters; they were read as ${declared}, like the text.`
    return { encoding: declared, remark }
  }
  const raw = root.fields
    .map((field) => field.raw)
    .join('\n')
    .slice(0, 65_536)
  const bytes = Uint8Array.from(raw, (char) => char.charCodeAt(0))
  const { encoding } = await findEncoding(bytes, { kind: 'text' })
  const used = encoding === 'utf-8' ? 'windows-1252' : encoding
  const remark = `The header does not declare the encoding of its letters; they were read as ${used}, which is a guess.`
  return { encoding: used, remark }
}

function charsetIn(part: MimePart, depth: number): string | undefined {
  const own = part.type.startsWith('text/') ? part.parameters.get('charset') : undefined
  if (own !== undefined || depth > 10) return own
  for (const one of part.parts.slice(0, 20)) {
    const found = charsetIn(one, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** What a list shows of a message whose header has these fields. */
export function entryOf(fields: readonly RawField[]): MailEntry {
  const text = (name: string) => {
    const raw = fields.find((field) => field.name.toLowerCase() === name)?.raw
    return raw === undefined ? undefined : decodeField(raw, 'windows-1252').text
  }
  const from = readAddresses((text('from') ?? '').slice(0, 2000))
    .map(addressWords)
    .join(', ')
  const date = text('date')
  return {
    from,
    subject: showHidden(decodeWords((text('subject') ?? '').slice(0, 500))),
    date: date === undefined ? undefined : readMailDate(date),
  }
}
