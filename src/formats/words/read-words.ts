import { detect } from '../detect.ts'
import { HEAD_BYTES } from '../detection/head.ts'
import { isText, type Kind } from '../kinds.ts'
import { documentWords, mailWords, sheetWords } from './document-words.ts'
import { type PdfData, pdfWords } from './pdf-words.ts'
import { textWords } from './text-words.ts'
import type { Words } from './words.ts'

/** Bytes that callers read of a content. */
export const MOST_BYTES = 32 << 20

/** A content, or its beginning. */
export interface WordsSource {
  /** All of it, or the first `MOST_BYTES` of a larger one. */
  bytes: Uint8Array<ArrayBuffer>
  /** Of the whole, in bytes. */
  size: number
  contentType?: string | undefined
  name?: string | undefined
}

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

/** Of the kinds that are more than text. */
const READERS: Partial<Record<Kind, Reader>> = {
  pdf: { read: async (bytes, _, pdf) => pdfWords(bytes, pdf) },
  docx: { read: async (bytes) => documentWords(bytes, 'docx', true) },
  odt: { read: async (bytes) => documentWords(bytes, 'odt', true) },
  rtf: {
    takesBeginnings: true,
    read: async (bytes, isWhole) => documentWords(bytes, 'rtf', isWhole),
  },
  xlsx: { read: async (bytes) => sheetWords(bytes, 'xlsx') },
  ods: { read: async (bytes) => sheetWords(bytes, 'ods') },
  msg: { read: async (bytes) => mailWords(bytes, 'msg', true) },
  mail: {
    takesBeginnings: true,
    read: async (bytes, isWhole) => mailWords(bytes, 'mail', isWhole),
  },
}

/** Files within files that are read. */
const DEEPEST = 2

async function read(source: WordsSource, pdf: PdfData, depth: number): Promise<Words> {
  const { bytes, size, contentType: label, name } = source
  const isWhole = bytes.length >= size
  if (bytes.length === 0) return { type: 'none' }
  const { kind, contentType } = await detect(bytes.subarray(0, HEAD_BYTES), label, name, {
    size,
    read: async (start, end) => bytes.slice(start, end),
  })
  const reader = READERS[kind]
  if (reader && !isWhole && !reader.takesBeginnings)
    return { type: 'unreadable', why: `It is larger than ${MOST_BYTES} bytes.` }
  if (reader) return reader.read(bytes, isWhole, pdf)
  if (!isText(kind)) return { type: 'none' }
  return textWords(bytes, {
    kind,
    contentType,
    isWhole,
    inner: async (part, type) =>
      depth >= DEEPEST
        ? { type: 'none' }
        : read({ bytes: part, size: part.length, contentType: type }, pdf, depth + 1),
  })
}
