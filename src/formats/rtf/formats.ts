import type { Paragraph, TextStyle, TrackedChange } from '../flow/flow-document.ts'
import type { OldNumbering } from './lists.ts'

/** The bit of each style in `CharFormat.styles`. */
export const STYLE_BITS = {
  bold: 1,
  italic: 2,
  underline: 4,
  strike: 8,
  sub: 16,
  sup: 32,
  caps: 64,
  highlight: 128,
  hidden: 256,
} as const satisfies Record<TextStyle, number>

/** What a run of text looks like; the same object for the same look, so that runs can be joined. */
export interface Look {
  styles: readonly TextStyle[]
  /** Those that it stands in, the outermost first: somebody may delete what another inserted. */
  changes: readonly TrackedChange[]
}

/** The character formatting of a group; never changed but by `GroupState.edit`. */
export interface CharFormat {
  styles: number
  font: number | undefined
  /** The fonts for the three kinds of text of `\loch`, `\hich` and `\dbch`, and which of them is on. */
  kind: 'loch' | 'hich' | 'dbch' | undefined
  kindFonts: Partial<Record<'loch' | 'hich' | 'dbch', number>>
  inserted: Revision | undefined
  deleted: Revision | undefined
  isMove: boolean
  /** The number of its color. */
  color: number
  look: Look | undefined
}

/** Numbers of `\revauth` and `\revdttm`, or of their likes. */
export interface Revision {
  author: number | undefined
  date: number | undefined
}

export const PLAIN: CharFormat = {
  styles: 0,
  font: undefined,
  kind: undefined,
  kindFonts: {},
  inserted: undefined,
  deleted: undefined,
  isMove: false,
  color: 0,
  look: undefined,
}

/** The paragraph formatting of a group, of which every change makes another. */
export interface ParagraphFormat {
  align: 'left' | 'right' | 'center' | 'justify' | undefined
  /** Twips. */
  indent: number
  firstLine: number
  style: number | undefined
  outline: number | undefined
  isRtl: boolean | undefined
  isInTable: boolean
  /** `\itap`, how many tables it stands in. */
  nesting: number | undefined
  list: number | undefined
  listLevel: number
  numbering: OldNumbering | undefined
  breakBefore: boolean
}

export const PARD: ParagraphFormat = {
  align: undefined,
  indent: 0,
  firstLine: 0,
  style: undefined,
  outline: undefined,
  isRtl: undefined,
  isInTable: false,
  nesting: undefined,
  list: undefined,
  listLevel: 0,
  numbering: undefined,
  breakBefore: false,
}

/** A paragraph but for what stands in it. */
export type ParagraphLook = Omit<Paragraph, 'type' | 'children'>

/** What text is added with. */
export interface Run {
  readonly look: Look
  /** The link it stands in. */
  readonly link: { href: string } | undefined
}

/** Where the text of a group goes. */
export interface Destination {
  text(text: string, run: Run): void
  /** A control word that is not of the text's formatting. */
  word?(word: string, parameter: number | undefined): void
  /** Takes the bytes of text as they stand, and those of `\bin`. */
  raw?(bytes: Uint8Array, start: number, end: number, isBinary: boolean): void
}

/** Text that is collected, with its formatting left out. */
export class Collector implements Destination {
  private readonly parts: string[] = []
  private length = 0

  text(text: string): void {
    if (this.length > LONGEST) return
    this.parts.push(text)
    this.length += text.length
  }

  /** All of it. */
  get whole(): string {
    return this.parts.join('')
  }
}

/** What is collected are names, dates and instructions. */
const LONGEST = 100_000

/** Leaves out what it gets. */
export const NOWHERE: Destination = { text: () => undefined }
