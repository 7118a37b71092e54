/** A piece of a text that is drawn at once: so many lines, or so many characters. */
const PAGE_LINES = 400
const PAGE_LENGTH = 60_000

/** Cuts a text into pages, between lines where they are not enormous. Nothing is lost: joined they are the text. */
export function pagesOf(text: string): string[] {
  const pages: string[] = []
  for (let start = 0; start < text.length;) {
    let end = start
    for (let lines = 0; lines < PAGE_LINES && end < text.length; lines += 1) {
      const newline = text.indexOf('\n', end)
      const next = newline === -1 ? text.length : newline + 1
      if (next - start > PAGE_LENGTH) {
        if (end === start) end = Math.min(text.length, start + PAGE_LENGTH)
        break
      }
      end = next
    }
    pages.push(text.slice(start, end))
    start = end
  }
  return pages
}

/** Entries of a list that never changes its order, each with its place, which serves as its key. */
export function numbered<Entry>(list: readonly Entry[]): { at: number; entry: Entry }[] {
  return list.map((entry, at) => ({ at, entry }))
}

/** Lines of one depth of quoting. */
export interface TextBlock {
  /** How many `>` its lines begin with, which are taken away. */
  depth: number
  text: string
}

/** Parts what is quoted from what is new (RFC 3676 §4.5, and blanks between the marks). */
export function blocksOf(page: string): TextBlock[] {
  const blocks: { depth: number; lines: string[] }[] = []
  for (const line of page.replace(/\r?\n$/, '').split(/\r?\n/)) {
    const marks = /^(?:> ?){1,40}/.exec(line)?.[0] ?? ''
    // Mailboxes write ">From" for "From", which is not a quote.
    const isQuote = marks !== '' && !line.startsWith('>From ')
    const depth = isQuote ? marks.replaceAll(' ', '').length : 0
    const text = isQuote ? line.slice(marks.length) : line
    const last = blocks.at(-1)
    if (last?.depth === depth) last.lines.push(text)
    else blocks.push({ depth, lines: [text] })
  }
  return blocks.map(({ depth, lines }) => ({ depth, text: lines.join('\n') }))
}

/** A piece of text, or an address in it that leads somewhere. */
export type TextPiece = { text: string; href?: string }

const ADDRESS = /\bhttps?:\/\/[^\s<>"“”\u2028\u202a-\u202e\u2066-\u2069]{1,2000}/gi

/** Finds web addresses in a text; the sign that ends a sentence is not part of one. */
export function piecesOf(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const trimmed = match[0].replace(/[.,;:!?'’)\]}]{1,20}$/, '')
    // A parenthesis that was opened within belongs to the address.
    const address =
      trimmed.includes('(') && match[0].startsWith(`${trimmed})`) ? `${trimmed})` : trimmed
    if (!URL.canParse(address)) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: address, href: new URL(address).href })
    end = match.index + address.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}
