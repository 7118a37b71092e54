import { expandEntities } from '../xml/expand-entities.ts'
import { countDrawn } from './count-drawn.ts'
import { readDataPicture } from './embedded-picture.ts'
import { readProperties, readStyleSheet, safeValue, type StyleRule } from './style-rules.ts'
import { drawingSize, type DrawingSize } from './svg-size.ts'
import { readSvgTree, TooMuch, type SvgElement, type SvgFindings } from './svg-tree.ts'
import { tellFindings } from './tell-findings.ts'
import { writeSheet, writeSvg } from './write-svg.ts'

/** A drawing that may be handed to a browser, or why it may not. */
export type SvgReading =
  | {
      type: 'drawing'
      /** Written anew from what was read: no scripts, no addresses, no entities, no animations. */
      svg: string
      size: DrawingSize
      title: string | undefined
      /** What it holds that is not drawn, and what is broken, in sentences. */
      remarks: string[]
      /** The letters of HTML inside the drawing, which is not drawn. */
      foreign: string[]
      /** Steps of drawing; one is about an element. */
      cost: number
    }
  | { type: 'refused'; reason: string }

/** Characters. */
const LONGEST = 30_000_000
/** How deep drawings lie in drawings. */
const DEEPEST = 2
/** Of the `cost` that is handed out; what pictures inside take is counted where they are decoded. */
const PICTURE_COST = 20
const MOST_PICTURES = 2000

/**
 * Reads an SVG so that a browser can draw it without harm. What a browser gets is not the file but what was understood
 * of it, so that no parser can read it otherwise. Counted before that: entities, elements, depth, how often parts use
 * each other, filters, pictures inside and what they declare.
 * @param text decoded
 */
export function readSvg(text: string): SvgReading {
  return readNested(text, 0)
}

function readNested(text: string, level: number): SvgReading {
  if (text.length > LONGEST) return refused('It is too large to be drawn.')
  const plain = expandEntities(text)
  if (plain.type === 'refused') return plain
  try {
    const tree = readSvgTree(plain.text)
    if (tree === undefined) return refused('It holds no SVG element.')
    const { root, found } = tree
    const rules: StyleRule[] = []
    const pictures = new Pictures(found, level)
    const title = titleOf(root)
    clean(root, rules, pictures)
    const cost = countDrawn(root, rules, found) + pictures.cost
    writeSheets(root)
    const size = drawingSize(root)
    if (size.type === 'nothing') return refused(size.reason)
    const remarks = [...plain.remarks, ...size.remarks, ...tellFindings(found)]
    const foreign = found.foreign.map((one) => one.replaceAll(/\s+/g, ' ').trim()).filter(Boolean)
    return { type: 'drawing', svg: writeSvg(root), size: size.size, title, remarks, foreign, cost }
  } catch (error) {
    if (error instanceof TooMuch) return refused(error.message)
    throw error
  }
}

function refused(reason: string): SvgReading {
  return { type: 'refused', reason }
}

/** Style sheets as they are read, until they are written: references that lead back may be cut out of them before. */
const sheets = new WeakMap<SvgElement, { rules: StyleRule[]; fonts: string[] }>()

/** Leaves of each element what draws, and only addresses of parts of the drawing and of pictures inside it. */
function clean(element: SvgElement, rules: StyleRule[], pictures: Pictures): void {
  const { attributes, name } = element
  const { found } = pictures
  for (const [attribute, value] of attributes) {
    if (attribute === 'href') setHref(element, value, pictures)
    else if (attribute === 'style') {
      const properties = readProperties(value, found)
      attributes.set('style', properties.map((pair) => pair.join(':')).join(';'))
    } else if (/^(src|base|ping|target|download|autofocus|tabindex)$/.test(attribute)) {
      attributes.delete(attribute)
    } else if (value.includes('(') && attribute !== 'id' && attribute !== 'class') {
      const safe = safeValue(value, found)
      if (safe === undefined) attributes.delete(attribute)
      else attributes.set(attribute, safe)
    }
  }
  calmFilter(element)
  if (name === 'style') {
    const css = element.children.filter((one) => typeof one === 'string').join('')
    const sheet = readStyleSheet(css, found)
    sheets.set(element, sheet)
    rules.push(...sheet.rules)
    element.children = []
  }
  for (const inner of element.children) {
    if (typeof inner !== 'string') clean(inner, rules, pictures)
  }
}

