import { children, type XmlElement } from '../ccda/xml-tree.ts'
import type { DocumentPackage } from '../flow/document-package.ts'
import type { FlowDocument } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { openPart } from './blocks.ts'
import type { Reading } from './reading.ts'
import { readRelations, type Relations, relationsPath } from './relations.ts'

/** Headers and footers that are read: a document has three of each for a section. What is beyond is said. */
const MOST = 1000

/** The headers and footers that the sections of a document name (ECMA-376 part 1 §17.10), each distinct one once. */
export async function readMargins(of: {
  root: XmlElement
  relations: Relations
  reading: Reading
  files: DocumentPackage
  signal: AbortSignal | undefined
}): Promise<FlowDocument['margins']> {
  const { root, relations, reading, files, signal } = of
  const margins = new Map<string, FlowDocument['margins'][number]>()
  const isRead = new Set<string>()
  for (const reference of referencesIn(root)) {
    const { id = '', type } = reference.attributes
    const target = relations.get(id)?.target
    if (target === undefined || isRead.has(target)) continue
    if (isRead.size === MOST) {
      files.faults.push(`Only the first ${MOST.toLocaleString('en')} headers and footers are read.`)
      break
    }
    isRead.add(target)
    const tree = await files.xml(target, signal)
    if (tree === undefined) continue
    const own = readRelations(await files.xml(relationsPath(target), signal), target)
    const blocks = openPart(reading, own, tree).readBlocks(tree)
    const title = titleOf(reference.name, type)
    const isEmpty = textOfBlocks(blocks).trim() === '' && !hasPicture(JSON.stringify(blocks))
    if (!isEmpty) margins.set(`${title} ${JSON.stringify(blocks)}`, { title, blocks })
  }
  return [...margins.values()]
}

function hasPicture(json: string): boolean {
  return json.includes('"type":"picture"')
}

function titleOf(name: string, type: string | undefined): string {
  const what = name === 'headerReference' ? 'Header' : 'Footer'
  if (type === 'first') return `${what} of first pages`
  return type === 'even' ? `${what} of even pages` : what
}

/** The references of all sections, which stand in their last paragraphs and at the end. */
function referencesIn(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = []
  for (const one of children(element)) {
    if (one.name === 'sectPr') found.push(...children(one, 'headerReference', 'footerReference'))
    else if (one.name === 'p' || one.name === 'pPr' || one.name.startsWith('sdt')) {
      found.push(...referencesIn(one))
    }
  }
  return found
}
