import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'

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

/** Where a stretch of a page's text stands: letters of the text, and four corners in points of the page. */
export interface TextPlace {
  start: number
  end: number
  /** Lower left, lower right, upper right, upper left, as the words run. */
  corners: readonly Point[]
  /** Whether its letters stand one after the other between the corners, from left to right. */
  isLine: boolean
}

export type Point = readonly [x: number, y: number]

/**
 * The text of a page in lines, and behind it what stands in its notes, fields and links: a note's words are not drawn, and
 * what a field holds may be drawn too small to be told.
 * @param places gets where each stretch of it stands
 */
export async function textOf(
  pdf: PDFDocumentProxy,
  page: number,
  places?: TextPlace[],
): Promise<PageText> {
  try {
    const source = await pdf.getPage(page)
    const [{ items }, annotations] = await Promise.all([
      source.getTextContent(),
      source.getAnnotations(),
    ])
    let text = ''
    for (const item of items) {
      if (!('str' in item)) continue
      places?.push(placeOf(item, text.length))
      text += item.hasEOL ? `${item.str}\n` : item.str
      if (text.length > MOST_LETTERS) return { text, isCut: true, isBroken: false }
    }
    const notes = annotations.flatMap((one: Annotation) =>
      wordsOf(one).map((words) => ({ words, rect: one.rect })),
    )
    if (notes.length > 0) text = text.trimEnd()
    for (const { words, rect } of notes) {
      text += '\n'
      const corners = cornersOf(rect)
      const [start, end] = [text.length, text.length + words.length]
      if (corners !== undefined) places?.push({ start, end, corners, isLine: false })
      text += words
    }
    return { text, isCut: false, isBroken: false }
  } catch {
    return { text: '', isCut: false, isBroken: true }
  }
}

/** How far letters reach below their line, as a part of their height. */
const BELOW = 0.2

/** By the matrix of the text (ISO 32000-1 §9.4.4), which may be turned. */
function placeOf(item: TextItem, start: number): TextPlace {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform as number[]
  const [across, up] = [unit(a, b), unit(c, d)]
  const at = (along: number, above: number): Point => [
    x + across[0] * along + up[0] * above,
    y + across[1] * along + up[1] * above,
  ]
  const [low, high] = [-BELOW * item.height, (1 - BELOW) * item.height]
  return {
    start,
    end: start + item.str.length,
    corners: [at(0, low), at(item.width, low), at(item.width, high), at(0, high)],
    isLine: item.dir === 'ltr',
  }
}

function unit(x: number, y: number): Point {
  const length = Math.hypot(x, y) || 1
  return [x / length, y / length]
}

function cornersOf(rect: unknown): Point[] | undefined {
  if (!Array.isArray(rect) || !rect.every((one): one is number => typeof one === 'number')) {
    return undefined
  }
  const [left = 0, low = 0, right = 0, high = 0] = rect
  return [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
  ]
}

/** What is used of pdf.js's own description, which has no type. */
interface Annotation {
  rect?: unknown
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
