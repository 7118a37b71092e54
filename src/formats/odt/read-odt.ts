import { at, child, children, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import { DocumentPackage, readXmlPart } from '../flow/document-package.ts'
import { type FlowDocument, FlowProblem } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { Remarks } from '../flow/remarks.ts'
import { takeFiles, takePictures } from '../flow/take-parts.ts'
import { readOdtBlocks } from './odt-blocks.ts'
import { readControls } from './odt-frames.ts'
import { type OdtReading, readChanges } from './odt-reading.ts'
import { OdtStyles } from './odt-styles.ts'

/** The trees of a document, whether they are parts of a package or of one flat file. */
interface Trees {
  content: XmlElement
  styles: XmlElement | undefined
  meta: XmlElement | undefined
  objects: ReadonlyMap<string, XmlElement>
  files: DocumentPackage | undefined
  faults: string[]
}

/**
 * Reads an OpenDocument text (ODF 1.3), packed or flat. Nothing outside the file is fetched, and no script of it is run.
 *
 * @throws FlowProblem where it can't be read at all; the signal's reason
 */
export async function readOdt(
  bytes: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<FlowDocument> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  const trees = await (isZip ? packedTrees(bytes, signal) : flatTrees(bytes, signal))
  const { content, styles, files, faults } = trees
  const text = at(content, 'body', 'text') ?? child(child(content, 'body'), 'text-master')
  if (text === undefined) {
    throw new FlowProblem(
      files?.whyNoText('an OpenDocument file') ?? 'It holds no text of an OpenDocument file.',
    )
  }
  const reading = readingOf(trees, content, text)
  const blocks = readOdtBlocks(text, reading)
  const margins = readMargins(trees, reading)
  const hasScripts = children(child(content, 'scripts')).length > 0
  if (hasScripts || files?.paths.some((path) => /^(Basic|Scripts)\//.test(path)) === true) {
    reading.remarks.add('It holds macros, which are never run.')
  }
  if (files?.has('META-INF/documentsignatures.xml')) {
    reading.remarks.add('It is signed. The signature is not checked here.')
  }
  const pictures = files ? await takePictures(files, reading.pictures) : new Map()
  for (const [key, picture] of reading.written) pictures.set(key, picture)
  return {
    blocks,
    margins,
    notes: reading.notes,
    pictures,
    properties: propertiesOf(trees.meta ?? styles),
    remarks: reading.remarks.list(),
    faults: [...faults, ...(files?.faults ?? [])],
    files: files ? await takeFiles(files, reading.files) : [],
  }
}

/** ODF 1.3 part 2 §3: the parts of the package; encrypted ones are named in its manifest. */
async function packedTrees(
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<Trees> {
  const files = await DocumentPackage.open(bytes, signal)
  const manifest = await files.xml('META-INF/manifest.xml', signal)
  const isEncrypted = children(manifest, 'file-entry').some((one) => child(one, 'encryption-data'))
  if (isEncrypted || files.has('encrypted-package')) {
    throw new FlowProblem(
      'It is encrypted with a password, which it needs to be read. Open it with the program it was written with.',
    )
  }
  const content = await files.xml('content.xml', signal)
  if (content === undefined) {
    throw new FlowProblem(files.whyNoText('an OpenDocument file'))
  }
  return {
    content,
    styles: await files.xml('styles.xml', signal),
    meta: await files.xml('meta.xml', signal),
    objects: await objectsOf(files, signal),
    files,
    faults: [],
  }
}

const MOST_OBJECTS = 200

async function objectsOf(
  files: DocumentPackage,
  signal: AbortSignal | undefined,
): Promise<Map<string, XmlElement>> {
  const objects = new Map<string, XmlElement>()
  for (const path of files.paths) {
    const folder = /^(.+)\/content\.xml$/.exec(path)?.[1]
    if (folder === undefined || objects.size === MOST_OBJECTS) continue
    const tree = await files.xml(path, signal)
    if (tree) objects.set(folder, tree)
  }
  return objects
}

async function flatTrees(
  bytes: Uint8Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<Trees> {
  const read = await readXmlPart(bytes, signal)
  if (read.type === 'refused') throw new FlowProblem(read.reason)
  const { root, problems } = read
  return {
    content: root,
    styles: root,
    meta: root,
    objects: new Map(),
    files: undefined,
    faults: [...problems],
  }
}

function readingOf(
  { content, styles, objects }: Trees,
  own: XmlElement,
  text: XmlElement | undefined,
): OdtReading {
  const reading: OdtReading = {
    styles: new OdtStyles([
      ...children(own, 'automatic-styles', 'font-face-decls'),
      ...children(styles, 'styles', 'font-face-decls'),
    ]),
    remarks: new Remarks(),
    pictures: new Set(),
    written: new Map(),
    files: new Map(),
    objects,
    notes: [],
    openComments: new Map(),
    changes: readChanges(text),
    open: new Map(),
    controls: readControls(at(content, 'body', 'text')),
    outline: [],
    lists: new Map(),
    readBlocks: (element) => readOdtBlocks(element, reading),
  }
  return reading
}

const MARGINS: Record<string, string> = {
  header: 'Header',
  footer: 'Footer',
  'header-left': 'Header of even pages',
  'footer-left': 'Footer of even pages',
  'header-first': 'Header of first pages',
  'footer-first': 'Footer of first pages',
}

/** The headers and footers of the page styles (ODF 1.3 part 3 §16.10), each distinct one once. */
function readMargins(trees: Trees, reading: OdtReading): FlowDocument['margins'] {
  const { styles } = trees
  if (styles === undefined) return []
  // The automatic styles of this part are its own, whatever they are called in the other one.
  const own: OdtReading = { ...reading, styles: readingOf(trees, styles, undefined).styles }
  own.readBlocks = (element) => readOdtBlocks(element, own)
  const margins = new Map<string, FlowDocument['margins'][number]>()
  for (const page of children(child(styles, 'master-styles'), 'master-page')) {
    for (const element of children(page, ...Object.keys(MARGINS))) {
      if (element.attributes['display'] === 'false') continue
      const title = MARGINS[element.name] ?? 'Margin'
      const blocks = readOdtBlocks(element, own)
      const json = JSON.stringify(blocks)
      const isEmpty = textOfBlocks(blocks).trim() === '' && !json.includes('"type":"picture"')
      if (!isEmpty) margins.set(`${title} ${json}`, { title, blocks })
    }
  }
  return [...margins.values()]
}

/** ODF 1.3 part 3 §4.3, in the order they are shown. */
const NAMES: Record<string, string> = {
  title: 'Title',
  subject: 'Subject',
  'initial-creator': 'Author',
  creator: 'Last saved by',
  'creation-date': 'Created',
  date: 'Last saved',
  'print-date': 'Last printed',
  keyword: 'Keywords',
  description: 'Description',
  language: 'Language',
  'editing-cycles': 'Revision',
  generator: 'Written with',
}
const MOST = 60
const LONGEST = 1000

function propertiesOf(meta: XmlElement | undefined): FlowDocument['properties'] {
  const stated = child(meta, 'meta')
  const known = Object.entries(NAMES).flatMap(([element, name]) => {
    const values = children(stated, element).map((one) => textOf(one) ?? '')
    const value = values.filter((one) => one !== '').join(', ')
    return value === '' ? [] : [{ name, value: value.slice(0, LONGEST) }]
  })
  const own = children(stated, 'user-defined').flatMap((element) => {
    const { name } = element.attributes
    const value = textOf(element)
    return name === undefined || value === undefined
      ? []
      : [{ name, value: value.slice(0, LONGEST) }]
  })
  return [...known, ...own].slice(0, MOST)
}
