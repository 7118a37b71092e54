import type { ContentSource } from '../content-source.ts'
import { detect } from '../detect.ts'
import { HEAD_BYTES } from '../detection/head.ts'
import { isText, type Kind } from '../kinds.ts'
import type { PdfData } from './pdf-words.ts'
import { MOST_TEXT_BYTES, textWords } from './text-words.ts'
import type { Words } from './words.ts'

/** Bytes of a file that is not text alone. */
export const MOST_BYTES = 32 << 20

/** A content, of which no more is read than its kind needs. */
export type WordsSource = Pick<ContentSource, 'size' | 'contentType' | 'name' | 'slice'>

/**
 * The words of a content of any kind, through the reader of its kind. What is damaged gives the words that can be read.
 * Of a text, RTF or mailbox that is larger than what is read the beginning counts; other files are read whole or not at all.
 *
 * Takes as long as the reader takes, which a hostile file may make for ever: call it where it can be ended.
 */
export async function readWords(source: WordsSource, pdf: PdfData): Promise<Words> {
  return read(source, pdf, 0)
}

interface Reader {
  /** Whether what is cut can be read. */
  takesBeginnings?: true
  read: (bytes: Uint8Array<ArrayBuffer>, isWhole: boolean, pdf: PdfData) => Promise<Words>
}

/** Of the kinds that are more than text; each is loaded when it is needed first. */
const READERS: Partial<Record<Kind, Reader>> = {
  pdf: { read: async (bytes, _, pdf) => (await import('./pdf-words.ts')).pdfWords(bytes, pdf) },
  docx: { read: async (bytes) => (await documents()).documentWords(bytes, 'docx', true) },
  odt: { read: async (bytes) => (await documents()).documentWords(bytes, 'odt', true) },
  rtf: {
    takesBeginnings: true,
    read: async (bytes, isWhole) => (await documents()).documentWords(bytes, 'rtf', isWhole),
  },
  xlsx: { read: async (bytes) => (await documents()).sheetWords(bytes, 'xlsx') },
  ods: { read: async (bytes) => (await documents()).sheetWords(bytes, 'ods') },
  msg: { read: async (bytes) => (await documents()).mailWords(bytes, 'msg', true) },
  mail: {
    takesBeginnings: true,
    read: async (bytes, isWhole) => (await documents()).mailWords(bytes, 'mail', isWhole),
  },
}

async function documents() {
  return import('./document-words.ts')
}

/** Files within files that are read. */
const DEEPEST = 2

async function read(source: WordsSource, pdf: PdfData, depth: number): Promise<Words> {
  const { size, contentType: label, name } = source
  if (size === 0) return { type: 'none' }
  const head = await source.slice(0, HEAD_BYTES)
  const { kind, contentType } = await detect(head, label, name, {
    size,
    read: (start, end) => source.slice(start, end),
  })
  const reader = READERS[kind]
  if (!reader && !isText(kind)) return { type: 'none' }
  const most = reader ? MOST_BYTES : MOST_TEXT_BYTES
  const isWhole = size <= most
  if (reader && !isWhole && !reader.takesBeginnings)
    return { type: 'unreadable', why: `It is larger than ${MOST_BYTES} bytes.` }
  const bytes = await source.slice(0, most)
  if (reader) return reader.read(bytes, isWhole, pdf)
  const inner = async (part: Uint8Array<ArrayBuffer>, type?: string): Promise<Words> =>
    depth < DEEPEST ? read(sourceOf(part, type), pdf, depth + 1) : { type: 'none' }
  return textWords(bytes, { kind, contentType, isWhole, inner })
}

function sourceOf(bytes: Uint8Array<ArrayBuffer>, contentType?: string): WordsSource {
  return {
    size: bytes.length,
    contentType,
    slice: async (start, end) => bytes.slice(start, end),
  }
}
