import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { clampRow, isScaled, rowAt, topOf, type RowScroll } from './row-scroll.ts'

/**
 * Keeps the first row in view and the scroll bar in step. Where the bar is only a scale, the wheel moves by rows
 * instead of by the bar, or the smallest turn would jump over thousands of them.
 */
export function useRowScroll(scroller: RefObject<HTMLElement | null>, scroll: RowScroll) {
  const [row, setRow] = useState(0)
  /** Where we put the bar ourselves: the event that this causes must not move the row again. */
  const placed = useRef<number>(undefined)

  function moveTo(wanted: number) {
    const next = clampRow(scroll, wanted)
    setRow(next)
    const element = scroller.current
    if (!element) return
    element.scrollTo(element.scrollLeft, topOf(scroll, next))
    placed.current = element.scrollTop
  }
  function onScroll() {
    const top = scroller.current?.scrollTop ?? 0
    if (top === placed.current) return
    placed.current = undefined
    setRow(rowAt(scroll, top))
  }
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!isScaled(scroll) || event.ctrlKey || event.deltaY === 0) return
    event.preventDefault()
    const rows = event.deltaMode === 0 ? event.deltaY / scroll.rowHeight : event.deltaY
    moveTo(row + (Math.trunc(rows) || Math.sign(rows)))
  })
  useEffect(() => {
    const element = scroller.current
    const listen = (event: WheelEvent) => onWheel(event)
    // React listens passively, and could not hold the wheel.
    element?.addEventListener('wheel', listen, { passive: false })
    return () => element?.removeEventListener('wheel', listen)
  }, [scroller])
  return { row: clampRow(scroll, row), moveTo, onScroll }
}
