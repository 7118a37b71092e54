import { child, children, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import type { Block, FlowNote, FlowPicture, Inline, TrackedChange } from '../flow/flow-document.ts'
import type { Remarks } from '../flow/remarks.ts'
import type { Counts } from './odt-lists.ts'
import type { LetterProps, OdtStyles } from './odt-styles.ts'

/** What is known and found while an OpenDocument text is read. */
export interface OdtReading {
  styles: OdtStyles
  remarks: Remarks
  /** Paths of pictures and files to be taken out afterwards, and pictures that stand in the text itself. */
  pictures: Set<string>
  written: Map<string, FlowPicture>
  files: Map<string, string>
  /** Trees of embedded objects (formulas, charts), by their folders. */
  objects: ReadonlyMap<string, XmlElement>
  notes: FlowNote[]
  openComments: Map<string, FlowNote>
  changes: ReadonlyMap<string, ChangedRegion>
  /** Insertions that have begun, which may end in another paragraph. */
  open: Map<string, TrackedChange>
  controls: ReadonlyMap<string, XmlElement>
  /** Counted items, of headings, of lists by their ids, and of the last list of each style. */
  outline: Counts
  lists: Map<string, Counts>
  readBlocks: (content: XmlElement) => Block[]
}

/** ODF 1.3 part 3 §5.5.3. */
export interface ChangedRegion {
  change: TrackedChange | undefined
  /** What was deleted. */
  content: XmlElement | undefined
}

/** Where a paragraph's content goes, and how its letters look. */
export interface OdtLine {
  reading: OdtReading
  letters: LetterProps
  /** White space that follows white space is none (ODF 1.3 part 3 §6.1.2). */
  afterSpace: boolean
  out: Inline[]
}

const QUOTED = 200

/** Adds to a line, marked with the insertions that it stands in. */
export function emitOdt(line: OdtLine, inline: Inline): void {
  const { open, openComments } = line.reading
  if (inline.type === 'text') {
    for (const [name, note] of openComments) {
      note.about = (note.about ?? '') + inline.text.slice(0, QUOTED)
      if (note.about.length >= QUOTED) openComments.delete(name)
    }
  }
  let marked = inline
  for (const change of open.values()) marked = { type: 'change', change, children: [marked] }
  line.out.push(marked)
}

/** The changes that a document tracks, by their ids. */
export function readChanges(text: XmlElement | undefined): Map<string, ChangedRegion> {
  const regions = new Map<string, ChangedRegion>()
  for (const region of children(child(text, 'tracked-changes'), 'changed-region')) {
    const id = region.attributes['xml:id'] ?? region.attributes['id']
    const what = child(region, 'insertion', 'deletion', 'format-change')
    if (id === undefined || what === undefined) continue
    const info = child(what, 'change-info')
    const type = { insertion: 'inserted', deletion: 'deleted' } as const
    const kind = what.name === 'format-change' ? undefined : type[what.name as keyof typeof type]
    regions.set(id, {
      change: kind && {
        type: kind,
        author: textOf(child(info, 'creator')),
        date: textOf(child(info, 'date')),
      },
      content:
        what.name === 'deletion'
          ? { ...what, children: what.children.filter((node) => node !== info) }
          : undefined,
    })
  }
  return regions
}
