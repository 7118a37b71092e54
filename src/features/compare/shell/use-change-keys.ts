import { useEffect, useRef, type KeyboardEvent as ReactKeyboardEvent } from 'react'

interface Steps {
  next: () => void
  previous: () => void
}

/** Those who take the keys, the innermost last: only that one has them. */
const takers: { current: Steps }[] = []

/** `n` and `p` anywhere on the page but in a field or a dialog. @param isOn false for a part of another comparison */
export function useChangeKeys(isOn: boolean, go: Steps): void {
  const latest = useRef(go)
  useEffect(() => {
    latest.current = go
  })
  useEffect(() => {
    if (!isOn) return undefined
    function onKeyDown(event: KeyboardEvent) {
      if (takers.at(-1) !== latest || event.defaultPrevented) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const inField =
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, dialog, [contenteditable]') !== null
      if (inField) return
      if (event.key === 'n') latest.current.next()
      if (event.key === 'p') latest.current.previous()
    }
    takers.push(latest)
    document.addEventListener('keydown', onKeyDown)
    return () => {
      takers.splice(takers.indexOf(latest), 1)
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [isOn])
}

/** The same keys where a part shows changes, while the focus is inside it. */
export function stepByKey(
  event: ReactKeyboardEvent,
  current: number | undefined,
  count: number,
  onGo: (change: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  const isTyping = 'input:not([type=range]), textarea, select'
  if (event.target instanceof Element && event.target.matches(isTyping)) return
  const next = current === undefined ? 0 : current + 1
  const to = event.key === 'n' ? next : event.key === 'p' ? (current ?? 1) - 1 : undefined
  if (to === undefined || to < 0 || to >= count) return
  event.preventDefault()
  onGo(to)
}
