import { raise } from '../sheet/raised-letters.ts'
import { attribute, type Attributes } from '../sheet/read-part.ts'
import type { OdsStyles } from './ods-styles.ts'

/** Spaces of one element; more are an attack. */
const MOST_SPACES = 1000

/** The text of a cell, a note or a box, from its paragraphs (ODF 1.3 part 3 §5, §6). */
export class OdsText {
  text = ''
  struck = ''
  /** The first address that a part of it leads to. */
  link: string | undefined
  private paragraphs = 0
  private depth = 0
  private ruby = 0
  private readonly spans: (string | undefined)[] = []
  private readonly styles: OdsStyles

  constructor(styles: OdsStyles) {
    this.styles = styles
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'p':
      case 'h':
        this.depth += 1
        if (this.paragraphs > 0) this.text += '\n'
        this.paragraphs += 1
        return
      case 'span':
        this.spans.push(attribute(attributes, 'style-name'))
        return
      case 's':
        this.text += ' '.repeat(Math.min(MOST_SPACES, Number(attribute(attributes, 'c') ?? 1) || 1))
        return
      case 'tab':
        this.text += '\t'
        return
      case 'line-break':
        this.text += '\n'
        return
      case 'a':
        this.link ??= attribute(attributes, 'href')
        return
      case 'ruby-text':
        this.ruby += 1
        return
      default:
    }
  }

  close(name: string): void {
    if (name === 'p' || name === 'h') this.depth -= 1
    else if (name === 'span') this.spans.pop()
    else if (name === 'ruby-text') this.ruby -= 1
  }

  /** White space is folded, as it is written with elements where it matters. */
  add(text: string): void {
    if (this.depth === 0 || this.ruby > 0) return
    const folded = text.replaceAll(/[\t\n\r ]+/g, ' ')
    const style = this.spans.at(-1) ?? ''
    const way = this.styles.raised.get(style)
    this.text += way === undefined ? folded : raise(folded, way)
    if (this.styles.struck.has(style)) this.struck += folded
  }
}
