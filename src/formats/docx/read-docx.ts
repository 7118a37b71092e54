import { children, type XmlElement } from '../ccda/xml-tree.ts'
import { isHex, latin1 } from '../detection/head.ts'
import { DocumentPackage } from '../flow/document-package.ts'
import { type FlowDocument, FlowProblem } from '../flow/flow-document.ts'
import { Remarks } from '../flow/remarks.ts'
import { takeFiles, takePictures } from '../flow/take-parts.ts'
import { openPart } from './blocks.ts'
import { readMargins } from './margins.ts'
import { numberComments, readNotes, type NotesPart } from './notes.ts'
import { Numbering } from './numbering.ts'
import { readProperties } from './properties.ts'
import type { Reading } from './reading.ts'
import { readRelations, type Relation, type Relations, relationsPath } from './relations.ts'
import { Styles } from './styles.ts'

/**
 * Reads a Word document (ECMA-376 part 1 §17; transitional and strict; also templates and those with macros, which are
 * never run). Nothing outside the file is fetched.
 *
 * @throws FlowProblem where it can't be read at all; the signal's reason
 */
export async function readDocx(
  bytes: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<FlowDocument> {
  if (isHex(bytes, 0, 'd0cf11e0a1b11ae1')) throw new FlowProblem(whatOle(bytes))
  const files = await DocumentPackage.open(bytes, signal)
  const main = await mainPart(files, signal)
  const root = await files.xml(main, signal)
  const body = bodyOf(root)
  if (root === undefined || body === undefined) {
    throw new FlowProblem(files.whyNoText('a Word document'))
  }
  const relations = await relationsOf(files, main, signal)
  const opened = await openParts(files, relations, main, signal)
  const reading: Reading = {
    styles: new Styles(opened.styles),
    numbering: new Numbering(opened.numbering),
    remarks: new Remarks(),
    pictures: new Set(),
    files: new Map(),
    drawings: opened.drawings,
    notes: new Map(),
    comments: numberComments(opened.notes.comment.root),
    openComments: new Set(),
  }
  signal?.throwIfAborted()
  const blocks = openPart(reading, relations, body).readBlocks(body)
  const margins = await readMargins({ root: body, relations, reading, files, signal })
  const notes = readNotes(reading, opened.notes, opened.settings, opened.threads)
  addPackageRemarks(reading, files, opened.settingsRelations)
  const pictures = await takePictures(files, reading.pictures)
  return {
    blocks,
    margins,
    notes,
    pictures,
    properties: await propertiesOf(files, signal),
    remarks: reading.remarks.list(),
    faults: files.faults,
    files: await takeFiles(files, reading.files),
  }
}

/** What the document shows; of one that has several bodies, though it may have one only, all of them. */
function bodyOf(root: XmlElement | undefined): XmlElement | undefined {
  const [body, ...more] = children(root, 'body')
  if (body === undefined || more.length === 0) return root?.name === 'body' ? root : body
  return { ...body, children: [body, ...more].flatMap((one) => one.children) }
}

/** An older document, or a newer one that is encrypted and wrapped ([MS-OFFCRYPTO] §2.3.4.4). */
function whatOle(bytes: Uint8Array): string {
  const holds = (name: string) => latin1(bytes).includes(name.split('').join('\0'))
  if (holds('EncryptedPackage')) {
    return 'It is encrypted with a password, which it needs to be read. Open it with the program it was written with.'
  }
  return holds('WordDocument')
    ? 'It is a Word document of the older kind (.doc), which is not read here.'
    : 'It is a file of another program in Office’s older container.'
}

/** The path of the main part: what the package's relations say, else where Word puts it. */
async function mainPart(files: DocumentPackage, signal: AbortSignal | undefined): Promise<string> {
  const root = await relationsOf(files, '', signal)
  const named = [...root.values()].find(({ type }) => type === 'officeDocument')
  if (named && files.has(named.target)) return named.target
  return files.has('word/document.xml')
    ? 'word/document.xml'
    : (files.paths.find((path) => /(^|\/)document\d*\.xml$/i.test(path)) ?? 'word/document.xml')
}

export async function relationsOf(
  files: DocumentPackage,
  part: string,
  signal: AbortSignal | undefined,
): Promise<Relations> {
  return readRelations(await files.xml(relationsPath(part), signal), part)
}

async function openParts(
  files: DocumentPackage,
  relations: Relations,
  main: string,
  signal: AbortSignal | undefined,
) {
  const folder = main.slice(0, main.lastIndexOf('/') + 1)
  const pathOf = (type: string, name: string) => ofType(relations, type)?.target ?? folder + name
  const xml = (type: string, name: string) => files.xml(pathOf(type, name), signal)
  const notesPart = async (type: string): Promise<NotesPart> => {
    const path = pathOf(type, `${type}.xml`)
    return {
      root: await files.xml(path, signal),
      relations: await relationsOf(files, path, signal),
    }
  }
  return {
    styles: await xml('styles', 'styles.xml'),
    numbering: await xml('numbering', 'numbering.xml'),
    settings: await xml('settings', 'settings.xml'),
    settingsRelations: await relationsOf(files, pathOf('settings', 'settings.xml'), signal),
    threads: await xml('commentsExtended', 'commentsExtended.xml'),
    notes: {
      footnote: await notesPart('footnotes'),
      endnote: await notesPart('endnotes'),
      comment: await notesPart('comments'),
    },
    drawings: await drawingsOf(files, relations, signal),
  }
}

/** Charts and diagrams that are read for their texts. */
const MOST_DRAWINGS = 100

async function drawingsOf(
  files: DocumentPackage,
  relations: Relations,
  signal: AbortSignal | undefined,
): Promise<Map<string, XmlElement>> {
  const trees = new Map<string, XmlElement>()
  for (const { type, target, isExternal } of relations.values()) {
    if (isExternal || !/^(chart|diagramData)$/.test(type) || trees.size === MOST_DRAWINGS) continue
    const tree = await files.xml(target, signal)
    if (tree) trees.set(target, tree)
  }
  return trees
}

function ofType(relations: Relations, type: string): Relation | undefined {
  return [...relations.values()].find((one) => one.type === type && !one.isExternal)
}

function addPackageRemarks(reading: Reading, files: DocumentPackage, relations: Relations): void {
  const { remarks, numbering } = reading
  if (files.paths.some((path) => /vbaProject\.bin$/i.test(path))) {
    remarks.add('It holds macros, which are never run.')
  }
  if (files.paths.some((path) => path.startsWith('_xmlsignatures/'))) {
    remarks.add('It is signed. The signature is not checked here.')
  }
  for (const { type, target, isExternal } of relations.values()) {
    if (isExternal && type === 'attachedTemplate') {
      remarks.add(`It names a template elsewhere, which was not fetched: ${target.slice(0, 200)}`)
    }
  }
  for (const format of numbering.unknown) {
    remarks.add(`Some lists are numbered in a form that is not known here (${format}): in digits.`)
  }
}

async function propertiesOf(
  files: DocumentPackage,
  signal: AbortSignal | undefined,
): Promise<FlowDocument['properties']> {
  const core = await files.xml('docProps/core.xml', signal)
  const extended = await files.xml('docProps/app.xml', signal)
  return readProperties(core, extended, await files.xml('docProps/custom.xml', signal))
}
