import type { AuditStore } from './audit.ts'
import type { BinaryStore } from './binaries.ts'
import type { CheckReports } from './check/check.ts'
import type { ContentStore } from './contents.ts'
import type { UploadStore } from './uploads.ts'
import type { WordIndex } from './words.ts'

/**
 * What the server stores, without a word about how. `sqlite/` and `folder/` are the first implementations, composed by
 * `open-store.ts`; `contract/` holds the tests that each one has to pass. Everything is asynchronous, since the next
 * implementation talks over a socket.
 */
export interface Store {
  readonly organizations: OrganizationStore
  readonly binaries: BinaryStore
  readonly contents: ContentStore
  readonly uploads: UploadStore
  readonly tokens: TokenStore
  readonly codes: SignInCodes
  readonly sessions: SessionStore
  readonly longQueries: LongQueries
  readonly audit: AuditStore
  readonly words: WordIndex
  readonly room: Room
  readonly place: Place
  readonly check: CheckReports
  readonly stamps: Stamps
  readonly looks: Looks
  readonly integrity: {
    readonly state: IntegrityState
    note(problems: readonly string[]): void
  }
  /** Waits for writes under way, ends this process's leases and releases the data. */
  close(): Promise<void>
}

/** What is left on the disk. */
export interface Room {
  /**
   * Before something is stored that is not needed to go on.
   * @param within milliseconds for which what was seen is good enough
   * @throws StoreFull when the rest is kept for what is needed
   */
  check(within?: number): Promise<void>
  state(within?: number): Promise<RoomState>
}

export interface RoomState {
  /** Bytes; Infinity where that is not known. */
  free: number
  /** Bytes below which nothing is stored. */
  least: number
}

/**
 * What each engine finds when it looks at itself: whether the database can be asked and the contents be reached, and
 * whether the database has the form that this release knows. Each is asked as often as once a second, may take some
 * seconds, and has failed when it rejects.
 */
export type Looks = Readonly<Record<'database' | 'content' | 'migrations', Look>>

export type Look = () => Promise<Looked>

/**
 * A reason is one sentence for whoever runs the server: it says what to do where it can, and names neither paths nor
 * addresses nor anything of a patient, since anybody may ask.
 */
export type Looked =
  | { kind: 'ok' }
  /** Requests are answered, and somebody should look after it. */
  | { kind: 'warning'; reason: string }
  /** The server can't do its work. */
  | { kind: 'failed'; reason: string }

/** By which a clock that jumps is noticed, also over a restart. Milliseconds since 1970. */
export interface Stamps {
  /** The newest of all; 0 for none. */
  last(): Promise<number>
  /** Whether it was ever remembered how late it is: not by a release before, nor in a backup. */
  isKept(): Promise<boolean>
  /** Remembers that it was this late. */
  keep(at: number): Promise<void>
}

/** Damage to the database. Once there is any, nothing is written any more. */
export type IntegrityState = { kind: 'whole' } | { kind: 'damaged'; problems: readonly string[] }

/** Where the data is, and whether it still is. */
export interface Place {
  /** As it was a moment ago. */
  readonly state: FolderState
  /** As it is now. It never rejects. */
  look(): Promise<FolderState>
}

export type FolderState =
  | { kind: 'here' }
  /** Nothing can be read or written. The reason says what to do, and names no path. */
  | { kind: 'away'; reason: string }

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

export interface Token {
  name: string
  access: 'read' | 'write'
  /** May read the audit log of its organizations. */
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

/** Milliseconds for which a claim of a code holds. */
export const CLAIM_LIFETIME = 60_000

/** Codes that sign in once. Of each maker there is one at most: a new one takes its place. */
export interface SignInCodes {
  /**
   * @param code its `hash` is as of a token; `expires` is in milliseconds since 1970
   * @param now milliseconds since 1970; what has expired is removed
   */
  keep(code: { hash: string; maker: string; expires: number }, now: number): Promise<void>
  /**
   * Keeps everybody else from it, whichever server they ask, until it is released, `SessionStore.begin` takes it away, or a
   * minute has passed, as after a kill.
   * @returns the claim; `undefined` where there is no such code, it has expired, or somebody else has claimed it
   */
  claim(hash: string, now: number): Promise<string | undefined>
  /** The code is as it was before. */
  release(claim: string): Promise<void>
}

/** Milliseconds since 1970. */
export interface Session {
  begun: number
  expires: number
}

/** Who signed in by a code, on whichever server. Of a token only its hash is known, as of `TokenStore`. */
export interface SessionStore {
  /**
   * Takes the code away and begins the session, both or neither. What has expired is removed, and the oldest go where there
   * are more than `most`.
   * @returns false where the claim does not hold any more: then nothing is done
   */
  begin(session: Session & { hash: string }, by: { claim: string; most: number }): Promise<boolean>
  /** The session of that hash, expired or not. */
  find(hash: string): Promise<Session | undefined>
  /** Moves its end, in milliseconds since 1970. One that was ended meanwhile stays so. */
  keep(hash: string, expires: number): Promise<void>
  /** @returns whether there was one */
  end(hash: string): Promise<boolean>
  /** Ends all of them, and makes all codes worthless. @returns how many sessions there were */
  endAll(): Promise<number>
  /** Removes sessions and codes that have expired. @param now milliseconds since 1970 */
  expire(now: number): Promise<void>
}

/** Whose query it is, and its name: what one asks is nothing to another one. */
export interface LongQueryKey {
  organizationId: string
  /** Of the token that asked. */
  subject: string
  /** Of the query, the lower-case hex SHA-256. */
  name: string
}

/** Queries of searches that are too long for an address, which their `next` links name. */
export interface LongQueries {
  /** @returns when it was used last, about, in milliseconds since 1970; `undefined` where it is not there */
  used(key: LongQueryKey): Promise<number | undefined>
  find(key: LongQueryKey): Promise<{ query: string; used: number } | undefined>
  /**
   * Remembers it, or that it was used. Where all come to more than `most` bytes, the one that whoever takes most has not used
   * for the longest goes: of the organization that takes most, the one that does.
   * @param now milliseconds since 1970
   */
  keep(key: LongQueryKey, query: string, limits: { now: number; most: number }): Promise<void>
  /** Removes those that nobody has used since. @param before milliseconds since 1970 */
  expire(before: number): Promise<void>
}
