import { useSyncExternalStore } from 'react'

let asked = false
const listeners = new Set<() => void>()

/**
 * Whether the page is being printed: what is drawn only near the view is drawn whole then. The browser's own command counts
 * as well as ours.
 */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting)
}

/** Draws the page as it is printed, then prints it. */
export async function printPage(): Promise<void> {
  set(true)
  // Two frames: one in which all is drawn, one in which what waits for a size is.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  try {
    window.print()
  } finally {
    set(false)
  }
}

function isPrinting(): boolean {
  return asked || matchMedia('print').matches
}

function set(printing: boolean): void {
  asked = printing
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia('print')
  const onBefore = () => set(true)
  const onAfter = () => set(false)
  listeners.add(listener)
  query.addEventListener('change', listener)
  window.addEventListener('beforeprint', onBefore)
  window.addEventListener('afterprint', onAfter)
  return () => {
    listeners.delete(listener)
    query.removeEventListener('change', listener)
    window.removeEventListener('beforeprint', onBefore)
    window.removeEventListener('afterprint', onAfter)
  }
}
