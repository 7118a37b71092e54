import { htmlTokens, type HtmlToken } from './html-tokens.ts'
import { LineWriter } from './line-writer.ts'

/** An HTML text as plain text, and what is to be said of it. */
export interface HtmlAsText {
  text: string
  /** Whether a browser would load pictures from elsewhere. */
  wantsPictures: boolean
  remarks: string[]
}

/** Characters of the result; the rest is said to be missing. */
export const LONGEST_TEXT = 5_000_000

/**
 * Writes HTML as plain text: blocks as paragraphs, lists with their marks, table rows as lines, links with their
 * addresses, pictures by their names. What a browser would hide is there, in brackets; nothing is loaded.
 */
export function htmlToText(html: string): HtmlAsText {
  const writer = new PageWriter()
  for (const token of htmlTokens(html)) {
    writer.take(token)
    if (writer.length > LONGEST_TEXT) {
      writer.remarks.add('The web page is enormous; only its beginning is shown as text.')
      break
    }
  }
  return writer.finish()
}

const BLOCKS = new Set(
  'address article aside body center dd details dialog dir div dl dt fieldset figcaption figure footer form header hgroup legend main menu nav ol section summary table tbody tfoot thead tr ul option caption'.split(
    ' ',
  ),
)
const APART = new Set('p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table'.split(' '))
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

const HIDDEN =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all|opacity\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d])/i

class PageWriter {
  readonly remarks = new Set<string>()
  #wantsPictures = false
  readonly #lines = new LineWriter()
  #pre = 0
  #lists: { ordered: boolean; next: number }[] = []
  /** Of open tables: whether the row has a cell already. */
  #rows: boolean[] = []
  /** The element that hides its content, how many of its name are open, and whether it has any. */
  #hidden: { name: string; depth: number; hasText: boolean } | undefined
  #link: { href: string; words: string[] } | undefined

  get length(): number {
    return this.#lines.length
  }

  take(token: HtmlToken): void {
    if (token.type === 'text') this.#text(token.text)
    else if (token.type === 'open') this.#open(token.name, token.attributes)
    else this.#close(token.name)
  }

  finish(): HtmlAsText {
    this.#endHidden()
    this.#endLink()
    const wantsPictures = this.#wantsPictures
    return { text: this.#lines.finish(), wantsPictures, remarks: [...this.remarks] }
  }

  #open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (this.#hidden?.name === name && !VOID.has(name)) this.#hidden.depth += 1
    this.#layOut(name)
    const isHidden = attributes.has('hidden') || HIDDEN.test(attributes.get('style') ?? '')
    if (isHidden && !VOID.has(name)) this.#hidden ??= { name, depth: 1, hasText: false }
    if (name === 'br') this.#lines.newline()
    else if (name === 'hr') this.#rule()
    else if (name === 'li') this.#item()
    else if (name === 'ul' || name === 'ol') {
      const start = Number(attributes.get('start') ?? 1)
      this.#lists.push({ ordered: name === 'ol', next: Number.isInteger(start) ? start : 1 })
    } else if (name === 'blockquote') this.#lines.quotes = Math.min(this.#lines.quotes + 1, 20)
    else if (name === 'pre') this.#pre += 1
    else if (name === 'table') this.#rows.push(false)
    else if (name === 'tr') this.#setCell(false)
    else if (name === 'td' || name === 'th') {
      if (this.#rows.at(-1) === true) this.#lines.part()
      this.#setCell(true)
    } else if (name === 'img') this.#picture(attributes)
    else if (name === 'input') this.#write(inputWords(attributes))
    else if (name === 'a') {
      this.#endLink()
      const href = attributes.get('href')?.trim() ?? ''
      if (href !== '') this.#link = { href, words: [] }
    }
  }

  #close(name: string): void {
    if (this.#hidden?.name === name) {
      this.#hidden.depth -= 1
      if (this.#hidden.depth === 0) this.#endHidden()
    }
    if (name === 'a') this.#endLink()
    if (name === 'ul' || name === 'ol') this.#lists.pop()
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1)
    if (name === 'table') this.#rows.pop()
    this.#layOut(name)
    if (name === 'blockquote') this.#lines.quotes = Math.max(0, this.#lines.quotes - 1)
  }

