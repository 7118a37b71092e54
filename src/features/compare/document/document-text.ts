import type { Compared } from '../differ.ts'
import type { DocumentBlock } from './compare-blocks.ts'
import { readDocument } from './compare-documents.ts'
import { documentParts } from './document-blocks.ts'

/**
 * The text of a written document in lines, in UTF-8: a paragraph or a row of a table each, with the titles of headers, footers
 * and notes above theirs.
 * @throws what the reader of the format throws
 */
export async function documentText(document: Compared): Promise<Uint8Array<ArrayBuffer>> {
  const parts = documentParts(await readDocument(document))
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
