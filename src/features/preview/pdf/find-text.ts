/**
 * Finding words on a PDF's page. A page's text comes in items (runs of glyphs); a match may begin in one and end in
 * another, so the items are joined into one string that remembers where each character came from.
 */
export interface PageText {
  /** Folded for comparison: lower case, without accents, every run of white space one blank. */
  text: string
  /** For each character of `text`, which item it came from. */
  items: number[]
  /** For each character of `text`, its place in that item. */
  offsets: number[]
}

/** A part of one item, `from` inclusive, `to` exclusive. */
interface TextSpan {
  item: number
  from: number
  to: number
}

/** One occurrence: the spans of the items it runs through, in order. */
export type TextMatch = TextSpan[]

/** @param items as pdf.js gives them; `hasEOL` marks the end of a line */
export function pageText(items: readonly { str: string; hasEOL: boolean }[]): PageText {
  const page: PageText = { text: '', items: [], offsets: [] }
  const parts: string[] = []
  let blank = true
  const push = (character: string, item: number, offset: number) => {
    parts.push(character)
    page.items.push(item)
    page.offsets.push(offset)
    blank = character === ' '
  }
  for (const [item, { str, hasEOL }] of items.entries()) {
    for (let offset = 0; offset < str.length; offset += 1) {
      for (const character of fold(str.charAt(offset))) {
        if (character !== ' ' || !blank) push(character, item, offset)
      }
    }
    if (hasEOL && !blank) push(' ', item, str.length)
  }
  page.text = parts.join('')
  return page
}

/** All occurrences, none overlapping another, in the order of the text. An empty query finds nothing. */
export function findMatches(page: PageText, query: string): TextMatch[] {
  const wanted = Array.from(query.trim(), fold).join('').replaceAll(/ +/g, ' ')
  if (wanted === '') return []
  const matches: TextMatch[] = []
  for (
    let at = page.text.indexOf(wanted);
    at !== -1;
    at = page.text.indexOf(wanted, at + wanted.length)
  ) {
    matches.push(spansOf(page, at, at + wanted.length))
  }
  return matches
}

function spansOf(page: PageText, from: number, to: number): TextMatch {
  const spans: TextMatch = []
  for (let at = from; at < to; at += 1) {
    const item = page.items[at] ?? 0
    const offset = page.offsets[at] ?? 0
    const last = spans.at(-1)
    if (last?.item === item) last.to = offset + 1
    else spans.push({ item, from: offset, to: offset + 1 })
  }
  return spans
}

/** One character of the original may fold to none (a combining mark), one, or more (`ß`, a ligature). */
function fold(character: string): string {
  return character.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s/g, ' ')
}
