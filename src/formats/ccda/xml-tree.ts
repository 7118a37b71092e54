import { SaxesParser } from 'saxes'
import { strayTags, without } from './stray-tags.ts'

/** An element of a document, by its local name; prefixes other than `sdtc` say nothing more in the documents read here. */
export interface XmlElement {
  name: string
  /** By their local names; those of `xml:` and `xsi:` with their prefix. */
  attributes: Record<string, string>
  children: XmlNode[]
  /** Where it begins and ends in the text, in characters: its source. */
  start: number
  end: number
}

export type XmlNode = XmlElement | string

export type XmlTree =
  | { type: 'tree'; root: XmlElement; problems: readonly XmlProblem[] }
  /** No element at all, or a document that declares entities of its own. */
  | { type: 'refused'; reason: string }

export interface XmlProblem {
  line: number
  text: string
}

/** What is more than any document of a hospital has, and less than a tab can't hold. */
interface XmlLimits {
  elements: number
  depth: number
}

const LIMITS: XmlLimits = { elements: 1_000_000, depth: 256 }
const PROBLEMS_KEPT = 20
const STEP = 1 << 16

/**
 * Reads XML of any health: what is broken is said, and what was read until then is there. Declared entities are never
 * expanded and nothing is ever fetched: a document type with declarations of its own is refused, since only attacks use
 * them in clinical documents.
 *
 * @throws the signal's reason
 */
export function readXml(text: string, limits = LIMITS, signal?: AbortSignal): XmlTree {
  const first = read(text, limits, signal)
  if (!first.hasUnexpectedTag) return first.result()
  const strays = strayTags(text)
  if (strays.length === 0) return first.result()
  // For the parser a stray tag closes all that is open, so it is to see none.
  const repaired = read(without(text, strays), limits, signal).result()
  if (repaired.type === 'refused') return repaired
  const problems = strays.slice(0, PROBLEMS_KEPT).map(({ start, name }) => ({
    line: text.slice(0, start).split('\n').length,
    text: `The closing tag </${name}> closes nothing here, and was passed over.`,
  }))
  return { ...repaired, problems: [...problems, ...repaired.problems].slice(0, PROBLEMS_KEPT) }
}

function read(text: string, limits: XmlLimits, signal: AbortSignal | undefined): TreeReading {
  const reading = new TreeReading(text, limits)
  try {
    for (let at = 0; at < text.length; at += STEP) {
      signal?.throwIfAborted()
      reading.parser.write(text.slice(at, at + STEP))
    }
    reading.parser.close()
  } catch (error) {
    if (error instanceof Refused) reading.refused = error.message
    else if (!(error instanceof Enough)) throw error
  }
  return reading
}

class Refused extends Error {}
class Enough extends Error {}

class TreeReading {
  readonly parser = new SaxesParser<{ xmlns?: false; position: true }>({ position: true })
  refused: string | undefined
  /** Whether a closing tag stood where it closes something else, or nothing. */
  hasUnexpectedTag = false
  private readonly stack: XmlElement[] = []
  private readonly problems: XmlProblem[] = []
  private root: XmlElement | undefined
  private count = 0
  private start = 0
  /** Elements open below the deepest level that is kept; their texts belong to the last one kept. */
  private below = 0

  private readonly text: string
  private readonly limits: XmlLimits

  constructor(text: string, limits: XmlLimits) {
    this.text = text
    this.limits = limits
    const { parser } = this
    parser.on('error', ({ message }) => {
      if (/unexpected close tag|unmatched closing tag/.test(message)) this.hasUnexpectedTag = true
      this.problem(plainError(message))
    })
    parser.on('doctype', (content) => {
      if (content.includes('[')) {
        throw new Refused(
          'It declares entities or a document type of its own, which is refused for safety.',
        )
      }
    })
    parser.on('opentagstart', () => {
      this.start = this.text.lastIndexOf('<', parser.position - 1)
    })
    parser.on('opentag', ({ name, attributes }) => this.open(name, attributes))
    parser.on('closetag', () => this.close())
    parser.on('text', (content) => this.add(content))
    parser.on('cdata', (content) => this.add(content))
  }

  result(): XmlTree {
    if (this.refused !== undefined) return { type: 'refused', reason: this.refused }
    if (this.root === undefined) return { type: 'refused', reason: 'It holds no XML element.' }
    for (const element of this.stack) element.end = this.text.length
    return { type: 'tree', root: this.root, problems: this.problems }
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.count += 1
    if (this.count > this.limits.elements) {
      this.problem(`Only the first ${this.limits.elements} elements are read.`)
      throw new Enough()
    }
    if (this.stack.length >= this.limits.depth) {
      if (this.below === 0)
        this.problem(`Elements nested deeper than ${this.limits.depth} are shown as their text.`)
      this.below += 1
      return
    }
    const element: XmlElement = {
      name: localName(name),
      attributes: localAttributes(attributes),
      children: [],
      start: this.start,
      end: this.start,
    }
    // What follows behind the end of the outermost element is damage too, which the parser says, and not to be lost.
    const parent = this.stack.at(-1) ?? this.root
    if (parent) parent.children.push(element)
    else this.root = element
    this.stack.push(element)
  }

  private close(): void {
    if (this.below > 0) {
      this.below -= 1
      return
    }
    const element = this.stack.pop()
    if (element) element.end = this.parser.position
  }

  private add(content: string): void {
    const children = this.stack.at(-1)?.children
    if (children === undefined || content === '') return
    const last = children.length - 1
    const before = children[last]
    if (typeof before === 'string') children[last] = before + content
    else children.push(content)
  }

  private problem(text: string): void {
    if (this.problems.length < PROBLEMS_KEPT) this.problems.push({ line: this.parser.line, text })
  }
}

/** Without the position that saxes puts in front, since the problem has its line. */
function plainError(message: string): string {
  const text = message.replace(/^\S*\d+:\d+: /, '')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function localName(name: string): string {
  const at = name.indexOf(':')
  return at < 0 || name.startsWith('sdtc:') ? name : name.slice(at + 1)
}

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  const local: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue
    local[/^(xml|xsi):/.test(name) ? name : localName(name)] = value
  }
  return local
}

/** The first child element of one of the names. */
export function child(element: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  return element?.children.find(
    (node): node is XmlElement => typeof node !== 'string' && names.includes(node.name),
  )
}

/** The child elements of one of the names; all where none is given. */
export function children(element: XmlElement | undefined, ...names: string[]): XmlElement[] {
  const elements = element?.children.filter((node): node is XmlElement => typeof node !== 'string')
  return (elements ?? []).filter(({ name }) => names.length === 0 || names.includes(name))
}

/** The first element down a path of child names. */
export function at(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((one, name) => child(one, name), element)
}

/** All the text inside, as it stands. */
export function rawText(node: XmlNode | undefined): string {
  if (node === undefined) return ''
  return typeof node === 'string' ? node : node.children.map(rawText).join('')
}

/** All the text inside, its white space folded; `undefined` where there is none. */
export function textOf(node: XmlNode | undefined): string | undefined {
  return rawText(node).replaceAll(/\s+/g, ' ').trim() || undefined
}
