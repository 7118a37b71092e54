import { SaxesParser, type SaxesTagNS } from 'saxes'

/** An element of a drawing, without what it could do. Only elements that draw, or say what others draw with, are kept. */
export interface SvgElement {
  name: string
  /** By their local names; `href` also of XLink. */
  attributes: Map<string, string>
  children: (SvgElement | string)[]
}

/** What a drawing holds beside its picture: to be told. */
export interface SvgFindings {
  scripts: number
  handlers: number
  animations: number
  /** The letters of HTML inside the drawing, a block each. */
  foreign: string[]
  /** Elements that are not drawn, by name. */
  unknown: Map<string, number>
  /** Addresses of pictures, styles, fonts and drawings elsewhere. */
  outside: Set<string>
  /** Rules and properties of styles that were left out. */
  styles: number
  /** References that lead back to themselves. */
  circles: number
  /** Pictures inside that can't be drawn, with the reason. */
  pictures: string[]
  /** What is broken, with the line. */
  faults: string[]
  /** Whether the root names SVG's namespace; browsers draw nothing without. */
  hasNamespace: boolean
}

/** A drawing is too much of something. The message says so in words. */
export class TooMuch extends Error {}

const SVG = 'http://www.w3.org/2000/svg'
const MOST_ELEMENTS = 200_000
const DEEPEST = 200
const MOST_FAULTS = 5
const STEP = 1 << 16

/**
 * Reads the elements of an SVG that draw (https://www.w3.org/TR/SVG2/), whatever its health: what is broken is told, and
 * what was read until then is there.
 * @param text without document type and entities
 * @returns `undefined` where no `svg` element begins
 * @throws TooMuch
 */
export function readSvgTree(text: string): { root: SvgElement; found: SvgFindings } | undefined {
  const reading = new TreeReading()
  for (let at = 0; at < text.length; at += STEP) reading.parser.write(text.slice(at, at + STEP))
  reading.parser.close()
  return reading.root && { root: reading.root, found: reading.found }
}

class TreeReading {
  readonly parser = new SaxesParser({ xmlns: true, position: true })
  readonly found: SvgFindings = {
    scripts: 0,
    handlers: 0,
    animations: 0,
    foreign: [],
    unknown: new Map(),
    outside: new Set(),
    styles: 0,
    circles: 0,
    pictures: [],
    faults: [],
    hasNamespace: true,
  }
  root: SvgElement | undefined
  private readonly stack: SvgElement[] = []
  /** Elements open inside one that is left out, and whether its letters are kept to be told. */
  private skipped = 0
  private isForeign = false
  private count = 0

  constructor() {
    const { parser } = this
    parser.on('error', ({ message }) => {
      const fault = message.replace(/^(\S*?)(\d+):\d+: /, 'Line $2: ')
      if (this.found.faults.length < MOST_FAULTS) this.found.faults.push(fault)
    })
    parser.on('opentag', (tag) => this.open(tag))
    parser.on('closetag', () => this.close())
    parser.on('text', (letters) => this.add(letters))
    parser.on('cdata', (letters) => this.add(letters))
  }

  private open(tag: SaxesTagNS): void {
    this.count += 1
    if (this.count > MOST_ELEMENTS) {
      throw new TooMuch(`It has more than ${MOST_ELEMENTS.toLocaleString('en')} elements.`)
    }
    if (this.skipped > 0) {
      this.skipped += 1
      if (tag.local === 'script') this.found.scripts += 1
      return
    }
    const parent = this.stack.at(-1)
    if (parent === undefined ? !this.isRoot(tag) : !this.isKept(tag)) {
      this.skipped = 1
      return
    }
    if (this.stack.length >= DEEPEST) throw new TooMuch('Its elements are nested too deep.')
    const element = { name: tag.local, attributes: this.attributesOf(tag), children: [] }
    if (parent === undefined) this.root = element
    else parent.children.push(element)
    this.stack.push(element)
  }

  private isRoot({ local, uri }: SaxesTagNS): boolean {
    if (this.root !== undefined || local !== 'svg') return false
    this.found.hasNamespace = uri === SVG
    return true
  }

  private isKept({ local, uri, name }: SaxesTagNS): boolean {
    const { found } = this
    const isSvg = uri === SVG || (uri === '' && !found.hasNamespace)
    if (local === 'script') found.scripts += 1
    // What editors keep for themselves lies in namespaces of their own.
    if (!isSvg) return false
    if (DRAWN.has(local)) return true
    if (ANIMATED.has(local)) found.animations += 1
    else if (local === 'foreignObject') {
      this.isForeign = true
      found.foreign.push('')
    } else if (!SILENT.has(local)) found.unknown.set(name, (found.unknown.get(name) ?? 0) + 1)
    return false
  }

  private attributesOf({ attributes }: SaxesTagNS): Map<string, string> {
    const kept = new Map<string, string>()
    for (const { prefix, local, value, name } of Object.values(attributes)) {
      if (name === 'xmlns' || prefix === 'xmlns') continue
      if (/^on/i.test(local)) this.found.handlers += 1
      else if (prefix === '' || (prefix === 'xlink' && local === 'href' && !kept.has('href')))
        kept.set(local, value)
      else if (name === 'xml:space' || name === 'xml:lang') kept.set(name, value)
    }
    return kept
  }

  private close(): void {
    if (this.skipped > 0) {
      this.skipped -= 1
      if (this.skipped === 0) this.isForeign = false
    } else this.stack.pop()
  }

  private add(letters: string): void {
    const { foreign } = this.found
    if (this.skipped > 0) {
      const last = foreign.length - 1
      const before = foreign[last] ?? ''
      if (this.isForeign && before.length < FOREIGN_LETTERS) foreign[last] = before + letters
      return
    }
    const parent = this.stack.at(-1)
    if (parent !== undefined && LETTERED.has(parent.name)) parent.children.push(letters)
  }
}

const FOREIGN_LETTERS = 2000

function names(list: string): Set<string> {
  return new Set(list.split(' '))
}

const DRAWN = names(
  'svg g defs symbol use switch a title desc style path rect circle ellipse line polyline polygon text tspan textPath ' +
    'image linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix ' +
    'feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow ' +
    'feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset ' +
    'fePointLight feSpecularLighting feSpotLight feTile feTurbulence',
)
const ANIMATED = names('animate animateColor animateMotion animateTransform set discard mpath')
/** Whose absence nobody sees. */
const SILENT = names('script metadata view cursor')
/** In which letters are drawn, read out, or say how to draw. */
const LETTERED = names('text tspan textPath a title desc style')
