import { formatJson } from '#formats/json/format-json.ts'
import type { Kind } from '#formats/kinds.ts'
import { formatXml } from '#formats/xml/format-xml.ts'
import { linesOf, type Lines } from '../text/lines.ts'
import { outlineOf, type Outline } from './outline.ts'

/** How a text is laid out where its lines are followed: by what its kind means by one line. */
export type Layout =
  /** As it is stored. */
  | 'stored'
  /** One member or item to a line. */
  | 'json'
  /** One element to a line. */
  | 'xml'
  /** As it is stored: one segment to a line. */
  | 'hl7v2'

export interface LaidOut {
  lines: Lines
  layout: Layout
  /** Of what is nested. */
  outline?: Outline
}

/**
 * A text in lines that mean something: JSON and XML may be stored in one line, or laid out anew by every program that
 * saves them. What can't be read as its kind stays as it is stored.
 */
export function laidOut(text: string, kind: Kind): LaidOut {
  if (kind === 'xml' || kind === 'ccda') return nested(formatXml(text), 'xml')
  if (kind === 'json') {
    try {
      return nested(formatJson(text), 'json')
    } catch {
      return { lines: linesOf(text), layout: 'stored' }
    }
  }
  return { lines: linesOf(text), layout: kind === 'hl7v2' ? 'hl7v2' : 'stored' }
}

function nested(text: string, layout: Layout): LaidOut {
  const lines = linesOf(text)
  return { lines, layout, outline: outlineOf(lines) }
}

/** The lines as they are matched: whether another member follows is nothing that a member says. */
export function matchable({ lines, layout }: LaidOut): Lines {
  return layout === 'json' ? linesOf(lines.text.replaceAll(',\n', '\n')) : lines
}

/** What is to be said of a layout, in a sentence. */
export function layoutWords(layout: Layout): string | undefined {
  switch (layout) {
    case 'stored':
      return undefined
    case 'json':
      return 'The JSON is laid out with one member to a line, however it is stored: only what it says counts, not its white space.'
    case 'xml':
      return 'The XML is laid out with one element to a line, however it is stored: white space between elements does not count.'
    case 'hl7v2':
      return 'Each line is a segment: one field that changed makes the segment new.'
  }
}
