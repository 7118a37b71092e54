import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { NavigationType, useLocation, useNavigationType } from 'react-router'

/**
 * Pages scroll inside `main`, whose position neither browser nor router remembers: Back restores it, a new page starts
 * at the top. A change of the query string alone keeps the position.
 */
export function useScrollMemory(main: RefObject<HTMLElement | null>): void {
  const { key, pathname } = useLocation()
  const how = useNavigationType()
  const places = useRef(new Map<string, number>())
  const page = useRef({ key, pathname })
  useLayoutEffect(() => {
    const left = page.current
    page.current = { key, pathname }
    if (left.pathname === pathname) return
    main.current?.scrollTo(0, how === NavigationType.Pop ? (places.current.get(key) ?? 0) : 0)
  }, [key, pathname, how, main])
  useEffect(() => {
    const element = main.current
    const keep = () => places.current.set(page.current.key, element?.scrollTop ?? 0)
    element?.addEventListener('scroll', keep, { passive: true })
    return () => element?.removeEventListener('scroll', keep)
  }, [main])
}
