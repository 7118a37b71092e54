import { useEffect, useState, type RefObject } from 'react'

export interface GridMetrics {
  /** Pixels: by density and width, as the style sheet says. */
  rowHeight: number
  headHeight: number
  /** Of what the grid scrolls in. */
  width: number
  /** Too narrow for columns: rows become two lines. */
  narrow: boolean
}

/**
 * Measured rather than computed, so that tokens and media queries stay the only place that knows.
 *
 * @param probe an element as tall as a row, @param scroller what the grid scrolls in
 */
export function useGridMetrics(
  scroller: RefObject<HTMLElement | null>,
  probe: RefObject<HTMLElement | null>,
): GridMetrics {
  const [metrics, setMetrics] = useState<GridMetrics>(FIRST)
  useEffect(() => {
    const measure = () => {
      const rowHeight = probe.current?.offsetHeight ?? 0
      const headHeight = scroller.current?.querySelector<HTMLElement>('[data-head]')?.offsetHeight
      const width = scroller.current?.clientWidth ?? 0
      if (rowHeight === 0 || width === 0) return
      const next = {
        rowHeight,
        headHeight: headHeight ?? rowHeight,
        width,
        narrow: width < NARROW_BELOW,
      }
      setMetrics((now) => (same(now, next) ? now : next))
    }
    const observer = new ResizeObserver(measure)
    for (const element of [scroller.current, probe.current]) {
      if (element) observer.observe(element)
    }
    return () => observer.disconnect()
  }, [probe, scroller])
  return metrics
}

/** Pixels of the grid, not of the window: beside a reading pane the grid is narrow too. */
const NARROW_BELOW = 480

const FIRST: GridMetrics = {
  rowHeight: 36,
  headHeight: 36,
  width: innerWidth,
  narrow: innerWidth < NARROW_BELOW,
}

function same(a: GridMetrics, b: GridMetrics): boolean {
  return a.rowHeight === b.rowHeight && a.headHeight === b.headHeight && a.width === b.width
}
