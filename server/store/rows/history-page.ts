import type { Page, PageRequest } from '../binaries.ts'
import type { Cursors } from './cursor.ts'
import { milliseconds } from './instants.ts'
import { fittingPage, toName, type NameRow } from './version-names.ts'

type HistoryRequest = PageRequest & { since?: string }

/** Versions that are numbered without gaps: an organization's, or one Binary's. */
export interface Line {
  id?: string
  newest: number
  /** A version's number in it. */
  place: (row: NameRow) => number
  /** The lowest number, up to `newest`, whose instant in milliseconds is this or later; `newest + 1` when none is. */
  firstSince: (instant: number, newest: number) => number | Promise<number>
  /** From `low` to `high`, both included, newest first. */
  range: (low: number, high: number) => NameRow[] | Promise<NameRow[]>
}

/** A page of a line: a range of numbers, below the one at which the walk began. @throws BadCursor */
export async function historyPage(
  cursors: Cursors,
  organizationId: string,
  line: Line,
  { count, cursor, since }: HistoryRequest,
): Promise<Page> {
  const instant = since === undefined ? undefined : milliseconds(since)
  const context = ['history', organizationId, line.id ?? null, instant ?? null]
  const walk = cursor === undefined ? undefined : cursors.read(context, cursor, 3)
  const [newest = line.newest, before = newest + 1] = walk ?? []
  const oldest = walk?.[2] ?? (instant === undefined ? 1 : await line.firstSince(instant, newest))
  const total = newest - oldest + 1
  if (count === 0) return { versions: [], total }
  const shown = fittingPage(await line.range(Math.max(oldest, before - count), before - 1))
  const versions = shown.map(toName)
  const end = shown.at(-1)
  const last = end === undefined ? oldest : line.place(end)
  if (last <= oldest) return { versions, total }
  return { versions, total, next: cursors.write(context, [newest, last, oldest]) }
}
