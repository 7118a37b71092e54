import type { Binary } from '#fhir/types.ts'

/**
 * What the server keeps, and nothing about how: `sqlite-store.ts` is the first implementation,
 * and `store-contract.ts` is the test that each one passes. Everything is asynchronous, since the next one talks over a socket.
 */
export interface Store {
  readonly organizations: OrganizationStore
  readonly binaries: BinaryStore
  readonly contents: ContentStore
  readonly tokens: TokenStore
  readonly audit: AuditStore
  /** Waits for what is in flight and releases the folder. */
  close(): Promise<void>
}

export interface Organization {
  id: string
  slug: string
  name: string
}

export interface OrganizationStore {
  list(): Promise<Organization[]>
  /** By id or by slug: both address the same data. */
  find(idOrSlug: string): Promise<Organization | undefined>
  /** @throws StoreConflict when the id or the slug is taken */
  add(organization: Organization): Promise<void>
}

/** Content that is on the disk for good, and what it is known by. */
export interface ContentRef {
  /** Lower-case hex. Also the content's name in the store. */
  sha256: string
  /** Base64, as R4's Attachment.hash. */
  sha1: string
  /** Bytes. */
  size: number
}

/** Content on its way in: bytes are written, then it is either kept or dropped. */
export interface StagedContent {
  /** Resolves when the chunk may be forgotten: await it, and slow disks slow the sender. */
  write(chunk: Uint8Array): Promise<void>
  /** Fsyncs and renames; identical content is stored once. A version may then refer to it. */
  keep(): Promise<ContentRef>
  /**
   * Leaves nothing behind; also after a failure, and twice. After `keep` it removes the content unless
   * a version needs it by now, so that a `finally { await staged.drop() }` is right in every case.
   */
  drop(): Promise<void>
}

export interface ContentStore {
  stage(): Promise<StagedContent>
  /**
   * The bytes from `start` up to and including `end` (HTTP's way of counting), the whole by default.
   * @throws StoreCorrupt when the content is missing
   */
  read(sha256: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
  /** Removes content that no version needs. @returns how many files and bytes went */
  collect(): Promise<{ files: number; bytes: number }>
}

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
  /** The answer's status when it was made: "201", "200", "204". */
  status: '200' | '201' | '204'
  /** The name of the token that wrote it. */
  author: string
  /** The `log-cdata` that came with it, as its `key=value; …` text. */
  reason?: string
  /** Absent for a deletion. */
  body?: { fields: BinaryFields; content?: ContentRef }
}

export type Change = {
  organizationId: string
  author: string
  reason?: string
  /** The instant to stamp; the store moves it forward when an earlier version is not older. */
  at: string
  /** Version ids of `If-Match`, or `*`; any of them must be the current version's. */
  ifMatch?: string[] | '*'
  /** Called with what came of it, and written in the same transaction: refusals leave a record too, if one is given. */
  audit?: (committed: Committed) => AuditRecord | undefined
} & (
  | {
      kind: 'create'
      id: string
      body: NonNullable<Version['body']>
      /** `If-None-Exist`: when one Binary matches, it is the answer; when several do, `ambiguous`. */
      ifNoneExist?: BinaryCriteria
    }
  | { kind: 'update'; id: string; body: NonNullable<Version['body']>; ifNoneMatch?: '*' }
  | { kind: 'delete'; id: string }
)

export type Committed =
  | { outcome: 'created' | 'updated' | 'deleted'; version: Version }
  /** `If-None-Exist` found this one; nothing was written. */
  | { outcome: 'exists'; version: Version }
  /** `If-None-Exist` found more than one; nothing was written. */
  | { outcome: 'ambiguous' }
  /** Delete of what is already gone or never was; nothing was written. */
  | { outcome: 'unchanged'; version?: Version }
  /** `If-Match` or `If-None-Match: *` failed; nothing was written. */
  | { outcome: 'stale'; version?: Version }

/** What a search asks for: each inner list holds alternatives (OR), all the outer ones must hold (AND). */
export interface BinaryCriteria {
  ids: string[][]
  /** Compared whole and without regard to case. */
  languages: string[][]
}

/**
 * A page of versions. `next` is an opaque cursor that stays good while others write: no entry twice, none skipped.
 * It belongs to its organization, query and criteria (`since`, ids, languages): repeat them beside it.
 */
export interface Page {
  versions: Version[]
  /** Exact, and the same on every page of one walk. */
  total: number
  next?: string
}

export interface PageRequest {
  /** 0 answers the total alone. */
  count: number
  cursor?: string
}

export interface BinaryStore {
  /** The current version, a deletion included; `undefined` when the id never existed in this organization. */
  current(organizationId: string, id: string): Promise<Version | undefined>
  version(organizationId: string, id: string, versionId: string): Promise<Version | undefined>
  /**
   * One transaction: checks, version, audit record; on the disk for good when it resolves.
   * @throws UnknownOrganization, and StoreConflict for a create whose id is taken
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
  /** Current, not deleted, newest change first. @throws BadCursor, also for the cursor of other criteria */
  search(organizationId: string, criteria: BinaryCriteria, page: PageRequest): Promise<Page>
}

export interface Token {
  name: string
  access: 'read' | 'write'
  /** May read the audit log and see every organization's name. */
  admin: boolean
  /** Organization ids, or all. */
  organizations: string[] | 'all'
  /** An instant, or never. */
  expires?: string
  created: string
}

export interface TokenStore {
  /** `hash` is the lower-case hex SHA-256 of the token's text, which the store never sees. @throws StoreConflict when the name is taken, UnknownOrganization */
  add(token: Token, hash: string): Promise<void>
  list(): Promise<Token[]>
  /** The token of that hash, expired or not. */
  find(hash: string): Promise<Token | undefined>
  /** @returns whether there was one of that name */
  revoke(name: string): Promise<boolean>
}

/** Who did what, when, and why: one for each request, refused ones included. */
export interface AuditRecord {
  at: string
  requestId: string
  /** The token's name, never its text; absent when there was none or it was unknown. */
  token?: string
  /** The organization's id where it is known, else what the request said. */
  organization?: string
  /** `create`, `read`, `vread`, `update`, `patch`, `delete`, `history-instance`, `history-type`, `search`, … */
  interaction: string
  id?: string
  versionId?: string
  /** HTTP status. */
  status: number
  /** Milliseconds. */
  duration: number
  /** Bytes of content taken in or handed out. */
  bytes: number
  securityContext?: string
  /** The `log-cdata`, parsed. */
  logCdata?: Record<string, string | number | boolean>
}

export interface AuditStore {
  /** Records of some milliseconds go to the disk together: nobody should keep a reader waiting for it. */
  append(record: AuditRecord): Promise<void>
  /** Newest first. `from` is included, `to` is not. @throws BadCursor */
  list(filter: {
    organization?: string
    id?: string
    from?: string
    to?: string
    count: number
    cursor?: string
  }): Promise<{ records: AuditRecord[]; next?: string }>
}

/** The folder can't be opened: in use, not a folder, of a newer version. The message says what to do. */
export class StoreUnavailable extends Error {}
/** No organization of that id. */
export class UnknownOrganization extends Error {}
/** A name, id or slug is taken. */
export class StoreConflict extends Error {}
/** A cursor that this store never handed out. */
export class BadCursor extends Error {}
/** The disk does not hold what the database says. */
export class StoreCorrupt extends Error {}