  #layOut(name: string): void {
    if (APART.has(name)) this.#lines.paragraph()
    else if (BLOCKS.has(name)) this.#lines.break()
  }

  #text(text: string): void {
    if (text.trim() !== '') this.#beginHidden()
    if (this.#pre === 0) {
      const written = this.#lines.flow(text)
      this.#link?.words.push(written)
      return
    }
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (index > 0) this.#lines.newline()
      this.#write(line)
    }
  }

  #write(text: string): void {
    if (text === '') return
    this.#beginHidden()
    this.#lines.write(text)
    this.#link?.words.push(text)
  }

  #beginHidden(): void {
    if (this.#hidden === undefined || this.#hidden.hasText) return
    this.#hidden.hasText = true
    this.#lines.writeApart('[hidden: ')
    this.remarks.add('The web page holds text that it hides: it is shown in brackets in the text.')
  }

  #endHidden(): void {
    if (this.#hidden?.hasText === true) this.#lines.write(']')
    this.#hidden = undefined
  }

  #rule(): void {
    this.#lines.break()
    this.#lines.write('-'.repeat(40))
    this.#lines.newline()
  }

  #item(): void {
    const list = this.#lists.at(-1)
    const indent = '  '.repeat(Math.min(20, Math.max(0, this.#lists.length - 1)))
    this.#lines.break()
    this.#lines.write(list?.ordered === true ? `${indent}${list.next}. ` : `${indent}• `)
    if (list) list.next += 1
  }

  #setCell(hasCell: boolean): void {
    if (this.#rows.length > 0) this.#rows[this.#rows.length - 1] = hasCell
  }

  #picture(attributes: ReadonlyMap<string, string>): void {
    const source = attributes.get('src') ?? ''
    const alt = attributes.get('alt')?.trim() ?? ''
    this.#wantsPictures ||= /^(https?:)?\/\//i.test(source)
    const isDot = attributes.get('width') === '1' || attributes.get('height') === '1'
    if (alt === '' && (isDot || this.#hidden !== undefined)) return
    const name = /^cid:/i.test(source) ? source.slice(4) : ''
    const words = [alt, name].filter((word) => word !== '').join(', ')
    this.#write(words === '' ? '[Picture]' : `[Picture: ${words.slice(0, 200)}]`)
  }

  #endLink(): void {
    const link = this.#link
    this.#link = undefined
    if (link === undefined || link.href.startsWith('#')) return
    const words = link.words.join('').trim()
    const lie = lieOf(words, link.href)
    if (lie !== undefined) this.remarks.add(lie)
    const address = link.href.slice(0, 2000)
    const isSaid = words === address || `mailto:${words}` === address
    if (!isSaid) this.#lines.writeApart(`<${address}>`)
  }
}

/** A link that is called by one address and leads to another. */
function lieOf(words: string, href: string): string | undefined {
  if (!/^https?:/i.test(href) || !URL.canParse(href)) return undefined
  const host = bare(new URL(href).hostname)
  const claimed = /^(?:https?:\/\/)?((?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?:[/:?#]|$)/i.exec(
    words,
  )?.[1]
  if (claimed === undefined || bare(claimed) === host) return undefined
  return `A link reads “${words.slice(0, 80)}” but leads to ${host}.`
}

function inputWords(attributes: ReadonlyMap<string, string>): string {
  const type = attributes.get('type')?.toLowerCase()
  if (type === 'hidden') return ''
  if (type === 'checkbox' || type === 'radio') return attributes.has('checked') ? '[x]' : '[ ]'
  const value = attributes.get('value') ?? attributes.get('placeholder') ?? ''
  return `[${value.slice(0, 500)}]`
}

function bare(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}
