import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Virtual } from './drawn-rows.tsx'

export interface PageRows {
  /** Of the element around the rows, and of the one in which they lie. */
  around: RefObject<HTMLDivElement | null>
  list: RefObject<HTMLDivElement | null>
  virtual: Virtual
  /** Scrolls a row into the middle of what is seen. */
  show: (index: number) => void
}

/** Where the rows lie in what scrolls. */
interface Place {
  scroller: HTMLElement | null
  /** Pixels from the top of what scrolls to the first row. */
  margin: number
}

/**
 * Rows of which only those near the view are drawn, and which scroll with the page: a comparison with a scroll bar of its own
 * has two of them on the screen, and a small box for what matters. Where nothing around it scrolls, they do.
 */
export function usePageRows(rows: { count: number; height: number; overscan: number }): PageRows {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const around = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const place = usePlaceOf(around, list)
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => place.scroller,
    estimateSize: () => rows.height,
    overscan: rows.overscan,
    scrollMargin: place.margin,
  })
  return {
    around,
    list,
    virtual: {
      getVirtualItems: () =>
        virtual
          .getVirtualItems()
          .map(({ index, start }) => ({ index, start: start - place.margin })),
      getTotalSize: () => virtual.getTotalSize(),
      measureElement: virtual.measureElement,
    },
    show: (index) => virtual.scrollToIndex(index, { align: 'center' }),
  }
}

function usePlaceOf(around: PageRows['around'], list: PageRows['list']): Place {
  const [place, setPlace] = useState<Place>({ scroller: null, margin: 0 })
  useLayoutEffect(() => {
    const [outer, inner] = [around.current, list.current]
    if (outer === null || inner === null) return undefined
    const boxes = boxesAround(outer)
    const scroller = boxes.at(-1) ?? outer
    outer.dataset['scrolls'] = String(scroller === outer)
    const measure = () => {
      const top = inner.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      const margin = Math.round(top - scroller.clientTop + scroller.scrollTop)
      setPlace((before) =>
        before.scroller === scroller && before.margin === margin ? before : { scroller, margin },
      )
    }
    // What stands above the rows is beside one of the boxes around them, where it grows, comes and goes.
    const sizes = new ResizeObserver(measure)
    const observe = () => {
      for (const box of boxes) {
        sizes.observe(box)
        for (const beside of box.children) sizes.observe(beside)
      }
    }
    const comings = new MutationObserver(() => {
      observe()
      measure()
    })
    for (const box of boxes) comings.observe(box, { childList: true })
    observe()
    measure()
    return () => {
      sizes.disconnect()
      comings.disconnect()
    }
  }, [around, list])
  return place
}

/** The boxes in which an element lies, the one that scrolls last; none where nothing does. */
function boxesAround(element: HTMLElement): HTMLElement[] {
  const boxes: HTMLElement[] = []
  for (let box = element.parentElement; box !== null; box = box.parentElement) {
    boxes.push(box)
    if (/auto|scroll/u.test(getComputedStyle(box).overflowY)) return boxes
  }
  return []
}
