import { readDataPicture, readPicture } from '#formats/svg/embedded-picture.ts'
import { readSvg } from '#formats/svg/read-svg.ts'
import type { PageFindings } from './tell-page.ts'

/** Pictures whose sizes together are drawn; a page may hold the same one a thousand times. */
const MOST_PIXELS = 400_000_000
const MOST_PICTURES = 5000

/** The pictures of a page: those in it and beside it are checked and drawn, those from elsewhere are never asked for. */
export class PagePictures {
  private readonly beside: ReadonlyMap<string, Blob>
  private readonly found: PageFindings
  private readonly waiting: Promise<void>[] = []
  private pixels = 0
  private count = 0

  constructor(beside: ReadonlyMap<string, Blob>, found: PageFindings) {
    this.beside = beside
    this.found = found
  }

  /** Waits until all pictures are checked. */
  async settle(): Promise<void> {
    await Promise.all(this.waiting)
  }

  /** @param made the new element, with what else its old one says */
  image(element: Element, made: Element): Node {
    const address = (element.getAttribute('src') ?? '').trim()
    this.count += 1
    if (this.count > MOST_PICTURES) return this.refuse(element, 'there are thousands of them')
    if (/^data:/i.test(address)) return this.inside(element, made, address)
    if (!/^cid:/i.test(address)) return this.elsewhere(element, address)
    const beside = this.beside.get(nameOf(address))
    if (beside === undefined) return this.refuse(element, NOT_TAKEN)
    this.waiting.push(
      this.load(beside).then((url) => {
        if (url === undefined) made.replaceWith(this.refuse(element, 'its kind is not known'))
        else made.setAttribute('src', url)
      }),
    )
    return made
  }

  /** A drawing that stands in the page itself. */
  drawing(element: Element): Node {
    this.count += 1
    if (this.count > MOST_PICTURES) return this.refuse(element, 'there are thousands of them')
    const made = document.createElement('img')
    for (const name of ['width', 'height', 'class', 'style', 'role']) {
      const value = element.getAttribute(name)
      if (value !== null && !/url\s*\(|image-set/i.test(value)) made.setAttribute(name, value)
    }
    const url = this.draw(new XMLSerializer().serializeToString(element), element)
    if (typeof url !== 'string') return url
    made.src = url
    made.alt =
      element.getAttribute('aria-label') ?? element.querySelector('title')?.textContent ?? ''
    return made
  }

  private inside(element: Element, made: Element, address: string): Node {
    const picture = readDataPicture(address)
    if (picture.type === 'refused') return this.refuse(element, picture.reason)
    if (picture.type === 'svg') {
      const url = this.draw(picture.text, element)
      if (typeof url !== 'string') return url
      made.setAttribute('src', url)
      return made
    }
    if (!this.mayHold(picture)) return this.refuse(element, 'together they are too large')
    const data = address.slice(address.indexOf(','))
    const isBase64 = /^data:[^,]*;base64,/i.test(address)
    made.setAttribute('src', `data:${picture.contentType}${isBase64 ? ';base64' : ''}${data}`)
    return made
  }

  private async load(blob: Blob): Promise<string | undefined> {
    if (/^image\/svg/i.test(blob.type)) {
      const url = this.draw(await blob.text(), undefined)
      return typeof url === 'string' ? url : undefined
    }
    const picture = readPicture(new Uint8Array(await blob.arrayBuffer()))
    if (picture.type !== 'picture' || !this.mayHold(picture)) return undefined
    return URL.createObjectURL(new Blob([blob], { type: picture.contentType }))
  }

  private mayHold({ width, height }: { width: number; height: number }): boolean {
    this.pixels += width * height
    return this.pixels <= MOST_PIXELS
  }

  private draw(svg: string, element: Element | undefined): string | Node {
    const drawing = readSvg(svg)
    if (drawing.type === 'refused') return this.refuse(element, drawing.reason)
    if (drawing.foreign.length > 0) this.found.foreign += drawing.foreign.length
    return URL.createObjectURL(new Blob([drawing.svg], { type: 'image/svg+xml' }))
  }

  private elsewhere(element: Element, address: string): Node {
    // One that has no address is a place for a script to fill.
    if (address !== '') this.found.outside.add(address)
    return isDot(element)
      ? document.createTextNode('')
      : missing(wordsOf(element, 'Picture not loaded'))
  }

  private refuse(element: Element | undefined, reason: string): Node {
    this.found.pictures.push(reason)
    return missing(wordsOf(element, 'Picture not shown'))
  }
}

const NOT_TAKEN = 'it is not among the files that were taken out'

/** Pictures of a pixel tell senders that a mail was opened; nobody misses them. */
function isDot(element: Element): boolean {
  return ['width', 'height'].some((name) =>
    /^[012](px)?$/.test(element.getAttribute(name)?.trim() ?? ''),
  )
}

function wordsOf(element: Element | undefined, words: string): string {
  const alt = element?.getAttribute('alt')?.trim() ?? ''
  return alt === '' ? words : `${words}: ${alt.slice(0, 300)}`
}

function nameOf(cid: string): string {
  try {
    return decodeURIComponent(cid.slice(4))
  } catch {
    return cid.slice(4)
  }
}

/** What stands where something is not shown. */
export function missing(words: string): HTMLElement {
  const box = document.createElement('span')
  box.dataset['missing'] = ''
  box.textContent = words
  return box
}
