import { useLayoutEffect, useRef, type RefObject } from 'react'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'

/**
 * Shows a blob in an `img`, whose `ref` is what it returns. The address is taken away before the picture leaves the
 * document: Chromium keeps one for ever whose source changes afterwards.
 */
export function useBlobSource(blob: Blob): RefObject<HTMLImageElement | null> {
  const picture = useRef<HTMLImageElement>(null)
  useLayoutEffect(() => {
    const element = picture.current
    if (!element) return undefined
    const url = createObjectUrl(blob)
    element.src = url
    return () => {
      element.removeAttribute('src')
      revokeObjectUrl(url)
    }
  }, [blob])
  return picture
}
