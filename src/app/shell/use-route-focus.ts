import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
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
