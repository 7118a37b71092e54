import { useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react'

interface KeptFocus {
  /** Of the row that has the focus. */
  key: () => string | undefined
  onFocus: (event: FocusEvent) => void
  onBlur: () => void
}

/**
 * Keeps the focus in a list whose rows and buttons come and go by themselves: it moves to what took the place of what
 * left, in the same row if that is still there, else in the next one, else to the list.
 * @param keys of the rows, in their order; each row has its own in `data-key`
 */
export function useKeptFocus(
  list: RefObject<HTMLElement | null>,
  keys: readonly string[],
): KeptFocus {
  const held = useRef<{ key: string; index: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const { current } = held
    if (current === undefined) return
    const index = keys.indexOf(current.key)
    if (index !== -1) held.current = { key: current.key, index }
    // A blur of the user's has ended it: what is removed while it has the focus tells nobody.
    if (document.activeElement !== document.body) return
    const key = index === -1 ? keys[Math.min(current.index, keys.length - 1)] : current.key
    const row = key === undefined ? null : list.current?.querySelector(`[data-key="${key}"]`)
    const next = row?.querySelector<HTMLElement>('button, a[href]') ?? list.current
    next?.focus({ preventScroll: index === -1 })
  })
  return {
    key: () => held.current?.key,
    onFocus: ({ target }) => {
      const key = target.closest<HTMLElement>('[data-key]')?.dataset['key']
      held.current = key === undefined ? undefined : { key, index: keys.indexOf(key) }
    },
    onBlur: () => {
      held.current = undefined
    },
  }
}
