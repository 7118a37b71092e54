import { useEffect, useEffectEvent } from 'react'

/** Tells once that something is on the screen: after the frame in which it was drawn. */
export function useOnceShown(isShown: boolean, tell: (() => void) | undefined): void {
  const onShown = useEffectEvent(() => tell?.())
  useEffect(() => {
    if (!isShown) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(onShown)
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [isShown])
}
