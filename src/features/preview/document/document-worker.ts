import {
  type Block,
  type FlowDocument,
  type FlowNote,
  FlowProblem,
} from '#formats/flow/flow-document.ts'
import { beginningOf, cutParts } from '#formats/flow/parts/cut-parts.ts'
import { findInParts, type Hit } from '#formats/flow/parts/find-in-parts.ts'
import { notesOfPart } from '#formats/flow/parts/notes-of-part.ts'
import {
  eachParagraph,
  outlineOf,
  type OutlineEntry,
  type Place,
} from '#formats/flow/parts/outline.ts'
import { isSafePicture } from '#formats/flow/safe-picture.ts'
import { blocksAs, changesIn, type Version } from '#formats/flow/versions.ts'
import { serveCalls } from '#lib/worker-session.ts'

type Reader = (bytes: Uint8Array<ArrayBuffer>) => FlowDocument | Promise<FlowDocument>

/** Which reader reads which kind; each comes only when it is needed. */
const READERS = {
  docx: async () => (await import('#formats/docx/read-docx.ts')).readDocx,
  rtf: async () => (await import('#formats/rtf/read-rtf.ts')).readRtf,
  odt: async () => (await import('#formats/odt/read-odt.ts')).readOdt,
} satisfies Record<string, () => Promise<Reader>>

export type WrittenKind = keyof typeof READERS

/** A document without its text, which is asked for part by part. */
export interface OpenedDocument extends Pick<FlowDocument, 'properties' | 'remarks' | 'margins'> {
  type: 'document'
  faults: readonly string[]
  changes: { count: number; authors: string[] }
  files: { name: string; contentType: string | undefined; size: number }[]
  first: OpenedVersion
}

/** A version of the text: its parts' count, its headings, and its first part. */
export interface OpenedVersion {
  version: Version
  parts: number
  outline: readonly OutlineEntry[]
  part: TextPart
}

export interface TextPart {
  index: number
  blocks: readonly Block[]
  /** Those that this part refers to, the first of them. */
  notes: readonly FlowNote[]
  notesTotal: number
}

export type DocumentContent = OpenedDocument | { type: 'problem'; reason: string }

/** Notes at the end of a part. */
const MOST_NOTES = 1000

let document: FlowDocument | undefined
const versions = new Map<Version, Block[][]>()

/** Reads a document off the main thread and keeps it, so that the page holds no more than what it draws. */
const methods = {
  async open({ blob, kind }: { blob: Blob; kind: WrittenKind }): Promise<DocumentContent> {
    const read: Reader = await READERS[kind]()
    try {
      document = await read(new Uint8Array(await blob.arrayBuffer()))
    } catch (error) {
      if (error instanceof FlowProblem) return { type: 'problem', reason: error.message }
      throw error
    }
    const { properties, remarks, margins, blocks, notes, files = [], faults = [] } = document
    return {
      type: 'document',
      properties,
      remarks,
      margins: margins.map(({ title, blocks }) => ({ title, blocks: beginningOf(blocks) })),
      faults,
      changes: changesIn([...blocks, ...notes.flatMap((note) => note.blocks)]),
      files: files.map(({ name, contentType, bytes }) => ({
        name,
        contentType,
        size: bytes.length,
      })),
      first: openVersion({ version: 'changes', index: 0 }),
    }
  },
  version: openVersion,
  part({ version, index }: { version: Version; index: number }): TextPart {
    const parts = partsOf(version)
    const notes = document === undefined ? [] : notesOfPart(document.notes, parts, index)
    const shown = notes
      .slice(0, MOST_NOTES)
      .map((note) => ({ ...note, blocks: beginningOf(blocksAs(note.blocks, version)) }))
    return { index, blocks: parts[index] ?? [], notes: shown, notesTotal: notes.length }
  },
  /** Where a link within the document leads. */
  anchor({ version, name }: { version: Version; name: string }): Place | undefined {
    let found: Place | undefined
    eachParagraph(partsOf(version), ({ anchors = [] }, place) => {
      if (anchors.includes(name)) found ??= place
    })
    return found
  },
  find({ version, text }: { version: Version; text: string }): Hit[] {
    return findInParts(partsOf(version), text)
  },
  picture(key: string): Picture | undefined {
    const picture = document?.pictures.get(key)
    if (picture === undefined) return undefined
    const { contentType, bytes } = picture
    return { blob: new Blob([bytes], { type: contentType }), isSafe: isSafePicture(picture) }
  },
  file(index: number): Blob {
    const file = document?.files?.[index]
    if (file === undefined) throw new Error('This file is not in the document.')
    return new Blob([file.bytes], { type: file.contentType ?? '' })
  },
}

export interface Picture {
  blob: Blob
  /** Whether the browser may draw it in its place; if not, it is opened by its own viewer. */
  isSafe: boolean
}

export type DocumentMethods = typeof methods

/** @param index of the part to begin with, or the last one where there are fewer */
function openVersion({ version, index }: { version: Version; index: number }): OpenedVersion {
  const parts = partsOf(version)
  return {
    version,
    parts: parts.length,
    outline: outlineOf(parts),
    part: methods.part({ version, index: Math.min(index, parts.length - 1) }),
  }
}

function partsOf(version: Version): Block[][] {
  const known = versions.get(version)
  if (known) return known
  const parts = cutParts(blocksAs(document?.blocks ?? [], version))
  versions.set(version, parts)
  return parts
}

serveCalls(methods)
