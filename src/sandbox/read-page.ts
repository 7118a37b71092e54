import { calmControl, calmStyle } from './calm.ts'
import {
  ATTRIBUTES,
  EMBEDDED,
  FORMULAS,
  MEDIA,
  RUNNING,
  SHOWN,
  SILENT,
  STANDS_FOR,
} from './page-names.ts'
import { missing, PagePictures } from './page-pictures.ts'
import { parsePage } from './parse-page.ts'
import { newFindings, tellPage, type PageFindings } from './tell-page.ts'

/** A page of HTML as it may be shown: built anew, of elements and attributes that do nothing. */
export interface ReadPage {
  title: string
  /** What it holds that is not shown, and what is broken, in sentences. */
  remarks: string[]
  styles: string[]
  root: [name: string, value: string][]
  body: [name: string, value: string][]
  content: DocumentFragment
  /** Where the elements with the role of a link lead. */
  links: WeakMap<Element, string>
}

/** More than any document has; a browser lays this out in seconds. */
const MOST_NODES = 300_000
const DEEPEST = 400

/**
 * Reads a page without running, loading or sending anything: scripts, forms, frames, addresses and what is not known stay
 * behind, and are told.
 * @param pictures that stand beside it, by the names that it addresses as `cid:`
 */
export async function readPage(
  html: string,
  isXml: boolean,
  pictures: ReadonlyMap<string, Blob>,
): Promise<ReadPage> {
  const found = newFindings()
  const source = parsePage(html, isXml, found)
  const reading = new Reading(found, new PagePictures(pictures, found))
  const content = document.createDocumentFragment()
  reading.children(source.body ?? source.documentElement, content, 0)
  for (const style of source.head?.querySelectorAll('style') ?? []) reading.style(style)
  for (const script of source.head?.querySelectorAll('script') ?? []) reading.isLeftOut(script)
  lookAtHead(source, found)
  await reading.pictures.settle()
  return {
    title: source.title.slice(0, 300),
    remarks: tellPage(found),
    styles: reading.styles,
    root: reading.attributesOf(source.documentElement),
    body: source.body === null ? [] : reading.attributesOf(source.body),
    content,
    links: reading.links,
  }
}

