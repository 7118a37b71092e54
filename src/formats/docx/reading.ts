import type { XmlElement } from '../ccda/xml-tree.ts'
import type { Block, FlowNote, Inline, TrackedChange } from '../flow/flow-document.ts'
import type { Remarks } from '../flow/remarks.ts'
import type { Numbering } from './numbering.ts'
import type { Relation, Relations } from './relations.ts'
import type { ParagraphStyle, Styles } from './styles.ts'

/** What is known and found while a document is read. */
export interface Reading {
  styles: Styles
  numbering: Numbering
  remarks: Remarks
  /** Paths of the pictures and files that the text shows, to be taken out afterwards. */
  pictures: Set<string>
  files: Map<string, string>
  /** Trees of charts and diagrams, by their paths. */
  drawings: ReadonlyMap<string, XmlElement>
  /** Notes that the text refers to, in order, by their keys; and the comments whose words are being read. */
  notes: Map<string, { type: FlowNote['type']; id: string; marker: string | undefined }>
  comments: Map<string, CommentInfo>
  openComments: Set<string>
}

export interface CommentInfo {
  marker: string
  about: string
}

/** One part of the package that holds text, and where reading it stands. */
export interface Part {
  reading: Reading
  relations: Relations
  /** Fields that have begun, the innermost last: they may end in another paragraph. */
  fields: Field[]
  /** How many have begun deeper than is followed. */
  deeperFields: number
  /** The marks of fields that both begin and end in the part. */
  closedFields: ReadonlySet<XmlElement>
  /** Anchors that stand before the next paragraph. */
  anchors: string[]
  /** The large first letter of the next paragraph, which stands in a frame before it. */
  dropCap: Inline[]
  /** Reads what a cell or a box holds; here, as those that hold it are read by what reads it. */
  readBlocks: (content: XmlElement) => Block[]
}

/** A field (ECMA-376 part 1 §17.16): its instruction, and whether what it came to is being read. */
export interface Field {
  instruction: string
  isResult: boolean
  hasResult: boolean
  href: string | undefined
  /** Of a form: what it holds. */
  form: XmlElement | undefined
}

/** Where a paragraph's content goes. */
export interface Line {
  part: Part
  style: ParagraphStyle
  out: (Inline | { type: 'pageBreak' })[]
}

/** Adds to a line, unless it belongs to the instruction of a field; within a field that is a link, as that. */
export function emit(line: Line, inline: Inline | { type: 'pageBreak' }): void {
  const { fields, reading } = line.part
  if (isInInstruction(line.part)) return
  if (inline.type === 'text') collectWords(reading, inline.text)
  const href = fields.findLast((field) => field.href !== undefined)?.href
  const isLinked = href !== undefined && inline.type !== 'pageBreak' && inline.type !== 'note'
  line.out.push(isLinked ? { type: 'link', href, children: [inline] } : inline)
}

export function isInInstruction({ fields }: Part): boolean {
  return fields.some(({ isResult }) => !isResult)
}

/** Letters of a comment's place that are quoted with it. */
const QUOTED = 200

/** Keeps words for the comments that are about them. */
export function collectWords({ comments, openComments }: Reading, text: string): void {
  for (const id of openComments) {
    const comment = comments.get(id)
    if (comment) comment.about += text.slice(0, QUOTED)
    if (comment === undefined || comment.about.length >= QUOTED) openComments.delete(id)
  }
}

export function relationOf(part: Part, id: string | undefined): Relation | undefined {
  return id === undefined ? undefined : part.relations.get(id)
}

/** Who changed something and when (ECMA-376 part 1 §17.13.5). */
export function changeOf(element: XmlElement): TrackedChange {
  const isMove = element.name === 'moveFrom' || element.name === 'moveTo'
  const isDeleted = ['del', 'moveFrom', 'cellDel'].includes(element.name)
  return {
    type: isDeleted ? 'deleted' : 'inserted',
    ...(isMove && { isMove }),
    author: element.attributes['author'],
    date: element.attributes['date'],
  }
}
