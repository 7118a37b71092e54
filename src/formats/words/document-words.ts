import { readDocx } from '../docx/read-docx.ts'
import { type FlowDocument, FlowProblem } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { addressWords } from '../mail/header/addresses.ts'
import { type MailMessage, MailProblem } from '../mail/mail-message.ts'
import { openMailbox } from '../mail/open-mailbox.ts'
import { openMsg } from '../msg/open-msg.ts'
import { readOdt } from '../odt/read-odt.ts'
import { readRtf } from '../rtf/read-rtf.ts'
import { openWorkbook } from '../sheet/open-workbook.ts'
import { SheetProblem } from '../sheet/sheet-content.ts'
import { showCell } from '../sheet/show-cell.ts'
import { TextPieces, type Words } from './words.ts'

type Bytes = Uint8Array<ArrayBuffer>

/**
 * The words of a written document: its properties, text, headers, footers and notes.
 * @param isWhole whether `bytes` are all of it
 */
export async function documentWords(
  bytes: Bytes,
  kind: 'docx' | 'odt' | 'rtf',
  isWhole: boolean,
): Promise<Words> {
  try {
    return flowWords(await readFlow(bytes, kind), isWhole)
  } catch (error) {
    if (error instanceof FlowProblem) return { type: 'unreadable', why: error.message }
    throw error
  }
}

async function readFlow(bytes: Bytes, kind: 'docx' | 'odt' | 'rtf'): Promise<FlowDocument> {
  switch (kind) {
    case 'docx':
      return readDocx(bytes)
    case 'odt':
      return readOdt(bytes)
    case 'rtf':
      return readRtf(bytes)
  }
}

function flowWords({ properties, blocks, margins, notes }: FlowDocument, isWhole: boolean): Words {
  const pieces = new TextPieces()
  for (const { value } of properties) pieces.add(value)
  for (const block of blocks) if (!pieces.add(textOfBlocks([block]))) break
  for (const margin of margins) pieces.add(textOfBlocks(margin.blocks))
  for (const { author, blocks } of notes) {
    pieces.add(author)
    pieces.add(textOfBlocks(blocks))
  }
  return pieces.words(isWhole)
}

/** The words of a spreadsheet: what its cells show, its notes and the texts above its cells. */
export async function sheetWords(bytes: Bytes, kind: 'xlsx' | 'ods'): Promise<Words> {
  const pieces = new TextPieces()
  try {
    const book = await openWorkbook(new Blob([bytes]), kind)
    const { sheets, context } = book
    for (const [index, { name, holds }] of sheets.entries()) {
      if (!pieces.add(name)) break
      if (holds !== 'cells') continue
      const { cells, notes, texts } = await book.readSheet(index)
      for (let at = 0; at < cells.count; at += 1)
        if (!pieces.add(showCell(cells, at, context).text)) break
      for (const ofCell of notes.values())
        for (const { author, text } of ofCell) pieces.add(`${author} ${text}`)
      for (const { text } of texts) pieces.add(text)
    }
  } catch (error) {
    if (error instanceof SheetProblem) return { type: 'unreadable', why: error.message }
    throw error
  }
  return pieces.words()
}

/** The words of one or more messages: who, what about, the text, and the names of what is attached. */
export async function mailWords(
  bytes: Bytes,
  kind: 'mail' | 'msg',
  isWhole: boolean,
): Promise<Words> {
  const pieces = new TextPieces()
  try {
    const blob = new Blob([bytes])
    const { entries, read } = await (kind === 'msg' ? openMsg(blob) : openMailbox(blob))
    for (const index of entries.keys()) {
      addMessage(pieces, await read(index))
      if (pieces.isFull) break
    }
  } catch (error) {
    if (error instanceof MailProblem) return { type: 'unreadable', why: error.message }
    throw error
  }
  return pieces.words(isWhole)
}

function addMessage(pieces: TextPieces, message: MailMessage): void {
  const { subject, from, to, cc, bcc, bodies, attachments, facts } = message
  pieces.add(subject)
  for (const people of [from, to, cc, bcc]) pieces.add(people.map(addressWords).join(' '))
  for (const { text, htmlAsText } of bodies) {
    pieces.add(text)
    // The two forms say the same, or should.
    if (text === undefined || (htmlAsText?.length ?? 0) > text.length * 2) pieces.add(htmlAsText)
  }
  for (const { name, description } of attachments) pieces.add(`${name} ${description ?? ''}`)
  for (const { rows } of facts)
    for (const { name, value } of rows)
      pieces.add(`${name} ${typeof value === 'string' ? value : value.written}`)
}
