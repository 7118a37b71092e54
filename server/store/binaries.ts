import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { Binary } from '#fhir/types.ts'
import type { AuditDraft } from './audit.ts'
import type { ContentRef, KeptContent } from './contents.ts'

/** A Binary as a version keeps it: no `data`, no `id`, no `meta.versionId`, no `meta.lastUpdated`, none of the server's own extensions. */
export type BinaryFields = Omit<Binary, 'data' | '_data' | 'id'>

export interface Version {
  organizationId: string
  id: string
  /** "1", "2", … */
  versionId: string
  /** Grows with each commit in the organization: the order of the type-level history. */
  sequence: number
  /** An instant in UTC with milliseconds; never earlier than the version before. */
  lastUpdated: string
  interaction: 'create' | 'update' | 'delete'
  /** HTTP status of the answer when it was made, as FHIR's history repeats it. */
  status: '200' | '201' | '204'
  /** The name of the token that wrote it. */
  author: string
  /** The `log-cdata` that came with it, as its `key=value; …` text. */
  reason?: string
  /** Absent for a deletion. */
  body?: { fields: BinaryFields; content?: ContentRef }
}

/** What a version is to hold: content that was kept for it, or that an earlier version has. */
export interface NewBody {
  fields: BinaryFields
  content?: ContentRef | KeptContent
}

export type Change = {
  organizationId: string
  author: string
  reason?: string
  /** The instant to stamp; the store moves it forward when an earlier version is not older. */
  at: string
  /** Version ids of `If-Match`, or `*`; any of them must be the current version's. */
  ifMatch?: string[] | '*'
  /** Written in the same transaction, completed by what came of it. A refused change (`stale`, `ambiguous`) leaves none. */
  audit?: AuditDraft
} & (
  | {
      kind: 'create'
      id: string
      body: NewBody
      /** `If-None-Exist`: when one Binary matches, it is the answer; when several do, `ambiguous`. */
      ifNoneExist?: BinaryCriteria
    }
  | { kind: 'update'; id: string; body: NewBody; ifNoneMatch?: '*' }
  | { kind: 'delete'; id: string }
)

export type Committed =
  | { outcome: 'created' | 'updated' | 'deleted'; version: Version }
  /** `If-None-Exist` found this one; nothing was written. */
  | { outcome: 'exists'; version: Version }
  /** The upload that the change names became this version before: somebody got no answer. Nothing was written. */
  | { outcome: 'repeated'; version: Version }
  /** `If-None-Exist` found more than one; nothing was written. */
  | { outcome: 'ambiguous' }
  /** Delete of what is already deleted or never existed; nothing was written. */
  | { outcome: 'unchanged'; version?: Version }
  /** `If-Match` or `If-None-Match: *` failed; nothing was written. */
  | { outcome: 'stale'; version?: Version }

/** Which version an entry of a page is. What it holds is read when its turn comes (`version`): all together may weigh a lot. */
export type NamedVersion = Pick<Version, 'id' | 'versionId' | 'sequence'> & {
  /** Bytes of its fields, as they are stored. */
  weight: number
}

/** Bytes of fields, as they are stored, that a page names: it ends with the version that passes them. */
export const PAGE_BYTES = 4 * 1024 ** 2

/**
 * A page of versions, which may hold fewer than were asked for, and lead on (see `PAGE_BYTES`). `next` is an opaque cursor that stays good while others write: no entry twice, none skipped.
 * It belongs to its organization, query and criteria (`since`, ids, languages): repeat them beside it.
 */
export interface Page {
  versions: NamedVersion[]
  /** Exact, and the same on every page of one walk. */
  total: number
  next?: string
}

export interface PageRequest {
  /** 0 answers the total alone. */
  count: number
  cursor?: string
}

/** A page of a search, whose total may be an estimate, or absent where it was not asked for or would cost too much. */
export type FoundPage = Omit<Page, 'total'> & { total?: number }

export interface SearchRequest extends PageRequest {
  /** The newest change first, unless something else is asked for. */
  sort?: SearchSort
  /** `default` is exact where that costs nothing. An `accurate` one is absent where too many files would have to be read. */
  total?: 'none' | 'estimate' | 'accurate' | 'default'
}

/** Names are sorted as `sortKey` has it, files without a name last; those without content have the size 0. */
export interface SearchSort {
  by: 'lastUpdated' | 'name' | 'size'
  descending: boolean
}

export interface BinaryStore {
  /** The current version, a deletion included; `undefined` when the id never existed in this organization. */
  current(organizationId: string, id: string): Promise<Version | undefined>
  version(organizationId: string, id: string, versionId: string): Promise<Version | undefined>
  /** Several of a page at once, in their order: as many as the caller holds in memory. @throws StoreCorrupt where one is not there */
  versions(organizationId: string, named: readonly NamedVersion[]): Promise<Version[]>
  /**
   * One transaction: checks, version, audit record; on the disk for good when it resolves.
   * @throws UnknownOrganization; StoreConflict for a create whose id is taken; ContentLost when neither the lease of
   *   the content that the change refers to holds any more nor a version needs it, or the upload that it came as has ended
   */
  commit(change: Change): Promise<Committed>
  /** Newest first. `undefined` for an id that never existed. @throws BadCursor */
  instanceHistory(
    organizationId: string,
    id: string,
    page: PageRequest & { since?: string },
  ): Promise<Page | undefined>
  /** Newest first, the whole organization. An unknown organization is an empty one. @throws BadCursor */
  typeHistory(organizationId: string, page: PageRequest & { since?: string }): Promise<Page>
  /**
   * Current and not deleted. A walk that asks for more than ids and languages leaves out what is changed or deleted while it
   * goes on; all else comes exactly once. Where much has to be looked through for few matches, a page may hold fewer than
   * were asked for, or none, and lead on.
   * @throws BadCursor, also for the cursor of other criteria, or of another order
   */
  search(
    organizationId: string,
    criteria: BinaryCriteria,
    page: SearchRequest,
    signal?: AbortSignal,
  ): Promise<FoundPage>
}
