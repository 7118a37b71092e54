import 'pdfjs-dist'
import { FindState, PDFFindController, type EventBus } from 'pdfjs-dist/web/pdf_viewer.mjs'
import type { PdfLinks } from './pdf-links.ts'

export interface FindResult {
  state: 'none' | 'searching' | 'found' | 'missing'
  /** From 1; 0 while no occurrence is chosen. */
  current: number
  total: number
}

export const FIND_NOTHING: FindResult = { state: 'none', current: 0, total: 0 }

/** Milliseconds of quiet before a query is looked for. */
const PAUSE = 150

/** pdf.js's search, which scrolls to what it finds inside the viewer and leaves the page around it where it is. */
export class PdfFinder extends PDFFindController {
  readonly #container: HTMLElement
  #query = ''

  constructor(
    container: HTMLElement,
    eventBus: EventBus,
    linkService: PdfLinks,
    onResult: (result: FindResult) => void,
  ) {
    super({ eventBus, linkService, delay: PAUSE })
    this.#container = container
    const report = (event: {
      state?: number
      matchesCount: { current: number; total: number }
    }) => {
      const { current, total } = event.matchesCount
      onResult({ state: stateOf(this.#query, event.state, total), current, total })
    }
    eventBus.on('updatefindmatchescount', report)
    eventBus.on('updatefindcontrolstate', report)
  }

  /** Looks for words on all pages, from the one in view on, whatever their case and accents. */
  find(query: string): void {
    this.#query = query
    this.#dispatch('', false)
  }
  /** Goes to the next occurrence, or the one before. */
  step(by: 1 | -1): void {
    this.#dispatch('again', by === -1)
  }
  close(): void {
    this.#query = ''
    this._eventBus.dispatch('findbarclose', { source: this })
  }

  #dispatch(type: '' | 'again', findPrevious: boolean): void {
    this._eventBus.dispatch('find', {
      source: this,
      type,
      query: this.#query,
      findPrevious,
      highlightAll: true,
      caseSensitive: false,
      entireWord: false,
      matchDiacritics: false,
    })
  }

  override scrollMatchIntoView(match: {
    element: HTMLElement
    pageIndex: number
    matchIndex: number
  }): void {
    const { element } = match
    if (!element) return
    // Whether it is the chosen one is decided there; how to scroll to it, here.
    const inside: HTMLElement = Object.create(element, {
      scrollIntoView: { value: () => scrollInside(this.#container, element) },
    })
    super.scrollMatchIntoView({ ...match, element: inside })
  }
}

function stateOf(query: string, state: number | undefined, total: number): FindResult['state'] {
  if (query.trim() === '') return 'none'
  if (total > 0) return 'found'
  return state === FindState.NOT_FOUND ? 'missing' : 'searching'
}

/** Scrolls so that `element` is at a third of the height, and in the middle where the page is wider than the view. */
function scrollInside(container: HTMLElement, element: HTMLElement): void {
  const frame = container.getBoundingClientRect()
  const box = element.getBoundingClientRect()
  container.scrollBy(
    box.left + box.width / 2 - (frame.left + frame.width / 2),
    box.top - (frame.top + frame.height / 3),
  )
}
