import { useEffect, useEffectEvent, type RefObject } from 'react'

/** Rows that Page Up and Page Down pass. */
const PAGE = 10
/** All that is used by itself. */
const WIDGET = 'input, select, textarea, button, a[href]'
/** A cell that has the focus itself: its fields are entered by Enter or F2. In all others each button is a place. */
const CELL = '[data-stop]'

interface Rows {
  /** Of the whole table; few of them are drawn. */
  count: number
  /** Draws a row. */
  scrollTo: (index: number) => void
}

/**
 * One Tab stop for a table of thousands of fields: arrow keys move between its cells, Enter or F2 goes into one, Escape
 * back (https://www.w3.org/WAI/ARIA/apg/patterns/grid/). The pointer may use every field as it stands.
 * @param grid the table, with rows that say their `data-index`
 * @param isOn false: each field is a stop
 */
export function useOneTabStop(grid: RefObject<HTMLElement | null>, isOn: boolean, rows: Rows) {
  const count = useEffectEvent(() => rows.count)
  const scrollTo = useEffectEvent((index: number) => rows.scrollTo(index))
  useEffect(() => {
    const element = grid.current
    if (!isOn || element === null) return undefined
    const stops = new TabStops(element, {
      count: () => count(),
      scrollTo: (index) => scrollTo(index),
    })
    return () => stops.end()
  }, [grid, isOn])
}

interface Asked {
  count: () => number
  scrollTo: (index: number) => void
}

class TabStops {
  readonly #grid: HTMLElement
  readonly #rows: Asked
  readonly #ended = new AbortController()
  readonly #observer = new MutationObserver(() => this.#changed())
  /** Where Tab comes to. */
  #stop: HTMLElement | undefined
  /** The cell whose fields are being used. */
  #entered: HTMLElement | undefined
  #place = { row: 0, cell: 0, widget: 0 }
  #hasFocus = false
  #count: number

  constructor(grid: HTMLElement, rows: Asked) {
    this.#grid = grid
    this.#rows = rows
    this.#count = rows.count()
    const { signal } = this.#ended
    grid.addEventListener('focusin', ({ target }) => this.#focused(target), { signal })
    grid.addEventListener('focusout', ({ relatedTarget }) => this.#left(relatedTarget), { signal })
    grid.addEventListener('keydown', (event) => this.#pressed(event), { signal })
    this.#observer.observe(grid, { childList: true, subtree: true })
    this.#mark()
  }

  end(): void {
    this.#ended.abort()
    this.#observer.disconnect()
    for (const element of this.#all()) element.removeAttribute('tabindex')
  }

  #all(): NodeListOf<HTMLElement> {
    return this.#grid.querySelectorAll<HTMLElement>(`${CELL}, ${WIDGET}`)
  }

  /** Rows come and go; what Tab comes to must be there. */
  #mark(): void {
    if (this.#stop?.isConnected !== true) {
      const row = this.#row(this.#place.row) ?? this.#grid.querySelector('[data-index]')
      this.#stop = row ? this.#nearest(row) : undefined
    }
    for (const element of this.#all()) {
      const isUsed = element === this.#stop || this.#entered?.contains(element) === true
      const tabIndex = isUsed ? 0 : -1
      if (element.getAttribute('tabindex') !== String(tabIndex)) element.tabIndex = tabIndex
    }
  }

  /** With a row that is removed, the focus goes to the one that takes its place. */
  #changed(): void {
    const before = this.#count
    this.#count = this.#rows.count()
    const isLost = this.#hasFocus && this.#stop?.isConnected !== true
    this.#mark()
    if (isLost && this.#count < before) this.#goTo(this.#place.row)
  }

  #focused(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return
    const cell = target.closest<HTMLElement>(CELL)
    const row = target.closest('[data-index]')
    if (row === null) return
    this.#hasFocus = true
    this.#stop = cell ?? target
    this.#entered = cell !== null && cell !== target ? cell : undefined
    const own = [...row.children].find((one) => one.contains(target))
    this.#place = {
      row: Number(row.getAttribute('data-index')),
      cell: own ? [...row.children].indexOf(own) : 0,
      widget: own ? Math.max(0, widgetsOf(own).indexOf(target)) : 0,
    }
    this.#mark()
  }

