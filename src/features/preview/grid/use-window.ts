import { useEffect, useEffectEvent, useState } from 'react'
import type { CellRange } from './use-grid.ts'

const ROW_BLOCK = 64
const COLUMN_BLOCK = 16

/** What was read of a grid, and where it lies there. */
export interface GridWindow<Value> extends CellRange {
  value: Value
}

/**
 * The cells in view and some around them, in blocks. While others come, those that are there stay.
 *
 * @param version of what is read; another one means that all that was read before is void
 */
export function useWindow<Value>(
  read: (range: CellRange) => Promise<Value>,
  version: unknown,
  rows: number,
  view: CellRange,
): GridWindow<Value> | undefined {
  const [fetched, setFetched] = useState<GridWindow<Value> & { version: unknown }>()
  const from = Math.max(0, (Math.floor(view.from / ROW_BLOCK) - 1) * ROW_BLOCK)
  const to = Math.min(rows, (Math.ceil(view.to / ROW_BLOCK) + 1) * ROW_BLOCK)
  const firstColumn = Math.floor(view.firstColumn / COLUMN_BLOCK) * COLUMN_BLOCK
  const lastColumn = Math.ceil(view.lastColumn / COLUMN_BLOCK) * COLUMN_BLOCK
  const fetch = useEffectEvent(read)
  useEffect(() => {
    let current = true
    const range = { from, to, firstColumn, lastColumn }
    fetch(range).then(
      (value) => current && setFetched({ ...range, version, value }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [version, from, to, firstColumn, lastColumn])
  return fetched?.version === version ? fetched : undefined
}

export function numbersBetween(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
