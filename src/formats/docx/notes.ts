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
  for (const type of ['footnote', 'endnote', 'comment'] as const) {
    const { root, relations } = parts[type]
    const elements = new Map(
      children(root, type).map((element) => [element.attributes['id'] ?? '', element]),
    )
    const numbering = numberingOf(type, settings)
    let count = numbering.start - 1
    // Notes may refer to notes, which are then at the end of the list.
    const isRead = new Set<string>()
    for (let at = 0; at < reading.notes.length; at += 1) {
      const reference = reading.notes[at]
      if (reference?.type !== type || isRead.has(reference.id)) continue
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
      const part = openPart(reading, relations)
      const key = `${type}-${id}`
      if (element === undefined) {
        return { key, type, marker, blocks: [remark('This note is not in the file')] }
      }
      const note = { key, type, marker, blocks: part.readBlocks(element) }
      return type === 'comment'
        ? { ...note, ...aboutComment(reading, element, root, threads) }
        : note
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

/** Who wrote a comment, on which words, and whether it answers another one ([MS-DOCX] §2.5.4). */
function aboutComment(
  reading: Reading,
  element: XmlElement,
  root: XmlElement | undefined,
  threads: XmlElement | undefined,
): Partial<FlowNote> {
  const { id = '', author, initials, date } = element.attributes
  const known = reading.comments.get(id)
  const thread = threadOf(element, threads)
  const parent = children(root, 'comment').find(
    (one) => lastParagraph(one) === thread?.attributes['paraIdParent'],
  )
  const answered = reading.comments.get(parent?.attributes['id'] ?? '')?.marker
  const status = [
    answered !== undefined && parent !== element && `Answer to comment ${answered}`,
    thread?.attributes['done'] === '1' && 'Resolved',
  ].filter((part) => part !== false)
  return {
    marker: known?.marker ?? '–',
    author: author ?? initials,
    date,
    about: known?.about.trim() || undefined,
    ...(status.length > 0 && { status: status.join(', ') }),
  }
}

function threadOf(comment: XmlElement, threads: XmlElement | undefined): XmlElement | undefined {
  const id = lastParagraph(comment)
  if (id === undefined) return undefined
  return children(threads, 'commentEx').find((one) => one.attributes['paraId'] === id)
}

function lastParagraph(comment: XmlElement): string | undefined {
  return children(comment, 'p').at(-1)?.attributes['paraId']
}
