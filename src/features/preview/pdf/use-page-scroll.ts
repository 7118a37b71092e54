import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { pagesNear, placeAt, topOfPlace, type PageLayout, type Place } from './page-layout.ts'

/**
 * Where the reader is among the pages. After a zoom or a turn, and when late pages turn out to be of another size,
 * the same place is in view again.
 */
export function usePageScroll(
  scroller: RefObject<HTMLElement | null>,
  layout: PageLayout,
  view: number,
) {
  const [top, setTop] = useState(0)
  const place = useRef<Place>({ page: 1, share: -1 })

  useLayoutEffect(() => {
    const element = scroller.current
    element?.scrollTo(element.scrollLeft, topOfPlace(layout, place.current))
  }, [scroller, layout])

  function onScroll() {
    const element = scroller.current
    if (!element) return
    place.current = placeAt(layout, element.scrollTop, view)
    setTop(element.scrollTop)
  }
  /** @param above how much of what is before the place stays in view, in CSS pixels */
  function goTo(to: Place, above = 0) {
    const element = scroller.current
    element?.scrollTo(element.scrollLeft, topOfPlace(layout, to) - above)
  }
  return {
    page: placeAt(layout, top, view).page,
    near: pagesNear(layout, top, view),
    onScroll,
    goTo,
  }
}
