import { latin1 } from '../detection/head.ts'
import { decodeText } from '../text/encodings.ts'
import { markedEncoding, wideEncoding } from '../text/find-encoding.ts'
import { readFields } from './header/fields.ts'
import { takeOut, type FilePlace } from './mail-files.ts'
import { MailProblem, type OpenMail } from './mail-message.ts'
import { entryOf, readMail } from './read-mail.ts'

/** Messages of a mailbox that are listed. */
const MOST_MESSAGES = 20_000

/**
 * Opens a message, or a mailbox of them (RFC 4155, "mbox"). Only one message is held at a time; its attachments are taken
 * from the file when they are wanted.
 */
export async function openMailbox(given: Blob): Promise<OpenMail> {
  const { blob, bytes } = await withoutWideLetters(given)
  const { starts, rest } = messageStarts(bytes)
  const spans = starts.map((start, index) => ({ start, end: starts[index + 1] ?? bytes.length }))
  if (rest !== undefined) spans.push({ start: rest, end: bytes.length })
  const isMailbox = spans.length > 1
  const remarks: string[] = []
  if (rest !== undefined) {
    spans.pop()
    const last = spans.at(-1)
    if (last) last.end = rest
    remarks.push(
      `The mailbox holds more than ${MOST_MESSAGES} messages; the others are not listed.`,
    )
  }
  const entries = spans.map(({ start, end }) => entryOf(headerAt(bytes, start, end)))
  const places = new Map<number, ReadonlyMap<string, FilePlace>>()
  const partOf = (index: number) => {
    const span = spans[index]
    if (span === undefined) throw new MailProblem('The mailbox has no such message.')
    return blob.slice(span.start, span.end)
  }
  return {
    entries,
    remarks,
    async read(index) {
      const read = await readMail(new Uint8Array(await partOf(index).arrayBuffer()))
      places.clear()
      places.set(index, read.places)
      const { message } = read
      const quoted = isMailbox && message.bodies.some(({ text }) => /^>From /m.test(text ?? ''))
      if (!quoted) return message
      const remark =
        'Mailboxes write “>From” for “From” at the beginning of a line: it is shown as it is stored.'
      return { ...message, remarks: [...message.remarks, remark] }
    },
    async take(index, key) {
      const place = places.get(index)?.get(key)
      if (place === undefined) throw new MailProblem('The message has no such attachment.')
      return takeOut(partOf(index), place)
    },
  }
}

/** A file that an editor has written as UTF-16, two bytes for each letter of the whole message, as UTF-8. */
async function withoutWideLetters(blob: Blob): Promise<{ blob: Blob; bytes: Uint8Array }> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const encoding = markedEncoding(bytes) ?? wideEncoding(bytes.subarray(0, 4096))
  if (encoding === undefined || encoding === 'utf-8') return { blob, bytes }
  const narrow = new TextEncoder().encode(decodeText(bytes, encoding))
  return { blob: new Blob([narrow]), bytes: narrow }
}

/** Where each message begins: at a line "From ", behind a blank one, with a header, or none at all, behind it. */
function messageStarts(bytes: Uint8Array): { starts: number[]; rest?: number } {
  const starts = [0]
  const isMailbox = isFromLine(bytes, 0)
  if (!isMailbox) return { starts }
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    const isBlank = bytes[at - 1] === 0x0a || (bytes[at - 1] === 0x0d && bytes[at - 2] === 0x0a)
    if (!isBlank || !isFromLine(bytes, at + 1)) continue
    if (starts.length >= MOST_MESSAGES) return { starts, rest: at + 1 }
    starts.push(at + 1)
  }
  return { starts }
}

function isFromLine(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== 0x46 || bytes[at + 1] !== 0x72) return false
  const text = latin1(bytes.subarray(at, at + 600))
  return /^From \S[^\r\n]{0,300}\d{1,2} \d{2}:\d{2}[^\r\n]{0,60}\r?\n([!-9;-~]{1,76}:|\r?\n)/.test(
    text,
  )
}

function headerAt(bytes: Uint8Array, start: number, end: number) {
  const text = latin1(bytes.subarray(start, Math.min(end, start + 16_384)))
  const blank = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  return readFields(text.slice(0, blank)).fields
}
