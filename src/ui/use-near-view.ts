import { useEffect, useRef, type RefObject } from 'react'

/**
 * Calls `onNear` once the element comes within a screen of the view: for lists that load more while scrolling.
 * @param on false while there is nothing more to load; when it turns true again, the position is checked again
 */
export function useNearView<Element extends HTMLElement>(
  on: boolean,
  onNear: () => void,
): RefObject<Element | null> {
  const element = useRef<Element>(null)
  const call = useRef(onNear)
  useEffect(() => {
    call.current = onNear
  })
  useEffect(() => {
    if (!on || element.current === null) return undefined
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) call.current()
      },
      { root: scrollerOf(element.current), rootMargin: '100% 0px' },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [on])
  return element
}

/** The margin of an observer applies to its root alone: without this one, a page that scrolls inside has none. */
function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return null
}
