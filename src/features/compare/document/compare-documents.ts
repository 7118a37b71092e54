import type { FlowDocument } from '#formats/flow/flow-document.ts'
import type { Compared } from '../differ.ts'
import { NotComparable } from '../structure/not-comparable.ts'
import { RowBuilder, type StructureComparison } from '../structure/rows.ts'
import { compareBlocks } from './compare-blocks.ts'
import { documentParts } from './document-blocks.ts'
import { isSameBytes, namePictures } from './picture-names.ts'

/**
 * Written documents (DOCX, RTF, ODT) by their text: paragraphs with their words, tables by their cells, headers, notes and
 * properties. What is not compared is said.
 * @throws NotComparable, or what the reader of the format throws
 */
export async function compareDocuments(
  left: Compared,
  right: Compared,
): Promise<StructureComparison> {
  return compareFlows(await readDocument(left), await readDocument(right))
}

export function compareFlows(left: FlowDocument, right: FlowDocument): StructureComparison {
  const builder = new RowBuilder()
  const names = namePictures(left, right)
  const lefts = new Map(documentParts(left, names[0]).map((part) => [part.title, part.blocks]))
  const rights = new Map(documentParts(right, names[1]).map((part) => [part.title, part.blocks]))
  for (const title of new Set([...lefts.keys(), ...rights.keys()])) {
    const [one, other] = [lefts.get(title) ?? [], rights.get(title) ?? []]
    const at = builder.rows.length
    builder.place = title === 'Text' ? '' : title.toLowerCase()
    builder.group(title, '', 0, 'changed')
    compareBlocks(one, other, builder, 1)
    if (builder.rows.length === at + 1) builder.rows.pop()
  }
  compareProperties(left, right, builder)
  compareFiles(left, right, builder)
  compareRemarks(left, right, builder)
  for (const [which, { faults }] of [['first', left] as const, ['second', right] as const]) {
    for (const fault of faults ?? []) builder.notCompared.add(`The ${which} one: ${fault}`)
  }
  const found = builder.finish(
    'part',
    'The text is the same; what differs is not text, or is how it is stored.',
  )
  const notCompared = [...found.notCompared, 'Layout, fonts and page breaks are not compared.']
  return { ...found, notCompared }
}

function compareProperties(left: FlowDocument, right: FlowDocument, builder: RowBuilder): void {
  const before = new Map(left.properties.map(({ name, value }) => [name, value]))
  const after = new Map(right.properties.map(({ name, value }) => [name, value]))
  const names = [...new Set([...before.keys(), ...after.keys()])]
  const differing = names.filter((name) => before.get(name) !== after.get(name))
  if (differing.length === 0) return
  builder.group('Properties of the document', '', 0, 'changed')
  builder.place = 'its properties'
  for (const name of differing) {
    const naming = { label: name, full: name, path: '', depth: 1 }
    const [one, other] = [before.get(name), after.get(name)]
    // Every saving changes some of them.
    const more = { minor: true } as const
    if (one === undefined) builder.added(naming, other ?? '', more)
    else if (other === undefined) builder.removed(naming, one, more)
    else builder.changed(naming, one, other, more)
  }
}

function compareFiles(left: FlowDocument, right: FlowDocument, builder: RowBuilder): void {
  const pictures = differing([...left.pictures.values()], [...right.pictures.values()])
  if (pictures > 0) {
    const words = pictures === 1 ? '1 picture differs' : `${pictures} pictures differ`
    builder.notCompared.add(`${words}: what is on it is not compared, see both previews.`)
  }
  const files = differing(left.files ?? [], right.files ?? [])
  if (files > 0) {
    const words = files === 1 ? '1 file inside differs' : `${files} files inside differ`
    builder.notCompared.add(`${words}: what is in it is not compared.`)
  }
}

/** What the readers say of either alone: macros, fields that can't be shown. */
function compareRemarks(left: FlowDocument, right: FlowDocument, builder: RowBuilder): void {
  const only = (of: FlowDocument, other: FlowDocument) =>
    of.remarks.filter((remark) => !other.remarks.includes(remark))
  for (const remark of only(left, right)) builder.remarks.add(`The first one alone: ${remark}`)
  for (const remark of only(right, left)) builder.remarks.add(`The second one alone: ${remark}`)
}

type Stored = { bytes: Uint8Array }

/** How many of either have no like on the other side, byte by byte. */
function differing(left: readonly Stored[], right: readonly Stored[]): number {
  const rest = [...right]
  let lost = 0
  for (const { bytes } of left) {
    const at = rest.findIndex((other) => isSameBytes(bytes, other.bytes))
    if (at < 0) lost += 1
    else rest.splice(at, 1)
  }
  return Math.max(lost, rest.length)
}

/** @throws NotComparable, or what the reader of the format throws */
export async function readDocument({ kind, blob }: Compared): Promise<FlowDocument> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  if (kind === 'docx') return (await import('#formats/docx/read-docx.ts')).readDocx(bytes)
  if (kind === 'rtf') return (await import('#formats/rtf/read-rtf.ts')).readRtf(bytes)
  if (kind === 'odt') return (await import('#formats/odt/read-odt.ts')).readOdt(bytes)
  throw new NotComparable(`Contents of the kind “${kind}” are not compared by structure.`)
}
