import { useSyncExternalStore } from 'react'

/** Whether two panes fit beside each other; what `split.module.css` asks too. */
const WIDE = '(width >= 60rem)'

/** Whether the window is wide enough for two panes; on a narrow one they are two pages. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
