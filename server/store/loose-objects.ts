import type { ContentName, ContentRef } from './contents.ts'

/**
 * What lies in a bucket and may be needed by nobody. A bucket is never listed, which is slow and behind the truth on some
 * servers: each object is written down here before it is made, and struck off once a version or an upload needs it, or it
 * is gone. So what a killed process leaves is found by the next one.
 */
export type LooseObject =
  /** A content, in its place: until its version is committed, or it is given up. */
  | ({ kind: 'content'; generation?: number } & Omit<ContentRef, 'sha1'>)
  /** Pieces of something that is being received, numbered from 0, of which there may be so many. */
  | { kind: 'pieces'; count: number }
  /** A content that is being put together of pieces: an upload in parts, in the words of S3, which has this id. */
  | { kind: 'assembly'; key: string; uploadId: string }

export interface FoundObject {
  id: string
  object: LooseObject
}

/** Where loose objects are written down: beside the leases, and by the holder that they have. */
export interface LooseObjects {
  /** On the disk for good when it resolves: only then the object may be made. It takes the place of what the id named before. */
  add(id: string, object: LooseObject): Promise<void>
  /** Nobody waits for the disk: what comes back by a power loss is struck off again. */
  strike(ids: readonly string[]): Promise<void>
  /**
   * Those of this process, and of processes that are gone, in the order of their ids.
   * @param after an id
   */
  left(after: string, count: number): Promise<FoundObject[]>
  /**
   * Takes them over from whoever is gone, right before they are removed: one that was only thought to be gone can not put
   * them to use any more.
   * @returns the ids of those that are this process's now; the others are in use, or gone
   */
  takeOver(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** As of leases, for whoever reads. */
  generationOf: (content: ContentName) => Promise<number>
  /** What the bucket knows the database by. @returns `undefined` where its contents are in a data folder, or nothing has been stored */
  bucket(): Promise<HomeBucket | undefined>
  /**
   * Gives the database such a name.
   * @throws StoreUnavailable where it has contents already, in a data folder, or another server keeps them there
   */
  moveIn(): Promise<HomeBucket>
  /**
   * Takes it away, of a database without contents.
   * @throws StoreUnavailable where it has some, in a bucket, or another server keeps them there
   */
  moveOut(): Promise<void>
}

export interface HomeBucket {
  /** Names the database, in the bucket too: two of them in one place would remove each other's contents. */
  id: string
  /** Whether any version has content. */
  hasContents: boolean
}

export const CONTENTS_ELSEWHERE =
  'The contents of this database are in its data folder, and not in a bucket. Leave BINNACLE_CONTENT unset, or move all into a new store: npm run admin -- migrate-store.'
export const OTHERS_ELSEWHERE =
  'Another server on this database keeps its contents elsewhere than BINNACLE_CONTENT says. Set it to the same for all; or where no other runs, wait a minute.'
export const CONTENTS_IN_BUCKET =
  'The contents of this database are in a bucket. Set BINNACLE_CONTENT to it, as it was when they were stored.'
