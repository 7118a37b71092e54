import type { Binary, OperationOutcome } from '#fhir/types.ts'

export interface BinarySearch {
  ids: string[]
  language?: string
  /** What else a file must be like. Where the server does not know how, the pages are searched as they arrive. */
  more?: MoreCriteria
  /** Only where the server declares that it sorts. */
  sort?: ServerSort
  /** POST keeps identifiers out of address logs. */
  method: 'POST' | 'GET'
}

/** Criteria beyond `_id` and `_language`, by the parameter that asks a server for them. */
export const MORE_NAMES = [
  'find',
  'name',
  'security-context',
  'security-context:missing',
  '_content',
  'content-type',
  '_lastUpdated',
] as const

export type MoreName = (typeof MORE_NAMES)[number]

/**
 * As the reader wrote them, never empty: words for `find`, `name` and `_content`, a reference, identifier or display
 * for `security-context`, `true` for
 * `security-context:missing`, types with commas between for `content-type`, and for `_lastUpdated` two days in the
 * reader's zone, both included: `2026-05-01..2026-05-31`, where one may be left out.
 */
export type MoreCriteria = Readonly<Partial<Record<MoreName, string>>>

export function hasMore(more: MoreCriteria): boolean {
  return MORE_NAMES.some((name) => more[name] !== undefined)
}

/** An order that a server can have, `-` before it for the other way round. */
export type ServerSort = `${'' | '-'}${'_lastUpdated' | 'name' | 'size'}`

export type BinaryFilter = '_id' | '_language' | MoreName

export interface BinaryPage {
  /** Without content, and filtered by the criteria also where the server ignored them. */
  items: Binary[]
  /** How many the server sent, before any were filtered out. */
  received: number
  /** The ids of those that were filtered out. */
  dropped?: string[]
  total?: number
  /** Opaque; `getNextPageParam` knows what to do with it. */
  next?: string
  /** Criteria that the server was asked for and did not apply. */
  ignored: BinaryFilter[]
  /** Criteria that the server does not declare, and was not asked for. */
  undeclared?: BinaryFilter[]
  /** Whether the server put them in the order that it was asked for. */
  sorted?: boolean
  /** When the server answered, by its own clock and as HTTP writes a date, where it lets the page know. */
  readAt?: string
  /** What the server had to say besides. */
  outcome?: OperationOutcome
}
