import { attribute, type PartHandler } from '../sheet/read-part.ts'
import { readReference } from '../sheet/references.ts'
import { placeKey, type CellNote } from '../sheet/sheet-content.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'
import { relationOf, type Relation } from './relations.ts'
import { RichText, unescapeText } from './rich-text.ts'

const MOST = 200_000

export type Notes = Map<number, CellNote[]>

/** The notes and conversations on the cells of a sheet (ECMA-376 part 1 §18.7, [MS-XLSX] 2.6.203). */
export async function readNotes(
  files: SheetPackage,
  relations: ReadonlyMap<string, Relation>,
  people: ReadonlyMap<string, string>,
): Promise<{ notes: Notes; faults: string[] }> {
  const notes: Notes = new Map()
  const faults: string[] = []
  const threads = relationOf(relations, 'threadedComment')
  if (threads)
    faults.push(...((await files.read(threads.target, threadReading(notes, people))) ?? []))
  const hasThreads = notes.size > 0
  const comments = relationOf(relations, 'comments')
  if (comments) {
    faults.push(...((await files.read(comments.target, noteReading(notes, hasThreads))) ?? []))
  }
  return { notes, faults }
}

/** Names by the ids that remarks of conversations have. */
export async function readPeople(
  files: SheetPackage,
  path: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  const people = new Map<string, string>()
  if (path === undefined) return people
  await files.read(path, {
    open(name, attributes) {
      if (name !== 'person' || people.size >= MOST) return
      people.set(attributes['id'] ?? '', attributes['displayName'] ?? '')
    },
    close: () => undefined,
    text: () => undefined,
  })
  return people
}

function add(notes: Notes, ref: string | undefined, note: CellNote): void {
  const place = readReference(ref ?? '')
  if (place === undefined || notes.size >= MOST) return
  const key = placeKey(place.row, place.column)
  const there = notes.get(key)
  if (there === undefined) notes.set(key, [note])
  else if (there.length < 1000) there.push(note)
}

function threadReading(notes: Notes, people: ReadonlyMap<string, string>): PartHandler {
  let current: { ref: string | undefined; note: CellNote } | undefined
  let isText = false
  return {
    open(name, attributes) {
      if (name === 'threadedComment') {
        const author = people.get(attributes['personId'] ?? '') ?? ''
        const date = (attributes['dT'] ?? '').replace('T', ' ').replace(/\.\d*Z?$|Z$/, '')
        const isDone = attribute(attributes, 'done') === '1'
        current = {
          ref: attributes['ref'],
          note: { author, date, text: isDone ? '(resolved) ' : '' },
        }
      } else if (name === 'text') isText = true
    },
    close(name) {
      if (name === 'text') isText = false
      if (name !== 'threadedComment' || current === undefined) return
      add(notes, current.ref, current.note)
      current = undefined
    },
    text(text) {
      if (isText && current) current.note.text += text
    },
  }
}

/** @param hasThreads conversations are written here a second time, for older programs, which need not be shown */
function noteReading(notes: Notes, hasThreads: boolean): PartHandler {
  const authors: string[] = []
  let isAuthor = false
  let current: { ref: string | undefined; author: string; text: RichText } | undefined
  return {
    open(name, attributes) {
      if (name === 'author') {
        isAuthor = true
        authors.push('')
      } else if (name === 'comment') {
        const author = authors[Number(attributes['authorId'] ?? -1)] ?? ''
        current = { ref: attributes['ref'], author, text: new RichText() }
      } else current?.text.open(name, attributes)
    },
    close(name) {
      if (name === 'author') isAuthor = false
      if (name !== 'comment') return current?.text.close(name)
      if (current && !(hasThreads && current.author.startsWith('tc='))) {
        const { ref, author, text } = current
        add(notes, ref, { author, date: '', text: unescapeText(text.text) })
      }
      current = undefined
    },
    text(text) {
      if (isAuthor) authors[authors.length - 1] += text
      else current?.text.add(text)
    },
  }
}
