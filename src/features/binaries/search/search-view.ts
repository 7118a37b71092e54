import { hasMore, type MoreCriteria } from '#api/binaries/search/search-types.ts'
import type { Kind } from '#formats/kinds.ts'

/** All that the page's address says about the list: two that are equal show the same. */
export interface SearchView {
  /** What the server is asked for: any of these ids … */
  ids: readonly string[]
  /** … in this language, or in one of several with commas between; empty asks for all. */
  language: string
  /** … and like this. */
  more: MoreCriteria
  method: SearchMethod
  /** What is left out of the loaded rows. */
  filters: RowFilters
  sort: Sort | undefined
  layout: Layout
  /** The id in the reading pane. */
  open: string | undefined
}

/** Rows with columns, or cards with thumbnails. */
export type Layout = 'table' | 'gallery'

export type SearchMethod = 'POST' | 'GET'

export interface RowFilters {
  /** Empty means every kind. */
  kinds: readonly Kind[]
  /** Lower case; `de` stands for `de-ch` too, `''` for those without one. Empty list means every language. */
  languages: readonly string[]
  size: SizeRange | undefined
  updated: DateRange | undefined
}

/** Bytes, `min` included and `max` not; an absent end is open. At least one is there. */
export interface SizeRange {
  min?: number
  max?: number
}

/** Calendar days in the reader's zone, `2026-05-03`, both included; an absent end is open. At least one is there. */
export interface DateRange {
  from?: string
  to?: string
}

export const COLUMN_IDS = [
  'kind',
  'name',
  'contentType',
  'language',
  'size',
  'version',
  'updated',
  'securityContext',
  'folder',
] as const

export type ColumnId = (typeof COLUMN_IDS)[number]

export interface Sort {
  column: ColumnId
  direction: 'asc' | 'desc'
}

export const NO_FILTERS: RowFilters = {
  kinds: [],
  languages: [],
  size: undefined,
  updated: undefined,
}

/** The list as it opens from the menu. */
export const PLAIN_VIEW: SearchView = {
  ids: [],
  language: '',
  more: {},
  method: 'POST',
  filters: NO_FILTERS,
  sort: undefined,
  layout: 'table',
  open: undefined,
}

export function isFiltered(filters: RowFilters): boolean {
  return (
    filters.kinds.length > 0 ||
    filters.languages.length > 0 ||
    filters.size !== undefined ||
    filters.updated !== undefined
  )
}

/** Whether less than everything is looked for. */
export function isSearching(view: SearchView): boolean {
  return view.ids.length > 0 || view.language !== '' || hasMore(view.more)
}

export function isColumnId(text: unknown): text is ColumnId {
  return COLUMN_IDS.some((id) => id === text)
}
