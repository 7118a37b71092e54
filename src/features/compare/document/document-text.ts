import type { FlowDocument } from '#formats/flow/flow-document.ts'
import type { Compared } from '../differ.ts'
import type { DocumentBlock } from './compare-blocks.ts'
import { readDocument } from './compare-documents.ts'
import { documentParts, type PictureNames } from './document-blocks.ts'
import { namePictures } from './picture-names.ts'

/**
 * The texts of two written documents in lines, in UTF-8: a paragraph or a row of a table each, with the titles of headers,
 * footers and notes above theirs. Pictures have a number, which is the same for the same picture.
 * @throws what the reader of the format throws
 */
export async function documentTexts(
  left: Compared,
  right: Compared,
): Promise<[left: Uint8Array<ArrayBuffer>, right: Uint8Array<ArrayBuffer>]> {
  const [older, newer] = await Promise.all([readDocument(left), readDocument(right)])
  const names = namePictures(older, newer)
  return [textOf(older, names[0]), textOf(newer, names[1])]
}

function textOf(document: FlowDocument, names: PictureNames): Uint8Array<ArrayBuffer> {
  const parts = documentParts(document, names)
  const lines = parts.flatMap(({ title, blocks }) => [
    ...(title === 'Text' ? [] : ['', `[${title}]`]),
    ...blocks.map(lineOf),
  ])
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''))
}

function lineOf(block: DocumentBlock): string {
  const text = block.type === 'paragraph' ? block.text : block.cells.join(' | ')
  return text.replaceAll(/\s+/gu, ' ').trim()
}
