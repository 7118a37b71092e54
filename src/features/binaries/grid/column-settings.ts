/** Which columns the reader has chosen, in which order and how wide; kept on this machine. */
import { isRecord } from '#lib/is-record.ts'
import { COLUMN_IDS, isColumnId, type ColumnId } from '../search/search-view.ts'

export interface ColumnSettings {
  /** Every column once, hidden ones too: they come back where they were. */
  order: readonly ColumnId[]
  hidden: readonly ColumnId[]
  /** Pixels, of those that were sized by hand. */
  widths: Readonly<Partial<Record<ColumnId, number>>>
}

export const DEFAULT_COLUMNS: ColumnSettings = {
  order: COLUMN_IDS,
  // Few files come out of folders.
  hidden: ['folder'],
  widths: {},
}

export const NARROWEST = 56
export const WIDEST = 800

/** The name is what a row is known by. */
export function canHide(column: ColumnId): true | string {
  return column !== 'name' || 'The name is always shown: it opens the file.'
}

export function visibleColumns(settings: ColumnSettings): ColumnId[] {
  return settings.order.filter((column) => !settings.hidden.includes(column))
}

/**
 * Those of `columns` that fit into `room` pixels. The least needed leave first; the name and what was sized by hand
 * stay, so that a column does not vanish under the pointer that makes it wider.
 *
 * @param widthOf in pixels
 */
export function fittingColumns(
  columns: readonly ColumnId[],
  settings: ColumnSettings,
  room: number,
  widthOf: (column: ColumnId) => number,
): ColumnId[] {
  let fitting = [...columns]
  const width = () => fitting.reduce((sum, column) => sum + widthOf(column), 0)
  for (const column of LEAST_NEEDED_FIRST) {
    if (width() <= room) break
    if (settings.widths[column] === undefined) fitting = fitting.filter((one) => one !== column)
  }
  return fitting
}

/** What a reader of files misses least comes first. */
const LEAST_NEEDED_FIRST: readonly ColumnId[] = [
  'version',
  'contentType',
  'language',
  'size',
  'kind',
  'securityContext',
  'updated',
]

export function setHidden(
  settings: ColumnSettings,
  column: ColumnId,
  hide: boolean,
): ColumnSettings {
  const others = settings.hidden.filter((one) => one !== column)
  return { ...settings, hidden: hide && canHide(column) === true ? [...others, column] : others }
}

/** One place to the right or left among those that show; at the edge it stays. */
export function moveColumn(settings: ColumnSettings, column: ColumnId, by: 1 | -1): ColumnSettings {
  const visible = visibleColumns(settings)
  const neighbour = visible[visible.indexOf(column) + by]
  if (neighbour === undefined || !visible.includes(column)) return settings
  const order = settings.order.filter((one) => one !== column)
  order.splice(order.indexOf(neighbour) + (by === 1 ? 1 : 0), 0, column)
  return { ...settings, order }
}

export function setWidth(settings: ColumnSettings, column: ColumnId, px: number): ColumnSettings {
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, px)))
  return Number.isNaN(width)
    ? settings
    : { ...settings, widths: { ...settings.widths, [column]: width } }
}

export function formatColumns(settings: ColumnSettings): string {
  return JSON.stringify(settings)
}

/**
 * What was kept, by this version of Binnacle or by another: columns it doesn't know are dropped, columns that are
 * new since then stand where they stand by default, hidden if they are by default, anything broken counts as not kept.
 */
export function parseColumns(text: string | null): ColumnSettings {
  const json = readJson(text)
  if (!isRecord(json)) return DEFAULT_COLUMNS
  const kept = columnsIn(json.order)
  const order = insertMissing([...new Set(kept)])
  const fresh = DEFAULT_COLUMNS.hidden.filter((column) => !kept.includes(column))
  const hidden = [...new Set([...columnsIn(json.hidden), ...fresh])].filter(
    (column) => canHide(column) === true,
  )
  const widths = isRecord(json.widths) ? json.widths : {}
  let settings: ColumnSettings = { order, hidden, widths: {} }
  for (const column of order) {
    const width = Object.hasOwn(widths, column) ? widths[column] : undefined
    if (typeof width === 'number') settings = setWidth(settings, column, width)
  }
  return settings
}

function readJson(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}

function columnsIn(list: unknown): ColumnId[] {
  return Array.isArray(list) ? list.filter(isColumnId) : []
}

/** Each missing one behind its neighbour in the default order. */
function insertMissing(order: ColumnId[]): ColumnId[] {
  COLUMN_IDS.forEach((column, index) => {
    if (order.includes(column)) return
    const before = COLUMN_IDS[index - 1]
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, column)
  })
  return order
}
