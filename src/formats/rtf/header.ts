import { signsOf } from '../flow/symbol-fonts.ts'
import { pageOfCharset, type CodePage } from './encoding/code-pages.ts'
import type { Coding } from './encoding/pending-text.ts'
import type { Look } from './formats.ts'
import { ListTables } from './lists.ts'

/** An entry of the font table (RTF 1.9.1, “Font table”). */
export interface Font {
  name: string
  charset?: number | undefined
  /** Of `\cpg`, which wins over the charset. */
  page?: CodePage | undefined
  coding?: Coding | undefined
}

/** An entry of the style sheet. */
export interface Style {
  name: string
  /** 1 to 6. */
  heading: number | undefined
}

/** Of the color table, each part from 0 to 255. */
export interface Color {
  red: number
  green: number
  blue: number
}

/** Whether paper is of that color, or as good as. */
export function isPaper(color: Color | undefined): boolean {
  return color === undefined || Math.min(color.red, color.green, color.blue) >= 0xf0
}

/** Whether it is so unlike black and grey that it may mean something. */
export function isTelling({ red, green, blue }: Color): boolean {
  return Math.max(red, green, blue) - Math.min(red, green, blue) > 0x50
}

const OWN_PAGE = -1

/** What stands before the text and explains its numbers. A document inside another has its own. */
export class DocumentHeader {
  page: CodePage = 1252
  defaultFont: number | undefined
  readonly fonts = new Map<number, Font>()
  readonly styles = new Map<number, Style>()
  /** Who changed something, by `\revauth`. */
  readonly authors: string[] = []
  /** `undefined` is whatever the reader's color of text or paper is. */
  readonly colors: (Color | undefined)[] = []
  readonly lists = new ListTables()
  /** Each look once, so that runs of the same look can be joined. */
  readonly looks = new Map<string, Look>()
  private plain: Coding = { page: 1252 }

  /** How the text of a font is to be read; without one, and for one that is not in the table, as the document says. */
  coding(number: number | undefined): Coding {
    const font = number === undefined ? undefined : this.fonts.get(number)
    if (font === undefined) {
      if (this.plain.page !== this.page) this.plain = { page: this.page }
      return this.plain
    }
    font.coding ??= this.codingOf(font)
    return font.coding
  }

  private codingOf(font: Font): Coding {
    const signs = signsOf(font.name)
    // A page of its own, for signs are never the rest of a letter.
    if (signs !== undefined) return { page: OWN_PAGE, signs }
    return { page: font.page ?? this.pageOf(font) }
  }

  private pageOf({ charset, name }: Font): CodePage {
    // Who writes UTF-8 writes it in every font, whose charset says ANSI for want of a better one.
    if (charset === 0 && this.page === 65_001) return this.page
    const page = charset === undefined ? undefined : pageOfCharset(charset)
    return page ?? NAMES.find(([end]) => name.endsWith(end))?.[1] ?? this.page
  }
}

/** Names under which Windows offers the scripts of one font. */
const NAMES: readonly [end: string, page: CodePage][] = [
  [' CE', 1250],
  [' Cyr', 1251],
  [' CYR', 1251],
  [' Greek', 1253],
  [' Tur', 1254],
  [' TUR', 1254],
  [' (Hebrew)', 1255],
  [' (Arabic)', 1256],
  [' Baltic', 1257],
  [' (Vietnamese)', 1258],
]
