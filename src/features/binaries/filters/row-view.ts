import { type BinaryRow, rowsOfPage, type RowSource } from '../list/rows.ts'
import type { RowFilters, Sort } from '../search/search-view.ts'
import {
  type Counts,
  createRowFilter,
  type DateBucket,
  NO_COUNTS,
  type RowFilter,
} from './filters.ts'
import { compareBy, mergeRows, sortRows } from './sort-rows.ts'

/**
 * The rows as the grid shows them: pages joined, filtered, counted and sorted. It lives outside React, because a
 * hundred thousand rows take longer than a frame: work is sliced, and what was shown stays until the next is ready.
 * A page that is only added, as scrolling does, costs its own rows and one merge.
 */

export interface RowViewInput {
  /** Which list the pages belong to. */
  list: string
  pages: readonly RowSource[]
  filters: RowFilters
  sort: Sort | undefined
  dates: readonly DateBucket[]
}

export interface RowSnapshot {
  /** Which list the rows belong to: another than was asked for last until that one is ready. */
  list: string
  /** Filtered and in order. */
  rows: readonly BinaryRow[]
  /** Distinct rows loaded, those included that filters hide. */
  loaded: number
  /** The same with those that were not what was looked for. */
  looked: number
  /** How many pages it is made of. */
  pages: number
  counts: Counts
  /** False while newer input is still being worked on. */
  settled: boolean
}

export interface RowView {
  update: (input: RowViewInput) => void
  subscribe: (listener: () => void) => () => void
  snapshot: () => RowSnapshot
  /** The loaded row with that id, also one that filters hide. */
  get: (id: string) => BinaryRow | undefined
  /** Stops what is running. */
  dispose: () => void
}

export function createRowView(): RowView {
  let shown: Work | undefined
  let wanted: RowViewInput | undefined
  let current: RowSnapshot = EMPTY
  let stop = () => {}
  const listeners = new Set<() => void>()
  const publish = (snapshot: RowSnapshot) => {
    current = snapshot
    for (const listener of listeners) listener()
  }
  return {
    update: (input) => {
      if (wanted && sameInput(wanted, input)) return
      wanted = input
      stop()
      let finished = false
      const steps = shown && extendsInput(shown, input) ? extend(shown, input) : compute(input)
      stop = runInSlices(steps, (work) => {
        finished = true
        shown = work
        publish(work.snapshot)
      })
      if (!finished && current.settled) publish({ ...current, settled: false })
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => current,
    get: (id) => shown?.seen.get(id),
    dispose: () => {
      stop()
      // Whoever comes back (React's strict mode does) starts over with the same input.
      wanted = undefined
    },
  }
}

interface Work {
  input: RowViewInput
  /** All rows by id, hidden ones too: servers repeat an entry at a page's edge. */
  seen: Map<string, BinaryRow>
  /** What pages brought and a search in the console has dropped. */
  dropped: Set<string>
  snapshot: RowSnapshot
}

const EMPTY: RowSnapshot = {
  list: '',
  rows: [],
  loaded: 0,
  looked: 0,
  pages: 0,
  counts: NO_COUNTS,
  settled: true,
}

function* compute(input: RowViewInput): Generator<void, Work> {
  const seen = new Map<string, BinaryRow>()
  const rowFilter = createRowFilter(input.filters, input.dates)
  const { kept, fresh } = yield* addRows(input.pages, seen, rowFilter)
  const rows = input.sort ? yield* sortRows(kept, compareBy(input.sort)) : kept
  const dropped = new Set(input.pages.flatMap((page) => page.dropped ?? []))
  return {
    input,
    seen: fresh,
    dropped,
    snapshot: snapshotOf({ input, rows, dropped }, fresh, rowFilter),
  }
}

function* extend(work: Work, input: RowViewInput): Generator<void, Work> {
  const { rows, counts } = work.snapshot
  const rowFilter = createRowFilter(input.filters, input.dates, counts)
  const added = input.pages.slice(work.input.pages.length)
  const { kept, fresh } = yield* addRows(added, work.seen, rowFilter)
  let merged = [...rows, ...kept]
  if (input.sort) {
    const compare = compareBy(input.sort)
    merged = yield* mergeRows(rows, yield* sortRows(kept, compare), compare)
  }
  // Only now, where nothing can stop this half-way: until here `work` may still be what is shown.
  for (const [id, row] of fresh) work.seen.set(id, row)
  for (const page of added) for (const id of page.dropped ?? []) work.dropped.add(id)
  const { seen, dropped } = work
  return {
    input,
    seen,
    dropped,
    snapshot: snapshotOf({ input, rows: merged, dropped }, seen, rowFilter),
  }
}

/** The rows of `pages` that stay, and all that were not in `seen`. */
function* addRows(
  pages: readonly RowSource[],
  seen: ReadonlyMap<string, BinaryRow>,
  rowFilter: RowFilter,
): Generator<void, { kept: BinaryRow[]; fresh: Map<string, BinaryRow> }> {
  const kept: BinaryRow[] = []
  const fresh = new Map<string, BinaryRow>()
  for (const page of pages) {
    for (const row of rowsOfPage(page)) {
      if (seen.has(row.id) || fresh.has(row.id)) continue
      fresh.set(row.id, row)
      if (rowFilter.add(row)) kept.push(row)
    }
    yield
  }
  return { kept, fresh }
}

function snapshotOf(
  made: { input: RowViewInput; rows: readonly BinaryRow[]; dropped: ReadonlySet<string> },
  seen: ReadonlyMap<string, BinaryRow>,
  rowFilter: RowFilter,
): RowSnapshot {
  const { input, rows, dropped } = made
  return {
    list: input.list,
    rows,
    loaded: seen.size,
    looked: seen.size + dropped.size,
    pages: input.pages.length,
    counts: rowFilter.counts(),
    settled: true,
  }
}

function extendsInput({ input: before }: Work, after: RowViewInput): boolean {
  return (
    sameRules(before, after) &&
    before.pages.length <= after.pages.length &&
    before.pages.every((page, index) => page === after.pages[index])
  )
}

function sameInput(before: RowViewInput, after: RowViewInput): boolean {
  return before.pages === after.pages && sameRules(before, after)
}

function sameRules(before: RowViewInput, after: RowViewInput): boolean {
  return (
    before.list === after.list &&
    sameFilters(before.filters, after.filters) &&
    before.sort?.column === after.sort?.column &&
    before.sort?.direction === after.sort?.direction &&
    before.dates === after.dates
  )
}

/** By what it says: each address that is read makes a new object. */
function sameFilters(before: RowFilters, after: RowFilters): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after)
}

/**
 * Runs a long computation in slices of `budget` milliseconds with the browser's own work in between. The first slice
 * runs at once: what is short is done when this returns, and `done` has been called.
 *
 * @returns stops it; `done` is then never called
 */
function runInSlices<Result>(
  steps: Generator<void, Result>,
  done: (result: Result) => void,
  budget = 8,
): () => void {
  let stopped = false
  const slice = () => {
    if (stopped) return
    const end = performance.now() + budget
    do {
      const step = steps.next()
      if (step.done === true) return done(step.value)
    } while (performance.now() < end)
    // A message and not a timer: nested timers are held back to 4 ms and more.
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      slice()
    })
    port1.start()
    port2.postMessage(undefined)
  }
  slice()
  return () => {
    stopped = true
  }
}