  #left(to: EventTarget | null): void {
    const isStill = to instanceof Node && this.#grid.contains(to)
    if (to instanceof Node) this.#hasFocus = isStill
    if (to instanceof Node && this.#entered?.contains(to) === true) return
    this.#entered = undefined
    if (!isStill) this.#mark()
  }

  #pressed(event: KeyboardEvent): void {
    const { target, key } = event
    if (!(target instanceof HTMLElement) || event.altKey || event.metaKey) return
    const done = () => {
      event.preventDefault()
      // The dialog would close, or the form be sent.
      event.stopPropagation()
    }
    if (this.#entered !== undefined && target !== this.#entered) {
      const isTyped = target instanceof HTMLInputElement && target.type !== 'checkbox'
      if (key !== 'Escape' && key !== 'F2' && !(key === 'Enter' && isTyped)) return
      this.#entered.focus()
      return done()
    }
    if ((key === 'Enter' || key === 'F2') && target.matches(CELL)) {
      const [widget] = widgetsOf(target)
      widget?.focus()
      if (widget instanceof HTMLInputElement) widget.select()
      return done()
    }
    if (this.#move(target, key, event.ctrlKey)) done()
  }

  /** @returns whether the key moves anything */
  #move(from: HTMLElement, key: string, isFar: boolean): boolean {
    const row = from.closest('[data-index]')
    if (row === null) return false
    const { row: at } = this.#place
    const places = placesIn(row)
    const here = places.indexOf(from)
    switch (key) {
      case 'ArrowRight':
        places[here + 1]?.focus()
        return true
      case 'ArrowLeft':
        places[here - 1]?.focus()
        return true
      case 'Home':
      case 'End': {
        const isEnd = key === 'End'
        places.at(isEnd ? -1 : 0)?.focus()
        if (isFar) this.#goTo(isEnd ? this.#rows.count() - 1 : 0)
        return true
      }
      case 'ArrowDown':
      case 'ArrowUp':
      case 'PageDown':
      case 'PageUp': {
        const step = key.startsWith('Page') ? PAGE : 1
        this.#goTo(key.endsWith('Down') ? at + step : at - step)
        return true
      }
      default:
        return false
    }
  }

  /** To a row, in the same column. One that is not drawn yet comes with the next frames. */
  #goTo(index: number, triesLeft = 10): void {
    const row = Math.max(0, Math.min(index, this.#rows.count() - 1))
    const element = this.#row(row)
    this.#place = { ...this.#place, row }
    if (element) return this.#nearest(element)?.focus()
    this.#rows.scrollTo(row)
    if (triesLeft === 0 || this.#ended.signal.aborted) return
    requestAnimationFrame(() => this.#goTo(row, triesLeft - 1))
  }

  #row(index: number): Element | null {
    return this.#grid.querySelector(`[data-index="${index}"]`)
  }

  /** What has the focus of a row's cell in the column of the last one. */
  #nearest(row: Element): HTMLElement | undefined {
    const { cell, widget } = this.#place
    const places = placesIn(row)
    const inCell = places.filter((place) => row.children[cell]?.contains(place))
    return inCell[widget] ?? inCell.at(-1) ?? places[0]
  }
}

/** All that can have the focus without a cell being entered, in order. A narrow screen hides some. */
function placesIn(row: Element): HTMLElement[] {
  const places = [...row.children].flatMap((cell) => {
    if (!(cell instanceof HTMLElement)) return []
    if (!cell.matches(CELL)) return widgetsOf(cell)
    return cell.childElementCount > 0 ? [cell] : []
  })
  return places.filter((place) => place.checkVisibility())
}

function widgetsOf(cell: Element): HTMLElement[] {
  return [...cell.querySelectorAll<HTMLElement>(WIDGET)]
}