function writeSheets(element: SvgElement): void {
  const sheet = sheets.get(element)
  if (sheet) element.children = [writeSheet(sheet)]
  for (const inner of element.children) if (typeof inner !== 'string') writeSheets(inner)
}

function setHref({ name, attributes }: SvgElement, href: string, pictures: Pictures): void {
  const address = href.trim()
  const isPicture = name === 'image' || name === 'feImage'
  if (address.startsWith('#') && name !== 'a' && name !== 'image') attributes.set('href', address)
  else if (isPicture && /^data:/i.test(address)) {
    const data = pictures.take(address)
    if (data === undefined) attributes.delete('href')
    else attributes.set('href', data)
  } else {
    attributes.delete('href')
    if (/^javascript:/i.test(address)) pictures.found.scripts += 1
    else if (name !== 'a' && !address.startsWith('#')) {
      pictures.found.outside.add(address.slice(0, 200))
    }
  }
}

/** Numbers that make a filter slow by themselves, at their largest of use. */
const FILTER_NUMBERS: Record<string, number> = { numOctaves: 8, radius: 200, stdDeviation: 500 }

function calmFilter({ name, attributes }: SvgElement): void {
  if (!name.startsWith('fe')) return
  for (const [attribute, most] of Object.entries(FILTER_NUMBERS)) {
    const value = attributes.get(attribute)
    if (value?.match(/[-+\d.e]+/gi)?.some((number) => !(Math.abs(Number(number)) <= most)) === true)
      attributes.set(attribute, String(most))
  }
  const order = attributes.get('order')?.match(/[-+\d.e]+/gi) ?? []
  if (order.some((number) => !(Number(number) <= 15)))
    throw new TooMuch('One of its filters takes too much.')
}

/** The pictures inside a drawing. */
class Pictures {
  cost = 0
  readonly found: SvgFindings
  private readonly level: number
  private readonly known = new Map<string, string | undefined>()

  constructor(found: SvgFindings, level: number) {
    this.found = found
    this.level = level
  }

  /** The same picture as an address that may be drawn; `undefined` where it may not, which is told. */
  take(address: string): string | undefined {
    this.cost += PICTURE_COST
    if (this.cost > MOST_PICTURES * PICTURE_COST)
      throw new TooMuch('It holds thousands of pictures.')
    if (this.known.has(address)) return this.known.get(address)
    const taken = this.read(address)
    this.known.set(address, taken)
    return taken
  }

  private read(address: string): string | undefined {
    const picture = readDataPicture(address)
    if (picture.type === 'picture') {
      return `data:${picture.contentType};base64,${address.slice(address.indexOf(',') + 1)}`
    }
    if (picture.type === 'refused') {
      this.found.pictures.push(picture.reason)
      return undefined
    }
    const drawing =
      this.level >= DEEPEST
        ? refused('Drawings lie too deep in each other.')
        : readNested(picture.text, this.level + 1)
    if (drawing.type === 'refused') {
      this.found.pictures.push(drawing.reason)
      return undefined
    }
    this.cost += drawing.cost
    return `data:image/svg+xml;base64,${new TextEncoder().encode(drawing.svg).toBase64()}`
  }
}

function titleOf(root: SvgElement): string | undefined {
  const title = root.children.find((one) => typeof one !== 'string' && one.name === 'title')
  if (title === undefined || typeof title === 'string') return undefined
  const text = title.children.filter((one) => typeof one === 'string').join('')
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300) || undefined
}
