import { children, type XmlElement } from '../ccda/xml-tree.ts'
import type { FlowNote } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { formatNumber } from '../flow/number-format.ts'
import { openPart } from './blocks.ts'
import { intOf, valOf } from './on-off.ts'
import type { CommentInfo, Reading } from './reading.ts'
import type { Relations } from './relations.ts'

/** A part that holds notes, and what it leads to. */
export interface NotesPart {
  root: XmlElement | undefined
  relations: Relations
}

/** Numbers the comments in the order they are kept, before the text refers to them. */
export function numberComments(comments: XmlElement | undefined): Map<string, CommentInfo> {
  const all = children(comments, 'comment')
  return new Map(
    all.map(({ attributes }, place) => [
      attributes['id'] ?? '',
      { marker: `${place + 1}`, about: '' },
    ]),
  )
}

/**
 * Reads the notes that the text refers to, in their order, and those that nothing refers to after them
 * (ECMA-376 part 1 §17.11 and §17.13.4).
 *
 * @param settings which say how notes are numbered
 */
export function readNotes(
  reading: Reading,
  parts: Record<FlowNote['type'], NotesPart>,
  settings: XmlElement | undefined,
  threads: XmlElement | undefined,
): FlowNote[] {
  const notes: FlowNote[] = []
  const answers = answersOf(parts.comment.root, threads)
  for (const type of ['footnote', 'endnote', 'comment'] as const) {
    const { root, relations } = parts[type]
    const elements = new Map(
      children(root, type).map((element) => [element.attributes['id'] ?? '', element]),
    )
    const numbering = numberingOf(type, settings)
    let count = numbering.start - 1
    const isRead = new Set<string>()
    // Notes may refer to notes, which then come to the end of what is walked through here.
    for (const reference of reading.notes.values()) {
      if (reference.type !== type) continue
      isRead.add(reference.id)
      if (reference.marker === undefined) count += 1
      const marker = reference.marker ?? formatNumber(count, numbering.format) ?? `${count}`
      notes.push(noteOf(elements.get(reference.id), { type, id: reference.id, marker }))
    }
    for (const [id, element] of elements) {
      if (isRead.has(id) || /separator|notice/i.test(element.attributes['type'] ?? '')) continue
      const note = noteOf(element, { type, id, marker: '–' })
      if (textOfBlocks(note.blocks).trim() !== '') notes.push(note)
    }

    function noteOf(
      element: XmlElement | undefined,
      { type, id, marker }: { type: FlowNote['type']; id: string; marker: string },
    ): FlowNote {
      const key = `${type}-${id}`
      if (element === undefined) {
        return { key, type, marker, blocks: [remark('This note is not in the file')] }
      }
      const part = openPart(reading, relations, element)
      const note = { key, type, marker, blocks: part.readBlocks(element) }
      return type === 'comment' ? { ...note, ...aboutComment(reading, element, answers) } : note
    }
  }
  return notes
}

function remark(text: string): FlowNote['blocks'][number] {
  return { type: 'paragraph', children: [{ type: 'remark', text }] }
}

function numberingOf(
  type: FlowNote['type'],
  settings: XmlElement | undefined,
): { format: string; start: number } {
  const own = type === 'comment' ? undefined : children(settings, `${type}Pr`)[0]
  return {
    format: valOf(own, 'numFmt') ?? (type === 'endnote' ? 'lowerRoman' : 'decimal'),
    start: intOf(valOf(own, 'numStart')) ?? 1,
  }
}

/** Which comments answer others ([MS-DOCX] §2.5.4): by their last paragraphs. */
interface Answers {
  threads: ReadonlyMap<string, XmlElement>
  comments: ReadonlyMap<string, string>
}

function answersOf(root: XmlElement | undefined, threads: XmlElement | undefined): Answers {
  const entries = children(threads, 'commentEx')
  return {
    threads: new Map(entries.map((one) => [one.attributes['paraId'] ?? '', one])),
    comments: new Map(
      children(root, 'comment').map((one) => [lastParagraph(one), one.attributes['id'] ?? '']),
    ),
  }
}

/** Who wrote a comment, on which words, and whether it answers another one. */
function aboutComment(
  reading: Reading,
  element: XmlElement,
  { threads, comments }: Answers,
): Partial<FlowNote> {
  const { id = '', author, initials, date } = element.attributes
  const known = reading.comments.get(id)
  const { paraIdParent, done } = threads.get(lastParagraph(element))?.attributes ?? {}
  const parent = paraIdParent === undefined ? undefined : comments.get(paraIdParent)
  const answered = parent === id ? undefined : reading.comments.get(parent ?? '')?.marker
  const status = [
    answered !== undefined && `Answer to comment ${answered}`,
    done === '1' && 'Resolved',
  ].filter((part) => part !== false)
  return {
    marker: known?.marker ?? '–',
    author: author ?? initials,
    date,
    about: known?.about.replaceAll(/\s+/g, ' ').trim() || undefined,
    ...(status.length > 0 && { status: status.join(', ') }),
  }
}

function lastParagraph(comment: XmlElement): string {
  return children(comment, 'p').at(-1)?.attributes['paraId'] ?? ''
}
