import type { StagedContent } from './contents.ts'

/** Content that arrives in parts, over many requests and restarts. */
export interface Upload extends UploadKey {
  /** Bytes of the whole, fixed from the beginning. */
  readonly length: number
  /** Bytes that are on the disk for good. */
  readonly offset: number
  /** What the caller said about it, as it was said. */
  readonly metadata: string
  /** An instant after which it may be removed. */
  readonly expires: string
  /** The version that it became; its bytes are that version's now. */
  readonly became?: { readonly id: string; readonly versionId: string }
}

/** Names an upload, for nobody but whoever began it. */
export interface UploadKey {
  readonly organizationId: string
  /** The name of the token that began it. */
  readonly owner: string
  readonly id: string
}

/** What the unfinished uploads of one owner in one organization may come to. */
export interface UploadLimits {
  readonly count: number
  /** The sum of their lengths. */
  readonly bytes: number
}

export type NewUpload = Omit<Upload, 'offset' | 'became'>

export type Begun =
  | { kind: 'begun'; upload: Upload }
  /** The limit that it would pass. */
  | { kind: 'refused'; by: keyof UploadLimits }

export type Opened =
  | { kind: 'opened'; writer: UploadWriter }
  | { kind: 'missing' }
  /** Somebody else writes. */
  | { kind: 'locked' }
  /** It goes on at another offset. */
  | { kind: 'elsewhere'; offset: number }

/** The right to add to an upload, which one caller has at a time. */
export interface UploadWriter {
  /** Bytes that are still missing. */
  readonly missing: number
  /** Aborted when the right is wanted by somebody else while nothing has arrived for long. */
  readonly signal: AbortSignal
  /** Resolves when the chunk may be forgotten: await it, and slow disks slow the sender. */
  write(chunk: Uint8Array): Promise<void>
  /**
   * Gives the right back.
   * @param expires keeps what was written and moves the end of its life; without it, what was not saved on the way is
   *   forgotten
   * @returns the offset at which it goes on
   */
  close(expires?: string): Promise<number>
}

/**
 * Uploads survive a restart and a crash: an offset is told only once its bytes and itself are on the disk. What an
 * upload became is remembered until it expires, so that whoever got no answer can ask again and nothing is stored twice.
 */
export interface UploadStore {
  /** @throws UnknownOrganization; StoreFull when the disk has no room for the whole */
  begin(upload: NewUpload, limits: UploadLimits): Promise<Begun>
  /** `undefined` also for what has expired, or is somebody else's. Waits for a writer whose sender is gone. */
  find(key: UploadKey): Promise<Upload | undefined>
  /**
   * @param steadily whether bytes are saved on the way, so that a crash loses a few of them; else all are saved by
   *   `close` or none
   */
  open(key: UploadKey, offset: number, options: { steadily: boolean }): Promise<Opened>
  /**
   * A complete upload as content: a commit that takes it ends the upload in the same transaction. Dropping it without a
   * commit leaves the upload as it is.
   */
  content(upload: Upload): StagedContent
  /** Removes it, whoever writes to it. @returns whether there was one that had not become a version */
  end(key: UploadKey): Promise<boolean>
  /** Removes what has expired, and files that no upload needs. @returns how many uploads, and the bytes of their files */
  expire(): Promise<{ files: number; bytes: number }>
}

/** What the database knows of uploads; the bytes are elsewhere. Several processes may share it. */
export interface UploadRows {
  add(upload: NewUpload, limits: UploadLimits): Promise<Begun>
  find(key: UploadKey): Promise<Upload | undefined>
  /** For this process alone, until `save` or `release`. @returns whether nobody else has it */
  take(key: UploadKey): Promise<boolean>
  /**
   * On the disk for good when it resolves. The segments are the upload's from then on, and loose no longer.
   * @returns whether this process has it still
   */
  save(
    key: UploadKey,
    offset: number,
    more: { segments: readonly Segment[]; expires: string | undefined },
  ): Promise<boolean>
  release(key: UploadKey): Promise<void>
  /** @returns whether it was there, and not a version already */
  remove(key: UploadKey): Promise<boolean>
  /** Removes what has expired and nobody writes to. @returns the ids */
  removeExpired(): Promise<string[]>
  /** Those of the ids whose bytes are still needed. */
  needed(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** In which objects the bytes of an upload are, in their order; also of one that is gone. */
  segments(id: string): Promise<Segment[]>
  /** Forgets them: the objects are removed. */
  forgetSegments(id: string): Promise<void>
  /** The uploads that have segments, also those that are gone. */
  segmented(): Promise<string[]>
}

/** A run of an upload's bytes, where each is an object of its own. */
export interface Segment {
  /** Of the loose object that it was, until the upload had it. */
  readonly object: string
  /** Bytes. */
  readonly length: number
}
