import type { PDFDocumentProxy } from 'pdfjs-dist'

/** Letters that are read of a page. */
const MOST_LETTERS = 200_000

/** What can be read of a page, and why that may not be all of it. */
export interface PageText {
  text: string
  /** Its text is longer than is read. */
  isCut: boolean
  /** It could not be read; then `text` is empty or a part. */
  isBroken: boolean
}

/**
 * The text of a page in lines, and behind it what stands in its notes, fields and links: a note's words are not drawn, and
 * what a field holds may be drawn too small to be told.
 */
export async function textOf(pdf: PDFDocumentProxy, page: number): Promise<PageText> {
  try {
    const source = await pdf.getPage(page)
    const [{ items }, annotations] = await Promise.all([
      source.getTextContent(),
      source.getAnnotations(),
    ])
    let text = ''
    for (const item of items) {
      if (!('str' in item)) continue
      text += item.hasEOL ? `${item.str}\n` : item.str
      if (text.length > MOST_LETTERS) return { text, isCut: true, isBroken: false }
    }
    const notes = annotations.flatMap((one: Annotation) => wordsOf(one))
    const whole = notes.length === 0 ? text : `${text.trimEnd()}\n${notes.join('\n')}`
    return { text: whole, isCut: false, isBroken: false }
  } catch {
    return { text: '', isCut: false, isBroken: true }
  }
}

/** What is used of pdf.js's own description, which has no type. */
interface Annotation {
  subtype?: unknown
  fieldName?: unknown
  fieldValue?: unknown
  password?: unknown
  url?: unknown
  unsafeUrl?: unknown
  titleObj?: { str?: unknown }
  contentsObj?: { str?: unknown }
}

/** In one line, as far as it says anything. The window of a note has the note's own words. */
function wordsOf(one: Annotation): string[] {
  const { subtype, fieldName, fieldValue, titleObj, contentsObj } = one
  if (subtype === 'Popup') return []
  if (typeof fieldName === 'string') {
    const value = one.password === true ? 'a password' : valueText(fieldValue)
    return [`[Field ${fieldName}: ${value}]`]
  }
  const address = textIn(one.url) || textIn(one.unsafeUrl)
  if (subtype === 'Link') return address === '' ? [] : [`[Link to ${address}]`]
  const [by, words] = [textIn(titleObj?.str), textIn(contentsObj?.str)]
  const who = by === '' ? '' : ` by ${by}`
  return [`[${kindWords(subtype)}${who}${words === '' ? '' : `: ${words}`}]`]
}

function kindWords(subtype: unknown): string {
  switch (subtype) {
    case 'Text':
      return 'Note'
    case 'StrikeOut':
      return 'Struck out'
    case 'FreeText':
      return 'Text on the page'
    case 'FileAttachment':
      return 'File'
    default:
      return typeof subtype === 'string' ? subtype : 'Note'
  }
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s+/gu, ' ').trim() : ''
}