/** Only told: nothing of the head but its styles and its title is used. */
function lookAtHead(source: Document, found: PageFindings): void {
  for (const meta of source.querySelectorAll('meta[http-equiv]')) {
    if (/^\s*refresh/i.test(meta.getAttribute('http-equiv') ?? '')) {
      const address = /url\s*=\s*["']?([^"']+)/i.exec(meta.getAttribute('content') ?? '')?.[1]
      if (address !== undefined) found.leadsTo = address.slice(0, 200)
    }
  }
  for (const link of source.querySelectorAll('link[rel]')) {
    if (/stylesheet/i.test(link.getAttribute('rel') ?? '')) {
      found.outsideStyles.add(link.getAttribute('href') ?? '')
    }
  }
}

class Reading {
  readonly styles: string[] = []
  readonly links = new WeakMap<Element, string>()
  readonly pictures: PagePictures
  private readonly found: PageFindings
  private nodes = 0

  constructor(found: PageFindings, pictures: PagePictures) {
    this.found = found
    this.pictures = pictures
  }

  children(from: Node, to: Node, depth: number): void {
    for (let node = from.firstChild; node !== null; node = node.nextSibling) {
      this.nodes += 1
      if (this.nodes > MOST_NODES) {
        this.found.isCut = true
        return
      }
      if (node instanceof Text) to.appendChild(document.createTextNode(node.data))
      else if (node instanceof Element) this.element(node, to, depth)
    }
  }

  style(style: Element): void {
    const media = style.getAttribute('media')
    const css = calmStyle(style.textContent, (address) => this.found.outside.add(address))
    this.styles.push(media === null || /[{}]/.test(media) ? css : `@media ${media} {${css}\n}`)
  }

  /** Counts what does something; its letters are not text of the page. */
  isLeftOut(element: Element): boolean {
    const { found } = this
    const name = element.localName
    if (name === 'script') found.scripts += 1
    else if (EMBEDDED.has(name)) found.embedded.push(addressOf(element))
    else if (MEDIA.has(name)) found.media += 1
    else if (name === 'area') found.areas += 1
    else if (name === 'style') this.style(element)
    else if (
      name === 'input' &&
      /^(hidden|image|file)$/i.test(element.getAttribute('type') ?? '')
    ) {
      return true
    } else return SILENT.has(name)
    return true
  }

  attributesOf(element: Element): [name: string, value: string][] {
    const kept: [string, string][] = []
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) this.found.scripts += 1
      else if (name === 'style') {
        kept.push([name, calmStyle(value, (address) => this.found.outside.add(address))])
      } else if (name === 'background') this.found.outside.add(value)
      else if (ATTRIBUTES.has(name) || /^aria-[a-z]+$/.test(name)) kept.push([name, value])
    }
    return kept
  }

  private element(element: Element, to: Node, depth: number): void {
    const { namespaceURI, localName } = element
    if (namespaceURI === SVG && localName === 'svg') {
      to.appendChild(this.pictures.drawing(element))
      return
    }
    if (this.isLeftOut(element)) {
      if (EMBEDDED.has(localName) || MEDIA.has(localName)) {
        to.appendChild(missing(MEDIA.has(localName) ? 'Film or sound' : 'Page from elsewhere'))
      }
      return
    }
    const isFormula = namespaceURI === MATHML
    const known = isFormula ? FORMULAS.has(localName) : SHOWN.has(localName)
    const name = known ? localName : (STANDS_FOR[localName] ?? 'span')
    const made =
      isFormula && known
        ? document.createElementNS(MATHML, name)
        : document.createElement(isFormula ? 'span' : name)
    for (const [attribute, value] of this.attributesOf(element)) made.setAttribute(attribute, value)
    if (localName === 'form') this.found.forms += 1
    if (localName === 'img') {
      to.appendChild(this.pictures.image(element, made))
      return
    }
    if (localName === 'a') this.link(element, made)
    calmControl(made, element)
    to.appendChild(made)
    if (depth < DEEPEST) this.children(element, made, depth + 1)
    else this.flat(element, made)
  }

  /** The children of the deepest level, and theirs beside them, however deep those are. */
  private flat(from: Element, to: Node): void {
    const walker = document.createTreeWalker(from, SHOWN_NODES)
    let node = walker.firstChild()
    while (node !== null) {
      this.nodes += 1
      if (this.nodes > MOST_NODES) {
        this.found.isCut = true
        return
      }
      if (node instanceof Element && isOpened(node)) {
        this.found.isDeep = true
        this.attributesOf(node)
        breakLine(to)
        node = walker.firstChild()
        continue
      }
      if (node instanceof Text) to.appendChild(document.createTextNode(node.data))
      else if (node instanceof Element) this.leaf(node, to)
      let next = walker.nextSibling()
      while (next === null && walker.parentNode() !== null && walker.currentNode !== from) {
        breakLine(to)
        next = walker.nextSibling()
      }
      node = next
    }
  }

  private leaf(element: Element, to: Node): void {
    const isRunning = RUNNING.has(element.localName)
    if (!isRunning) breakLine(to)
    this.element(element, to, DEEPEST + 1)
    if (!isRunning) breakLine(to)
  }

  private link(element: Element, made: Element): void {
    const name = element.getAttribute('name')
    if (name !== null && !made.hasAttribute('id')) made.id = name
    const address = element.getAttribute('href')?.trim()
    if (address === undefined) return
    if (/^\s*javascript:/i.test(address)) {
      this.found.scripts += 1
      return
    }
    this.links.set(made, address.slice(0, 4000))
    made.setAttribute('role', 'link')
    made.setAttribute('tabindex', '0')
    if (!made.hasAttribute('title')) made.setAttribute('title', address.slice(0, 500))
  }
}

const SHOWN_NODES = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT | NodeFilter.SHOW_CDATA_SECTION
const SVG = 'http://www.w3.org/2000/svg'
const MATHML = 'http://www.w3.org/1998/Math/MathML'

/** Whether what is in an element can be shown without it. */
function isOpened({ childElementCount, namespaceURI, localName }: Element): boolean {
  if (childElementCount === 0 || namespaceURI === SVG) return false
  return ![EMBEDDED, MEDIA, SILENT].some((names) => names.has(localName))
}

/** Keeps apart what stood in cells and paragraphs of its own: two numbers must not become one. */
function breakLine(to: Node): void {
  const last = to.lastChild
  if (last !== null && last.nodeName !== 'BR') to.appendChild(document.createElement('br'))
}

function addressOf(element: Element): string {
  const address = element.getAttribute('src') ?? element.getAttribute('data')
  return address ?? (element.hasAttribute('srcdoc') ? 'a page inside' : '')
}
