import { textOf, rawText, type XmlElement, type XmlNode } from './xml-tree.ts'

/**
 * The narrative block of a section (CDA R2, 4.3.5) as an allow-list: what stands here is all that a viewer ever draws.
 * Elements that the block does not have are kept as their text.
 */
export type Narrative = string | NarrativeElement

export type NarrativeElement = {
  /** `ID` of the element, to which footnotes, links and coded entries refer. */
  id?: string | undefined
  /** What the author wanted it to look like, of the list of styles only. */
  styles: readonly NarrativeStyle[]
  language?: string | undefined
  children: readonly Narrative[]
} & NarrativeShape

type NarrativeShape =
  | { type: 'paragraph' | 'item' | 'caption' | 'table' | 'thead' | 'tbody' | 'tfoot' | 'row' }
  | { type: 'content' | 'sub' | 'sup' | 'inserted' | 'deleted' | 'footnote' }
  | { type: 'break' }
  | { type: 'list'; ordered: boolean }
  | { type: 'cell'; header: boolean; columns: number; rows: number }
  | { type: 'link'; href: string | undefined }
  | { type: 'footnoteReference'; target: string | undefined }
  /** A picture or another content, by the ids of what holds it. */
  | { type: 'media'; targets: readonly string[] }
  /** Not of the narrative block: its text, and its name to be said. */
  | { type: 'unknown'; name: string }

type NarrativeStyle = 'bold' | 'italic' | 'underline' | 'emphasis' | 'right' | 'center'

/** Reads what is inside a section's `text`. @param unknown collects the names of elements that are not of the block */
export function readNarrative(text: XmlElement, unknown: Set<string>): Narrative[] {
  return text.children.map((node) => readNode(node, unknown)).filter((node) => node !== '')
}

function readNode(node: XmlNode, unknown: Set<string>): Narrative {
  if (typeof node === 'string') return node.replaceAll(/\s+/g, ' ')
  const { attributes } = node
  const shape = shapeOf(node)
  if (shape.type === 'unknown') unknown.add(node.name)
  return {
    ...shape,
    id: attributes['ID'] ?? attributes['id'],
    styles: stylesOf(attributes),
    language: attributes['language'] ?? attributes['xml:lang'],
    children: node.children
      .filter(
        (inner) =>
          !BLOCKS.has(node.name) || typeof inner !== 'string' || textOf(inner) !== undefined,
      )
      .map((inner) => readNode(inner, unknown)),
  }
}

/** White space between their parts says nothing. */
const BLOCKS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'list'])

function shapeOf(node: XmlElement): NarrativeShape {
  const { name, attributes } = node
  switch (name) {
    case 'paragraph':
    case 'item':
    case 'caption':
    case 'table':
    case 'thead':
    case 'tbody':
    case 'tfoot':
    case 'sub':
    case 'sup':
    case 'footnote':
      return { type: name }
    case 'tr':
      return { type: 'row' }
    case 'br':
      return { type: 'break' }
    case 'content':
      return { type: contentType(attributes['revised']) }
    case 'list':
      return { type: 'list', ordered: attributes['listType'] === 'ordered' }
    case 'th':
    case 'td': {
      const columns = span(attributes['colspan'])
      return { type: 'cell', header: name === 'th', columns, rows: span(attributes['rowspan']) }
    }
    case 'linkHtml':
      return { type: 'link', href: attributes['href'] }
    case 'footnoteRef':
      return { type: 'footnoteReference', target: attributes['IDREF'] }
    case 'renderMultiMedia':
      return {
        type: 'media',
        targets: (attributes['referencedObject'] ?? '').split(/\s+/).filter((id) => id !== ''),
      }
    case 'colgroup':
    case 'col':
      // They carry widths only.
      return rawText(node).trim() === '' ? { type: 'content' } : { type: 'unknown', name }
    default:
      return { type: 'unknown', name }
  }
}

/** Bounded: a billion columns would hang the browser. */
function span(value: string | undefined): number {
  const number = Number(value ?? 1)
  return Number.isInteger(number) && number >= 1 ? Math.min(100, number) : 1
}

function contentType(revised: string | undefined): 'content' | 'inserted' | 'deleted' {
  if (revised === 'insert') return 'inserted'
  return revised === 'delete' ? 'deleted' : 'content'
}

function stylesOf(attributes: Record<string, string>): NarrativeStyle[] {
  const codes = (attributes['styleCode'] ?? '').split(/\s+/)
  const styles = codes.flatMap((code) => STYLES.get(code.toLowerCase()) ?? [])
  if (attributes['align'] === 'right' || attributes['align'] === 'center')
    styles.push(attributes['align'])
  return styles
}

const STYLES = new Map<string, NarrativeStyle>([
  ['bold', 'bold'],
  ['italics', 'italic'],
  ['underline', 'underline'],
  ['emphasis', 'emphasis'],
  ['xmono', 'emphasis'],
  ['xright', 'right'],
  ['xcentered', 'center'],
])

/** All the text of a narrative: what a search, a differ and a test compare. */
export function narrativeText(nodes: readonly Narrative[]): string {
  return nodes
    .map((node) => (typeof node === 'string' ? node : narrativeText(node.children)))
    .join('')
}
