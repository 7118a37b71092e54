import { useLayoutEffect, useRef, useState, type FocusEvent, type RefObject } from 'react'
import type { BinaryRow } from '../list/rows.ts'
import type { Position } from './grid-navigation.ts'

export interface ActiveCell {
  /** Where the tab stop is now; -1 is the header. */
  position: Position
  column: string
  /** Moves the tab stop and the focus with it, once that row is drawn. */
  moveTo: (position: Position) => void
  /** Takes over a focus that came by mouse or by Tab. */
  onFocus: (event: FocusEvent) => void
}

/** The one cell of the grid that Tab reaches. It belongs to its row's id, and goes where the row goes. */
export function useActiveCell(
  grid: RefObject<HTMLElement | null>,
  rows: readonly BinaryRow[],
  columns: readonly string[],
): ActiveCell {
  const [active, setActive] = useState<Active>({ row: 0, id: undefined, column: 'name' })
  const wanted = useRef(false)
  const row = placeOf(rows, active)
  const column = columns.includes(active.column) ? active.column : (columns[0] ?? 'select')
  useLayoutEffect(() => {
    if (!wanted.current) return
    wanted.current = false
    cellAt(grid.current, row, column)?.focus({ preventScroll: true })
  })
  return {
    position: { row, column: columns.indexOf(column) },
    column,
    moveTo: (to) => {
      wanted.current = true
      setActive({ row: to.row, id: rows[to.row]?.id, column: columns[to.column] ?? column })
    },
    onFocus: (event) => {
      const found = placeOfElement(event.target)
      if (found) setActive({ ...found, id: rows[found.row]?.id })
    },
  }
}

interface Active {
  row: number
  id: string | undefined
  column: string
}

/** The row's place by its id; where it is gone, the place that it had. */
function placeOf(rows: readonly BinaryRow[], { row, id }: Active): number {
  if (rows.length === 0 || row < 0) return -1
  if (id === undefined || rows[row]?.id === id) return Math.min(row, rows.length - 1)
  const found = rows.findIndex((one) => one.id === id)
  return found === -1 ? Math.min(row, rows.length - 1) : found
}

export function cellAt(grid: HTMLElement | null, row: number, column: string): HTMLElement | null {
  return grid?.querySelector(`[data-row="${row}"] > [data-column="${column}"]`) ?? null
}

function placeOfElement(element: Element): { row: number; column: string } | undefined {
  const column = element.closest<HTMLElement>('[data-column]')?.dataset['column']
  const row = Number(element.closest<HTMLElement>('[data-row]')?.dataset['row'])
  return column === undefined || Number.isNaN(row) ? undefined : { row, column }
}
