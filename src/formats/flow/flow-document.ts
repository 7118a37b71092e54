/**
 * A written document of any origin (DOCX, ODT, RTF) as a reader sees it: text in its order and structure, without the
 * page's geometry. All of it is data, cloneable, and nothing in it is markup.
 */
export interface FlowDocument {
  blocks: readonly Block[]
  /** Headers and footers, each distinct one once. */
  margins: readonly { title: string; blocks: readonly Block[] }[]
  /** Footnotes, endnotes and comments, which the text refers to by their key. */
  notes: readonly FlowNote[]
  /** Pictures by their key, in the bytes they are stored in. */
  pictures: ReadonlyMap<string, FlowPicture>
  /** Title, author, dates and the like, as the document states them, in the order to be shown. */
  properties: readonly { name: string; value: string }[]
  /** What is inside and is not shown, or was changed in showing it, each in a sentence. */
  remarks: readonly string[]
  /** What is missing because the file is damaged, cut, or larger than is read, each in a sentence. */
  faults?: readonly string[] | undefined
  /** Files that are inside: workbooks, recordings, other documents. */
  files?: readonly FlowFile[] | undefined
}

export type Block = Paragraph | FlowTable | { type: 'pageBreak' }

export interface Paragraph {
  type: 'paragraph'
  /** 1 to 6 for headings. */
  heading?: number | undefined
  align?: 'start' | 'center' | 'end' | 'justify' | undefined
  /** Steps of indentation, each about one tab wide. */
  indent?: number | undefined
  /** For an item of a list: its depth from 0, and its number or bullet as it is printed, "2.1" or "•". */
  item?: { depth: number; marker: string } | undefined
  direction?: 'ltr' | 'rtl' | undefined
  children: readonly Inline[]
  /** Set where the whole paragraph was inserted or deleted as a tracked change. */
  change?: TrackedChange | undefined
  /** Set where its end was inserted (it was split) or deleted (it is joined with the next one once that is accepted). */
  mark?: TrackedChange | undefined
  /** Names by which links within the document lead here. */
  anchors?: readonly string[] | undefined
}

export interface FlowTable {
  type: 'table'
  rows: readonly TableRow[]
  /** `rtl`: its first column stands on the right. */
  direction?: 'rtl' | undefined
}

export interface TableRow {
  isHeader: boolean
  cells: readonly TableCell[]
  /** Set where the whole row was inserted or deleted as a tracked change. */
  change?: TrackedChange | undefined
}

export interface TableCell {
  columns: number
  rows: number
  blocks: readonly Block[]
}

export type Inline =
  | FlowText
  | { type: 'break' }
  | { type: 'tab' }
  | FlowPictureRef
  /** Untrusted: an address of any scheme, or `#` and the name of an anchor. */
  | { type: 'link'; href: string; children: readonly Inline[] }
  /** Refers to one of `notes`. */
  | { type: 'note'; key: string }
  /** A text box, which floats beside its paragraph in the original. */
  | { type: 'box'; blocks: readonly Block[] }
  /** A box to tick, as forms have it. */
  | { type: 'checkbox'; checked: boolean }
  /** Words of the reader, not of the document: what stands here and is not shown. */
  | { type: 'remark'; text: string }
  /** Everything within was inserted or deleted. They nest: somebody may delete what another inserted. */
  | { type: 'change'; change: TrackedChange; children: readonly Inline[] }

export interface FlowPictureRef {
  type: 'picture'
  key: string
  description: string | undefined
  /** In CSS pixels, as the document shows it. */
  width?: number | undefined
}

export interface FlowText {
  type: 'text'
  text: string
  styles: readonly TextStyle[]
  change?: TrackedChange | undefined
}

/** `hidden`: the original does not print it; it is shown all the same, and marked. */
export type TextStyle =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strike'
  | 'sub'
  | 'sup'
  | 'caps'
  | 'highlight'
  | 'hidden'

export interface TrackedChange {
  type: 'inserted' | 'deleted'
  /** Deleted here and inserted elsewhere, or the other way round. */
  isMove?: boolean | undefined
  author: string | undefined
  /** As the document has it, ISO 8601 where it is one. */
  date: string | undefined
}

export interface FlowNote {
  key: string
  type: 'footnote' | 'endnote' | 'comment'
  /** As it is printed in the text, "1" or "*". */
  marker: string
  author?: string | undefined
  date?: string | undefined
  /** Of a comment: the words that it is about. */
  about?: string | undefined
  /** Of a comment: "Answer to comment 1", "Resolved". */
  status?: string | undefined
  blocks: readonly Block[]
}

/** `bytes`: as they are stored; what the browser can't draw is told from `contentType`. */
export interface FlowPicture {
  contentType: string
  bytes: Uint8Array<ArrayBuffer>
}

/** A file inside a document, to be opened by its own viewer. */
export interface FlowFile {
  name: string
  contentType: string | undefined
  bytes: Uint8Array<ArrayBuffer>
}

/** Why a document can't be read at all, in words. */
export class FlowProblem extends Error {
  override readonly name = 'FlowProblem'
}
