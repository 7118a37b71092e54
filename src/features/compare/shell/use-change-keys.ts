import { useEffect, useRef } from 'react'

/** `n` and `p` anywhere on the page but in a field or a dialog. */
export function useChangeKeys(go: { next: () => void; previous: () => void }): void {
  const latest = useRef(go)
  useEffect(() => {
    latest.current = go
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const inField =
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, dialog, [contenteditable]') !== null
      if (inField) return
      if (event.key === 'n') latest.current.next()
      if (event.key === 'p') latest.current.previous()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
