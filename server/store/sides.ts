import type { ContentLeases, ContentRecords, ContentStore } from './contents.ts'
import type { LooseObjects } from './loose-objects.ts'
import type { Look, Looks, Place, Room, Store } from './store.ts'
import type { UploadRows, UploadStore } from './uploads.ts'

/** What is asked of a store, beside its place. */
export interface StoreOptions {
  /** Milliseconds since 1970, by which leases and uploads expire. */
  now?: () => number
  /** Whether the words of contents are indexed; without, those that were are taken away. */
  words?: boolean
  /** Whether organizations share the contents that they store from now on. */
  shared?: boolean
  /** Bytes that are kept on the disk for the database, see `Reserve`; none by default. */
  reserve?: number
  /** Whether it is opened to be filled from another one, and so may be half there. */
  moving?: boolean
}

/** The one half of a store: a database, whatever keeps the contents. */
export interface DatabaseSide
  extends
    Pick<
      Store,
      | 'organizations'
      | 'tokens'
      | 'codes'
      | 'sessions'
      | 'longQueries'
      | 'audit'
      | 'check'
      | 'stamps'
      | 'integrity'
      | 'binaries'
      | 'words'
    >,
    ContentNeeds {
  looks: Omit<Looks, 'content'>
  /** The data folder, which the database has opened because it lies there, or for the contents. */
  home: Home
  /** Before contents are kept in a data folder. @throws StoreUnavailable where those in it are another database's */
  settleInFolder(folder: string): Promise<void>
  close(): Promise<void>
}

/** What a store of contents needs of the database. */
export interface ContentNeeds {
  leases: ContentLeases
  records: ContentRecords
  rows: UploadRows
  loose: LooseObjects
}

/** The other half: what keeps the contents. */
export interface ContentSide {
  contents: ContentStore
  uploads: UploadStore
  /** Whether the contents can be reached. */
  look: Look
  /** Before the database is closed. */
  close(): Promise<void>
}

/** A data folder that is open: whether it is still there, and what is left on its disk. */
export interface Home {
  place: Place & {
    /** Right before something is written to it. @throws StoreAway */
    check(): void
    /** From now on also these folders in it. */
    watch(folders: readonly string[]): Promise<void>
  }
  room: Room & {
    /** Gives up some of the reserve. @returns whether there was any */
    giveUp(): boolean
  }
  close(): Promise<void>
}

/**
 * Opens the data folder.
 * @param database one that lies in it: its file, and the bytes that the log beside it has to have at least
 */
export type OpenHome = (
  database: { file: string; logBytes: () => number } | undefined,
) => Promise<Home>
