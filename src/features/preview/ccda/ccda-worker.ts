import {
  findSection,
  readClinicalDocument,
  type ClinicalDocument,
} from '#formats/ccda/clinical-document.ts'
import { outline, type OutlineRow } from '#formats/ccda/document-header.ts'
import { children, readXml, type XmlElement } from '#formats/ccda/xml-tree.ts'
import { decodeContent, type DecodedContent } from '#formats/text/decode-content.ts'
import { serveCalls } from '#lib/worker-session.ts'

export interface ReadCcda {
  blob: Blob
  charset: string | undefined
}

export type CcdaContent = Omit<DecodedContent, 'text'> &
  (
    | { type: 'document'; document: ClinicalDocument }
    /** To be shown as its source, for this reason. */
    | { type: 'source'; reason: string }
  )

/** What the outline is wanted of: the header, or the entries of the section that the keys lead to. */
export type OutlineOf = { part: 'header' } | { part: 'entries'; keys: readonly string[] }

/** Elements whose arrival does not hold the page up for long; the largest real documents have a third of them. */
const LIMITS = { elements: 300_000, depth: 256 }

let root: XmlElement | undefined

/** Decodes and reads a document off the main thread, and keeps its tree for what the model leaves out. */
const methods = {
  async read({ blob, charset }: ReadCcda): Promise<CcdaContent> {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const { text, ...common } = await decodeContent(bytes, { kind: 'ccda', charset })
    const tree = readXml(text, LIMITS)
    if (tree.type === 'refused') return { ...common, type: 'source', reason: tree.reason }
    root = tree.root
    const document = readClinicalDocument(tree.root, tree.problems, text)
    if (document === undefined) {
      const reason = `Its outermost element is ${root.name}, not ClinicalDocument.`
      return { ...common, type: 'source', reason }
    }
    return { ...common, type: 'document', document }
  },
  outline(of: OutlineOf): OutlineRow[] {
    if (root === undefined) return []
    if (of.part === 'header') return outline(root, ['component'])
    const section = findSection(root, of.keys)
    const others = children(section)
      .map(({ name }) => name)
      .filter((name) => name !== 'entry')
    return section === undefined ? [] : outline(section, others)
  },
}

export type CcdaMethods = typeof methods

serveCalls(methods)
