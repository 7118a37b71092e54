/** Filters over the rows that are loaded, and how many rows each further choice would leave. */
import type { Kind } from '#formats/kinds.ts'
import { dayOf } from '#lib/day.ts'
import type { BinaryRow } from '../list/rows.ts'
import type { DateRange, RowFilters, SizeRange } from '../search/search-view.ts'

/**
 * For each choice the number of rows that all *other* dimensions let through: what a chip would show once pressed,
 * whatever is pressed beside it.
 */
export interface Counts {
  kinds: ReadonlyMap<Kind, number>
  /** By lower-case code, `de` with all its regional kinds; `''` for those without. */
  languages: ReadonlyMap<string, number>
  /** In the order of `SIZE_BUCKETS`. */
  sizes: readonly number[]
  /** In the order of the date buckets given. */
  dates: readonly number[]
}

export interface SizeBucket {
  label: string
  range: SizeRange
}

export const SIZE_BUCKETS: readonly SizeBucket[] = [
  { label: 'Under 10 kB', range: { max: 1e4 } },
  { label: '10 to 100 kB', range: { min: 1e4, max: 1e5 } },
  { label: '100 kB to 1 MB', range: { min: 1e5, max: 1e6 } },
  { label: '1 to 10 MB', range: { min: 1e6, max: 1e7 } },
  { label: '10 to 100 MB', range: { min: 1e7, max: 1e8 } },
  { label: '100 MB and more', range: { min: 1e8 } },
]

export interface DateBucket {
  label: string
  range: DateRange
}

/** @param now decides what "today" is, in the reader's zone */
export function dateBuckets(now: Date): readonly DateBucket[] {
  return [
    { label: 'Today', range: { from: dayBefore(now, 0) } },
    { label: 'Last 7 days', range: { from: dayBefore(now, 6) } },
    { label: 'Last 30 days', range: { from: dayBefore(now, 29) } },
    { label: 'Last 365 days', range: { from: dayBefore(now, 364) } },
    { label: 'Older', range: { to: dayBefore(now, 365) } },
  ]
}

export interface RowFilter {
  /** Counts the row, and tells whether it stays. */
  add(row: BinaryRow): boolean
  /** What was counted so far; later rows don't change it. */
  counts(): Counts
}

/**
 * One pass over the rows does both: each row is looked at once, however many choices there are.
 *
 * @param from what was counted before, with the same filters and buckets
 */
export function createRowFilter(
  filters: RowFilters,
  buckets: readonly DateBucket[],
  from: Counts = NO_COUNTS,
): RowFilter {
  const kinds = new Map(from.kinds)
  const languages = new Map(from.languages)
  const sizes = SIZE_BUCKETS.map((_, index) => from.sizes[index] ?? 0)
  const dates = buckets.map((_, index) => from.dates[index] ?? 0)
  const spans = buckets.map((bucket) => spanOf(bucket.range))
  const tests = testsOf(filters)
  return {
    add: (row) => {
      const kind = tests.kind(row)
      const language = tests.language(row)
      const size = tests.size(row)
      const updated = tests.updated(row)
      if (language && size && updated) increment(kinds, row.kind)
      if (kind && size && updated) {
        for (const range of languageRanges(row.language)) increment(languages, range)
      }
      if (kind && language && updated) countSizes(sizes, row.size)
      if (kind && language && size) countDates(dates, spans, row.updated)
      return kind && language && size && updated
    },
    counts: () => ({
      kinds: new Map(kinds),
      languages: new Map(languages),
      sizes: [...sizes],
      dates: [...dates],
    }),
  }
}

export const NO_COUNTS: Counts = { kinds: new Map(), languages: new Map(), sizes: [], dates: [] }

export function sameRange(a: SizeRange | undefined, b: SizeRange | undefined): boolean {
  return a?.min === b?.min && a?.max === b?.max
}

export function sameDates(a: DateRange | undefined, b: DateRange | undefined): boolean {
  return a?.from === b?.from && a?.to === b?.to
}

/** `list` without `item`, or with it at its end. */
export function toggled<Item>(list: readonly Item[], item: Item): Item[] {
  return list.includes(item) ? list.filter((one) => one !== item) : [...list, item]
}

type Test = (row: BinaryRow) => boolean

function testsOf(filters: RowFilters): Record<'kind' | 'language' | 'size' | 'updated', Test> {
  const kinds = new Set(filters.kinds)
  const languages = new Set(filters.languages)
  const { size } = filters
  const span = filters.updated && spanOf(filters.updated)
  return {
    kind: (row) => kinds.size === 0 || kinds.has(row.kind),
    language: (row) =>
      languages.size === 0 || languageRanges(row.language).some((range) => languages.has(range)),
    size: (row) => size === undefined || (row.size !== undefined && inSizes(row.size, size)),
    updated: (row) =>
      span === undefined || (row.updated !== undefined && inSpan(row.updated, span)),
  }
}

/** What finds a language: `de-ch` is found by itself and by `de` (basic filtering, https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1). */
function languageRanges(code: string): string[] {
  const ranges = [code]
  for (let at = code.lastIndexOf('-'); at > 0; at = code.lastIndexOf('-', at - 1)) {
    ranges.push(code.slice(0, at))
  }
  return ranges
}

/** Milliseconds, `from` included and `before` not. */
interface Span {
  from: number
  before: number
}

/** Days begin at the reader's midnight, also on the days that last 23 or 25 hours. */
function spanOf(range: DateRange): Span {
  return {
    from: range.from === undefined ? -Infinity : midnight(range.from, 0),
    before: range.to === undefined ? Infinity : midnight(range.to, 1),
  }
}

function midnight(day: string, later: number): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).getTime()
}

function dayBefore(now: Date, days: number): string {
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days))
}

function inSizes(size: number, range: SizeRange): boolean {
  return size >= (range.min ?? 0) && size < (range.max ?? Infinity)
}

function inSpan(updated: number, span: Span): boolean {
  return updated >= span.from && updated < span.before
}

function countSizes(counts: number[], size: number | undefined) {
  if (size === undefined) return
  const index = SIZE_BUCKETS.findIndex((bucket) => inSizes(size, bucket.range))
  if (index !== -1) counts[index] = (counts[index] ?? 0) + 1
}

function countDates(counts: number[], spans: readonly Span[], updated: number | undefined) {
  if (updated === undefined) return
  spans.forEach((span, index) => {
    if (inSpan(updated, span)) counts[index] = (counts[index] ?? 0) + 1
  })
}

function increment<Key>(counts: Map<Key, number>, key: Key) {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
