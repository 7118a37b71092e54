import { detect } from '../detect.ts'
import { HEAD_BYTES } from '../detection/head.ts'
import { isText } from '../kinds.ts'
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
  const whole = (reader: () => Promise<Words>): Promise<Words> | Words =>
    isWhole ? reader() : { type: 'unreadable', why: `It is larger than ${MOST_BYTES} bytes.` }
  switch (kind) {
    case 'pdf':
      return whole(() => pdfWords(bytes, pdf))
    case 'docx':
    case 'odt':
      return whole(() => documentWords(bytes, kind, true))
    case 'rtf':
      return documentWords(bytes, kind, isWhole)
    case 'xlsx':
    case 'ods':
      return whole(() => sheetWords(bytes, kind))
    case 'msg':
      return whole(() => mailWords(bytes, kind, true))
    case 'mail':
      return mailWords(bytes, kind, isWhole)
    default:
      break
  }
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
