import 'pdfjs-dist'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { PDFLinkService, type EventBus } from 'pdfjs-dist/web/pdf_viewer.mjs'

type Destination = string | unknown[]

/** The address of what is only there for its tooltip. */
const NOWHERE = '#nowhere'

/**
 * The links of a PDF. Those inside it move the view; those that lead out of it are only told to whoever asks the
 * reader: a stored file must not send anybody anywhere. Scripts and programs to launch never get this far, since pdf.js
 * gives them no address.
 */
export class PdfLinks extends PDFLinkService {
  readonly #onOutside: (url: string) => void
  readonly #outside = new WeakMap<Element, string>()

  constructor(eventBus: EventBus, onOutside: (url: string) => void) {
    // A link moves the view; how large the pages are is the reader's choice.
    super({ eventBus, ignoreDestinationZoom: true })
    this.#onOutside = onOutside
  }

  override addLinkAttributes(link: HTMLAnchorElement, url: string): void {
    this.#outside.set(link, url)
    link.onclick = () => {
      this.#onOutside(url)
      return false
    }
  }

  override getDestinationHash(dest: Destination): string {
    return dest.length === 0 ? NOWHERE : `#${encodeURIComponent(JSON.stringify(dest))}`
  }

  /** Nothing in a PDF may become an address of this page. */
  override getAnchorUrl(): string {
    return ''
  }

  /**
   * Turns the anchors that pdf.js has made into buttons: an anchor could be opened by the middle button or dragged
   * without a question, and has no name for a screen reader.
   */
  nameLinks(layer: HTMLElement, pdf: PDFDocumentProxy): void {
    for (const anchor of layer.querySelectorAll('a')) {
      const { onclick, id, title } = anchor
      const href = anchor.getAttribute('href') ?? ''
      if (onclick === null || href === NOWHERE) {
        anchor.remove()
        continue
      }
      const url = this.#outside.get(anchor)
      const button = document.createElement('button')
      button.type = 'button'
      button.id = id
      button.title = url ?? title
      button.ariaLabel = nameOf(url, title)
      if (url !== undefined) button.role = 'link'
      button.addEventListener('click', (event) => onclick.call(anchor, event))
      anchor.replaceWith(button)
      if (!href.startsWith('#')) continue
      pageOfDestination(pdf, JSON.parse(decodeURIComponent(href.slice(1)))).then(
        (page) => {
          button.ariaLabel = `Go to page ${page}`
          button.title = `Page ${page}`
        },
        // A link to nowhere moves nothing.
        () => button.remove(),
      )
    }
  }
}

function nameOf(url: string | undefined, title: string): string {
  if (url !== undefined) return `Open ${url}`
  return title === '' ? 'Link in this PDF' : title
}

/** A destination is a name, or an array that begins with a reference to a page or its index. @returns from 1 */
async function pageOfDestination(pdf: PDFDocumentProxy, dest: unknown): Promise<number> {
  const explicit: unknown = typeof dest === 'string' ? await pdf.getDestination(dest) : dest
  const target: unknown = Array.isArray(explicit) ? explicit[0] : undefined
  if (typeof target === 'number' && target < pdf.numPages) return target + 1
  const { num, gen } = (target ?? {}) as { num?: unknown; gen?: unknown }
  if (typeof num !== 'number' || typeof gen !== 'number') throw new RangeError('Not a destination')
  return (await pdf.getPageIndex({ num, gen })) + 1
}
