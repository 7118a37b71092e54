import { useEffect, useRef, useLayoutEffect, type RefObject } from 'react'
import { useLocation, NavigationType, useNavigationType } from 'react-router'
import { announce } from '#ui/feedback/announcer.tsx'

/**
 * After a change of page, puts focus where reading begins: on its heading, which a screen reader then speaks.
 * A page that has focused something itself keeps it, and has its title spoken instead. A change of the search alone is
 * a change within the page and moves nothing.
 *
 * @returns the ref for `main`
 */
export function useRouteFocus() {
  const main = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    const element = main.current
    if (!element) return
    if (element !== document.activeElement && element.contains(document.activeElement)) {
      announce(document.title)
      return
    }
    const heading = element.querySelector('h1')
    const target = heading ?? element
    target.focus({ preventScroll: true })
    if (!heading) announce(document.title)
  }, [pathname])
  return main
}

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
