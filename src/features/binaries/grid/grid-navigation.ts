/** What a key means in the grid (https://www.w3.org/WAI/ARIA/apg/patterns/grid/): no DOM, no state, only meaning. */

/** `row` -1 is the header; columns count what is visible, from 0. */
export interface Position {
  row: number
  column: number
}

export interface GridBounds {
  rows: number
  columns: number
  /** Rows that fit in the view. */
  page: number
}

export interface GridKey {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

export type GridCommand =
  | { type: 'move'; to: Position }
  /** Move, and select from the anchor to there. */
  | { type: 'extend'; to: Position }
  /** Select or deselect this row. */
  | { type: 'toggle' }
  /** Select from the anchor to this row. */
  | { type: 'range' }
  | { type: 'all' }
  /** Give up the selection, or else the reading pane. */
  | { type: 'escape' }
  /** The row's own page. */
  | { type: 'open' }
  /** The row beside the list. */
  | { type: 'preview' }
  /** A header: wider or narrower, in steps. */
  | { type: 'resize'; by: 1 | -1 }
  /** A header: one place to the right or left. */
  | { type: 'reorder'; by: 1 | -1 }

/** @returns undefined for a key that means nothing to the grid and is left to the browser */
export function gridCommand(
  at: Position,
  key: GridKey,
  bounds: GridBounds,
): GridCommand | undefined {
  if (key.altKey) return undefined
  const ctrl = key.ctrlKey || key.metaKey
  if (key.key === 'Escape') return { type: 'escape' }
  if (ctrl && !key.shiftKey && key.key.toLowerCase() === 'a') return { type: 'all' }
  return at.row < 0 ? headerCommand(at, key, ctrl, bounds) : rowCommand(at, key, ctrl, bounds)
}

function headerCommand(
  at: Position,
  key: GridKey,
  ctrl: boolean,
  bounds: GridBounds,
): GridCommand | undefined {
  const sideways = key.key === 'ArrowRight' ? 1 : key.key === 'ArrowLeft' ? -1 : undefined
  if (sideways !== undefined && key.shiftKey) {
    return ctrl ? { type: 'reorder', by: sideways } : { type: 'resize', by: sideways }
  }
  if (key.shiftKey) return undefined
  return move(at, key.key, ctrl, bounds)
}

function rowCommand(
  at: Position,
  key: GridKey,
  ctrl: boolean,
  bounds: GridBounds,
): GridCommand | undefined {
  if (key.key === ' ') return key.shiftKey ? { type: 'range' } : { type: 'toggle' }
  if (key.key === 'Enter') {
    // Ctrl+Enter on a link opens a tab: the browser's own.
    if (ctrl) return undefined
    return key.shiftKey ? { type: 'preview' } : { type: 'open' }
  }
  const command = move(at, key.key, ctrl, bounds)
  if (!key.shiftKey || command === undefined) return command
  // A range never runs into the header, and sideways there is nothing to select.
  if (command.to.row < 0) return undefined
  return changesRow(key.key, ctrl) ? { type: 'extend', to: command.to } : undefined
}

function move(
  at: Position,
  key: string,
  ctrl: boolean,
  bounds: GridBounds,
): { type: 'move'; to: Position } | undefined {
  const to = target(at, key, ctrl, bounds)
  if (to === undefined) return undefined
  const row = bounds.rows === 0 ? -1 : Math.min(Math.max(to.row, -1), bounds.rows - 1)
  const column = Math.min(Math.max(to.column, 0), bounds.columns - 1)
  return { type: 'move', to: { row, column } }
}

function target(
  at: Position,
  key: string,
  ctrl: boolean,
  { rows, columns, page }: GridBounds,
): Position | undefined {
  const { row, column } = at
  const jump = Math.max(1, page - 1)
  switch (key) {
    case 'ArrowDown':
      return { row: ctrl ? rows - 1 : row + 1, column }
    case 'ArrowUp':
      return { row: ctrl ? 0 : row - 1, column }
    case 'ArrowRight':
      return { row, column: ctrl ? columns - 1 : column + 1 }
    case 'ArrowLeft':
      return { row, column: ctrl ? 0 : column - 1 }
    case 'Home':
      return { row: ctrl ? 0 : row, column: 0 }
    case 'End':
      return { row: ctrl ? rows - 1 : row, column: columns - 1 }
    case 'PageDown':
      return { row: row + jump, column }
    case 'PageUp':
      // From within the rows the header is only an arrow away, never a page.
      return { row: row < 0 ? -1 : Math.max(0, row - jump), column }
    default:
      return undefined
  }
}

function changesRow(key: string, ctrl: boolean): boolean {
  return /^(ArrowUp|ArrowDown|PageUp|PageDown)$/.test(key) || (ctrl && /^(Home|End)$/.test(key))
}
