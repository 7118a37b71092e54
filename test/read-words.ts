import { fileURLToPath } from 'node:url'
import { readWords } from '#formats/words/read-words.ts'
import type { Words } from '#formats/words/words.ts'

const pdfjs = new URL('../node_modules/pdfjs-dist/', import.meta.url)
const pdf = {
  cMapUrl: fileURLToPath(new URL('cmaps/', pdfjs)),
  standardFontDataUrl: fileURLToPath(new URL('standard_fonts/', pdfjs)),
}

/** The words of a content, as the server reads them. */
export async function wordsOf(
  bytes: Uint8Array<ArrayBuffer>,
  contentType?: string,
  size = bytes.length,
): Promise<Words> {
  const slice = async (start: number, end: number) => bytes.slice(start, end)
  return readWords({ size, contentType, slice }, pdf)
}

/** Their text with single blanks, or what there is instead. */
export async function textOf(
  bytes: Uint8Array<ArrayBuffer>,
  contentType?: string,
): Promise<string> {
  const words = await wordsOf(bytes, contentType)
  return words.type === 'text' ? words.text.replaceAll(/\s+/g, ' ') : words.type
}
