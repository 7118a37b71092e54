import type { XmlElement } from '../ccda/xml-tree.ts'
import { chosenContent } from './drawn/alternatives.ts'

/** The marks in a part that begin and end a field which has both: of one that never ends nothing may be left out. */
export function closedFields(root: XmlElement): ReadonlySet<XmlElement> {
  const closed = new Set<XmlElement>()
  collect(root, [], closed)
  return closed
}

/** @param open marks that have begun a field, the innermost last */
function collect(parent: XmlElement, open: XmlElement[], closed: Set<XmlElement>): void {
  for (const node of parent.children) {
    if (typeof node === 'string' || node.name.endsWith('Pr') || node.name === 'oMath') continue
    if (node.name === 'AlternateContent') collect(chosenContent(node) ?? node, open, closed)
    else if (node.name !== 'fldChar') collect(node, open, closed)
    else if (node.attributes['fldCharType'] === 'begin') open.push(node)
    else if (node.attributes['fldCharType'] === 'end') {
      const begin = open.pop()
      if (begin) closed.add(begin).add(node)
    }
  }
}
