import type { Context } from '../context.ts'
import type { Destination } from '../formats.ts'
import type { Color, DocumentHeader, Font } from '../header.ts'
import type { WordAction } from '../words/char-words.ts'

const LONGEST_NAME = 200

/** The tables of a document's header (RTF 1.9.1, “Header”): fonts, styles and who changed something. */
export const HEADER_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['fonttbl', (context) => context.redirect(new FontTable(context.state.header))],
  ['colortbl', (context) => context.redirect(new ColorTable(context.state.header))],
  ['stylesheet', (context) => context.redirect(new StyleSheet(context.state.header))],
  ['revtbl', (context) => context.redirectFontless(new Authors(context.state.header))],
])

/** Control words that apply wherever they stand. */
export const DOCUMENT_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['ansi', (context) => setPage(context, 1252)],
  ['mac', (context) => setPage(context, 10_000)],
  ['pc', (context) => setPage(context, 437)],
  ['pca', (context) => setPage(context, 850)],
  [
    'ansicpg',
    (context, page = 0) => {
      // 0 and 1 are the default of whatever machine wrote it.
      if (page > 1) setPage(context, page)
    },
  ],
  [
    'facingp',
    (context) => {
      context.hasFacingPages = true
    },
  ],
  [
    'deff',
    ({ state }, font) => {
      state.header.defaultFont = font
    },
  ],
  [
    'fromhtml',
    ({ remarks }, parameter) => {
      if (parameter === 0) return
      remarks.say(
        'The document was a web page or an HTML mail; it is shown as the RTF that was made of it.',
      )
    },
  ],
])

function setPage({ state }: Context, page: number): void {
  state.header.page = page
}

class FontTable implements Destination {
  private readonly header: DocumentHeader
  private font: Font | undefined

  constructor(header: DocumentHeader) {
    this.header = header
  }

  word(word: string, parameter: number | undefined): void {
    if (word === 'f' && parameter !== undefined) {
      this.font = { name: '' }
      this.header.fonts.set(parameter, this.font)
    }
    if (this.font === undefined) return
    if (word === 'fcharset') this.font.charset = parameter
    else if (word === 'cpg' && parameter !== undefined && parameter > 1) this.font.page = parameter
    else return
    this.font.coding = undefined
  }

  text(text: string): void {
    const { font } = this
    if (font === undefined) return
    const end = text.indexOf(';')
    font.name = (font.name + (end < 0 ? text : text.slice(0, end))).slice(0, LONGEST_NAME)
    font.coding = undefined
    if (end >= 0) this.font = undefined
  }
}

class ColorTable implements Destination {
  private readonly header: DocumentHeader
  private color: Color | undefined

  constructor(header: DocumentHeader) {
    this.header = header
  }

  word(word: string, parameter = 0): void {
    if (word !== 'red' && word !== 'green' && word !== 'blue') return
    this.color = { red: 0, green: 0, blue: 0, ...this.color, [word]: parameter }
  }

  text(text: string): void {
    for (const character of text) {
      if (character !== ';' || this.header.colors.length >= MOST_COLORS) continue
      this.header.colors.push(this.color)
      this.color = undefined
    }
  }
}

const MOST_COLORS = 10_000

class StyleSheet implements Destination {
  private readonly header: DocumentHeader
  private number: number | undefined = 0
  private outline: number | undefined
  private name = ''

  constructor(header: DocumentHeader) {
    this.header = header
  }

  word(word: string, parameter: number | undefined): void {
    if (word === 's') this.number = parameter
    else if (word === 'cs' || word === 'ds' || word === 'ts') this.number = undefined
    else if (word === 'outlinelevel') this.outline = parameter
  }

  text(text: string): void {
    const end = text.indexOf(';')
    this.name = (this.name + (end < 0 ? text : text.slice(0, end))).slice(0, LONGEST_NAME)
    if (end < 0) return
    const name = this.name.trim()
    if (this.number !== undefined) {
      const outline = this.outline !== undefined && this.outline < 9 ? this.outline + 1 : undefined
      const heading = outline ?? headingByName(name)
      this.header.styles.set(this.number, { name, heading: heading && Math.min(6, heading) })
    }
    this.number = 0
    this.outline = undefined
    this.name = ''
  }
}

/** Word names its headings in the language of the one who writes. */
const HEADING =
  /^(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|címsor|başlık|заголовок|επικεφαλίδα|見出し|标题|標題|제목)\s*([1-9])(?:\D|$)/i
const TITLE = /^(?:title|titel|titre|título|titolo)$/i

function headingByName(name: string): number | undefined {
  const level = HEADING.exec(name)?.[1]
  if (level !== undefined) return Number(level)
  return TITLE.test(name) ? 1 : undefined
}

class Authors implements Destination {
  private readonly header: DocumentHeader
  private name = ''

  constructor(header: DocumentHeader) {
    this.header = header
  }

  text(text: string): void {
    const parts = (this.name + text).split(';')
    this.name = (parts.pop() ?? '').slice(-LONGEST_NAME)
    for (const part of parts) this.header.authors.push(part.trim())
  }
}
