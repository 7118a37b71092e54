import { useEffect, useEffectEvent, useState, type KeyboardEvent, type RefObject } from 'react'
import { announce } from '#ui/feedback/announcer.tsx'
import type { BinaryRow } from '../list/rows.ts'
import { isColumnId } from '../search/search-view.ts'
import { moveColumn, setWidth, visibleColumns } from './column-settings.ts'
import { columnStore } from './column-store.ts'
import { columnTitles } from './columns.tsx'
import { gridCommand, type GridCommand } from './grid-navigation.ts'
import { NOTHING_SELECTED, selectAll, selectRange, toggleRow, type Selection } from './selection.ts'
import { cellAt, type ActiveCell } from './use-active-cell.ts'

export interface GridKeysOptions {
  grid: RefObject<HTMLElement | null>
  rows: readonly BinaryRow[]
  columns: readonly string[]
  /** Rows that fit in the view. */
  page: number
  active: ActiveCell
  selection: Selection
  openId: string | undefined
  scrollTo: (row: number) => void
  onSelection: (selection: Selection) => void
  pane: FollowingPane
}

export interface FollowingPane {
  /** The arrow keys have moved to this row. */
  follow: (id: string | undefined) => void
  onOpen: (row: BinaryRow) => void
  onPreview: (id: string | undefined) => void
}

/** Milliseconds that a held arrow key has to rest: only the row where it does is worth a request. */
const REST = 150

/**
 * Shows the row where the arrow keys come to rest in the open pane. Whatever else is asked for first, or the list's
 * leaving the screen, takes that back: it must not undo what came after it.
 */
export function useFollowingPane(
  props: Pick<FollowingPane, 'onOpen' | 'onPreview'> & { openId: string | undefined },
): FollowingPane {
  const { openId, onOpen, onPreview } = props
  const [next, setNext] = useState<string>()
  const onRest = useEffectEvent(() => {
    if (next !== undefined) onPreview(next)
    setNext(undefined)
  })
  useEffect(() => {
    if (next === undefined) return undefined
    const timer = setTimeout(() => onRest(), REST)
    return () => clearTimeout(timer)
  }, [next])
  return {
    follow: (id) => setNext(openId === undefined ? undefined : id),
    onOpen: (row) => {
      setNext(undefined)
      onOpen(row)
    },
    onPreview: (id) => {
      setNext(undefined)
      onPreview(id)
    },
  }
}

/** @returns the grid's key handler: what `gridCommand` says, done */
export function useGridKeys(options: GridKeysOptions): (event: KeyboardEvent) => void {
  const { active, rows, columns, page } = options
  return (event) => {
    if (event.defaultPrevented) return
    if (active.position.row < 0 && pressHeader(event)) return
    const bounds = { rows: rows.length, columns: columns.length, page }
    const command = gridCommand(active.position, event, bounds)
    if (command === undefined || !carryOut(command, options)) return
    event.preventDefault()
  }
}

/** @returns whether anything was done */
export function carryOut(command: GridCommand, options: GridKeysOptions): boolean {
  const { active, rows, selection, pane } = options
  const row = rows[active.position.row]
  switch (command.type) {
    case 'move':
    case 'extend': {
      const to = rows[command.to.row]
      if (command.type === 'extend' && row && to) {
        options.onSelection(selectRange(selection, rows, row.id, to.id))
      }
      if (command.to.row >= 0) options.scrollTo(command.to.row)
      active.moveTo(command.to)
      if (command.to.row !== active.position.row) pane.follow(to?.id)
      return true
    }
    case 'toggle':
      if (row) options.onSelection(toggleRow(selection, row.id))
      return true
    case 'range':
      if (row) options.onSelection(selectRange(selection, rows, row.id, row.id))
      return true
    case 'all':
      options.onSelection(selectAll(rows))
      return true
    case 'escape':
      return escape(options)
    case 'open':
      if (row) pane.onOpen(row)
      return true
    case 'preview':
      if (row) pane.onPreview(row.id)
      return true
    case 'resize':
    case 'reorder':
      return changeColumn(command, options)
  }
}

function escape({ selection, openId, onSelection, pane }: GridKeysOptions): boolean {
  if (selection.ids.size > 0) onSelection(NOTHING_SELECTED)
  else if (openId !== undefined) pane.onPreview(undefined)
  else return false
  return true
}

function changeColumn(
  command: GridCommand & { type: 'resize' | 'reorder' },
  { active, grid }: GridKeysOptions,
): boolean {
  const { column } = active
  if (!isColumnId(column)) return false
  const settings = columnStore.get()
  if (command.type === 'reorder') {
    const moved = moveColumn(settings, column, command.by)
    columnStore.set(moved)
    const place = visibleColumns(moved).indexOf(column)
    // The same column at its new place: moving its cell has taken the focus from it.
    active.moveTo(active.position)
    announce(`${columnTitles[column]} is column ${place + 1} of ${visibleColumns(moved).length}`)
    return true
  }
  const width = cellAt(grid.current, -1, column)?.offsetWidth ?? 0
  const sized = setWidth(settings, column, width + command.by * STEP)
  columnStore.set(sized)
  announce(`${columnTitles[column]} is ${sized.widths[column] ?? width} pixels wide`)
  return true
}

/** Pixels of one key press. */
const STEP = 16

/** Focus is on the header cell, its button or box does the work; focus on the button itself needs no help. */
function pressHeader(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' && event.key !== ' ') return false
  if (event.target instanceof HTMLElement && event.target.role === 'columnheader') {
    event.preventDefault()
    event.target.querySelector<HTMLElement>('button, input')?.click()
  }
  return true
}
