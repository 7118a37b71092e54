import { useEffect, useRef, type RefObject } from 'react'

/**
 * Calls once the element comes within a screen of the view: for lists that go on as one scrolls.
 * @param on false while there is nothing to call for; when it turns true again, the place is looked at anew
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
      { rootMargin: '100% 0px' },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [on])
  return element
}
