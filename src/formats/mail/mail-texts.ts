import { htmlToText, LONGEST_TEXT } from './body/html-to-text.ts'
import { decodeLetters } from './body/letters.ts'
import { unflow, uuFilesIn, withoutFiles } from './body/plain-text.ts'
import { contentOf, type FoundParts } from './found-parts.ts'
import type { MimePart } from './mime-part.ts'

/** Reads a text part: its letters, its lines, and the files that are written into it. */
export async function sortText(bytes: Uint8Array, part: MimePart, into: FoundParts): Promise<void> {
  let content = contentOf(bytes, part, into.remarks)
  const isHtml = part.type === 'text/html'
  const files = isHtml ? [] : uuFilesIn(content)
  for (const [index, { name }] of files.entries()) {
    into.files.push({ part, isInline: false, inside: { way: 'uu', index, name } })
  }
  if (files.length > 0) content = withoutFiles(content, files)
  const shown = content.subarray(0, LONGEST_TEXT)
  if (shown.length < content.length) {
    into.remarks.add(
      'A text is enormous: only its beginning is shown; all of it is among the attachments.',
    )
    into.files.push({ part, isInline: false })
  }
  const letters = await decodeLetters(
    shown,
    part.parameters.get('charset'),
    isHtml ? 'html' : 'text',
  )
  if (letters.problem !== undefined) into.remarks.add(letters.problem)
  const encodings = [letters.words]
  if (isHtml) {
    const { text, remarks, wantsPictures } = htmlToText(letters.text)
    for (const remark of remarks.slice(0, 20)) into.remarks.add(remark)
    const html = letters.text
    into.bodies.push({
      text: undefined,
      html,
      htmlAsText: text,
      wantsPictures,
      encodings,
      fuller: 'html',
    })
    return
  }
  sayPgp(letters.text, into)
  const isFlowed = part.parameters.get('format')?.toLowerCase() === 'flowed'
  const deletes = part.parameters.get('delsp')?.toLowerCase() === 'yes'
  const text = isFlowed ? unflow(letters.text, deletes) : letters.text
  const isEmpty = text.trim() === '' && into.bodies.length > 0
  if (!isEmpty) {
    into.bodies.push({
      text,
      html: undefined,
      htmlAsText: undefined,
      wantsPictures: false,
      encodings,
      fuller: 'text',
    })
  }
}

function sayPgp(text: string, into: FoundParts): void {
  const mark = /^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----/m.exec(text)?.[1]
  if (mark === 'MESSAGE') into.protection = { type: 'encrypted', by: 'OpenPGP' }
  if (mark === 'SIGNED MESSAGE')
    into.protection = { type: 'signed', by: 'OpenPGP', isInside: false }
}
