import { CELL } from './cell-table.ts'
import type { SheetContent } from './sheet-content.ts'
import { rawValue, showCell, type CellContext } from './show-cell.ts'

export interface FoundCells {
  /** In the order of rows. */
  places: readonly { row: number; column: number }[]
  /** Whether there are more than were looked for. */
  isMore: boolean
}

const MOST = 10_000
/** Cells that are looked through before others get their turn. */
const STEP = 20_000

/**
 * The cells whose shown text or value holds a text, whatever its case.
 *
 * @param pause is awaited now and then; what it throws ends the search
 */
export async function findCells(
  { cells }: SheetContent,
  wanted: string,
  context: CellContext,
  pause: () => Promise<void> = async () => undefined,
): Promise<FoundCells> {
  const query = wanted.toLowerCase()
  const places: { row: number; column: number }[] = []
  // Texts that many cells share are looked through once.
  const known = new Map<number, boolean>()
  const holds = (text: string | undefined) => text?.toLowerCase().includes(query) ?? false
  const matches = (at: number): boolean => {
    if (cells.kindAt(at) !== CELL.text) {
      return holds(showCell(cells, at, context).text) || holds(rawValue(cells, at, context))
    }
    const place = cells.values[at] ?? 0
    const before = known.get(place)
    if (before !== undefined) return before
    const found = holds(showCell(cells, at, context).text)
    known.set(place, found)
    return found
  }
  for (let at = 0; at < cells.count; at += 1) {
    if (at % STEP === 0) await pause()
    if (!matches(at)) continue
    if (places.length === MOST) return { places, isMore: true }
    places.push({ row: cells.rows[at] ?? 0, column: cells.columns[at] ?? 0 })
  }
  return { places, isMore: false }
}
