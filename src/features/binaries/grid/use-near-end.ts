import { useEffect } from 'react'
import type { RowWindow } from './use-row-window.ts'

/**
 * Calls for more rows two screens before the last one comes into view; again whenever `onNearEnd` is another function,
 * as it is after each page.
 */
export function useNearEnd({ seen, page }: RowWindow, count: number, onNearEnd: () => void) {
  const near = seen + 2 * page >= count
  useEffect(() => {
    if (near) onNearEnd()
  }, [near, onNearEnd])
}
