import type { ContentFault } from './errors.ts'

/**
 * Names a content in the store. The same bytes are stored once for each owner, so that no organization can tell by the
 * time that storing takes whether another one has them.
 */
export interface ContentName {
  /** The store's key of the organization whose content it is, or `EVERYBODY`. */
  owner: number
  /** Lower-case hex. */
  sha256: string
}

/**
 * A content in its place. Whoever removes content may stand still on the way (a suspended process, a machine that is paused,
 * a request that nobody has heard of) and go on much later: what is stored after that is known to be so goes into another
 * place, its next generation, which no removal of before can reach.
 */
export interface PlacedContent extends ContentName {
  /** From 0. It stays as it is while anybody needs the content. */
  generation: number
}

/** The owner of contents that organizations share: a setting, and what was stored before each had its own. */
export const EVERYBODY = 0

/** Content that is stored durably, and what identifies it. */
export interface ContentRef extends ContentName {
  /** Base64, as R4's Attachment.hash. */
  sha1: string
  /** Bytes. */
  size: number
}

/** A content as it is asked for: what it is known by and, where that is known, how long it has to be. */
export type WantedContent = ContentName & Partial<Pick<ContentRef, 'size'>>

/** Bytes of the pieces that have a checksum of their own. */
export const CHUNK_BYTES = 64 * 1024
/** Bytes of such a checksum: the first of a SHA-256. A GiB has 256 KiB of them. */
export const SUM_BYTES = 16
/** Bytes up to which a content is read and checked as a whole, whatever is asked of it; only longer ones have sums of chunks. */
export const WHOLE_BYTES = 256 * 1024

/** What `keep` answers. It is not stored: the next reader of the version gets a plain `ContentRef`. */
export interface KeptContent extends ContentRef {
  /** The lease's id, which the commit asks for. */
  readonly lease: string
  /** The upload that it came as, which the commit ends. */
  readonly upload?: string
}

/** Content being received: bytes are written, then it is either kept or dropped. */
export interface StagedContent {
  /** Resolves when the chunk may be forgotten: await it, and slow disks slow the sender. */
  write(chunk: Uint8Array): Promise<void>
  /** Stores it durably under a lease; identical content of an owner is stored once. A version of the organization may then refer to it. */
  keep(): Promise<KeptContent>
  /**
   * Leaves nothing behind; also after a failure, and twice. After `keep` it ends the lease, and removes the content
   * unless a version or another lease needs it. It never rejects, so that a `finally { await staged.drop() }` is right in
   * every case and hides no error: what can't be removed now is `collect`'s, or the next start's.
   */
  drop(): Promise<void>
}

export interface ContentStore {
  /** @param organizationId whose content it will be. @throws UnknownOrganization */
  stage(organizationId: string): Promise<StagedContent>
  /**
   * Opens a content, so that what is handed out is what was stored, or the reading fails. A version's content can be read
   * at any time without a lease: versions are never removed, so it stays.
   * @throws ContentDamaged for what is known before a byte is handed out: that it is missing or not as long as it has to
   *   be; of up to `WHOLE_BYTES`, also that it is not what was stored
   */
  open(content: WantedContent, options?: ReadOptions): Promise<OpenContent>
  /**
   * Removes content that no version and no lease needs, and what processes that are gone left half-written. May run
   * while others use the same data.
   * @returns how many contents and bytes were removed
   */
  collect(): Promise<{ files: number; bytes: number }>
  /** The cheap part of it, for a server to do now and then: what processes that are gone left, where that is known without looking at everything. */
  tidy(): Promise<void>
}

export interface ReadOptions {
  /** From `start` up to and including `end`, as HTTP counts; the whole by default. */
  range?: { start: number; end: number } | undefined
  /** Whether all of it is read and checked before it is handed out: it is read twice, and fails before its first byte. */
  ahead?: boolean
  /** Ends the reading, with its reason, whatever is waited for. */
  signal?: AbortSignal | undefined
}

/** A content that is open for reading once. */
export interface OpenContent {
  /**
   * The bytes. The last ones of a whole content come only once all have turned out right; a part is checked by the sums
   * of its chunks, where the content has them. It closes in the end, also when the reader breaks off.
   * @throws ContentDamaged
   */
  bytes(): AsyncGenerator<Uint8Array>
  /** For who does not read it after all. */
  close(): Promise<void>
}

/** What is remembered of contents beside their bytes, in another place than they are. */
export interface ContentRecords {
  /** The sums of chunks from number `from` up to, not including, `to`; `undefined` where they are not known. */
  sums(sha256: string, from: number, to: number): Promise<Uint8Array | undefined>
  keepSums(sha256: string, sums: Uint8Array): Promise<void>
  /** What was found wrong with it, by whoever read it last. */
  fault(content: ContentName): Promise<ContentFault | undefined>
  /** The owners of these bytes whose content was found wrong. */
  ownersOfFaults(sha256: string): Promise<number[]>
  /** It does not fail: what was found is said to the reader in any case. */
  note(content: ContentName, fault: ContentFault): Promise<void>
  /** It is whole. It does not fail. */
  clear(content: ContentName): Promise<void>
}

/**
 * Which content is in use beside what versions refer to. The database knows it, not one process's memory, so that
 * several processes on the same data never remove each other's content:
 *
 * - whoever stores content takes a lease first, and holds it until the version is committed or given up;
 * - the commit refuses a version whose content neither that very lease nor another version keeps (`ContentLost`): the
 *   lease of somebody else says nothing about content that may not be there yet, and may never be;
 * - whoever removes content claims it first, which succeeds only without lease and version, and makes others wait.
 *
 * Leases and claims belong to their process, which renews them all at once; those of a process that stopped renewing
 * end when another one claims content. Where such a claim ends, whether its removal is over is not known: the content is
 * taken on to its next generation.
 */
export interface ContentLeases {
  /** Names this process, such as in the names of its temporary files. */
  readonly holder: string
  /** Who owns what this organization stores. @throws UnknownOrganization */
  ownerFor(organizationId: string): Promise<number>
  /** Whether a version needs it, which keeps it for good: of its owner, or of any organization when it is everybody's. */
  isNeeded(content: ContentName): Promise<boolean>
  /** Waits while somebody removes this content. Afterwards nobody does, until the lease is released or its process is gone. */
  take(content: ContentName): Promise<Lease>
  /**
   * The lease has ended even when this fails.
   * @returns a claim on the content when this was the last that needed it; else whether a version needs it, or just somebody
   * else holds it, who may yet be gone without having put anything to use
   */
  release(lease: Lease): Promise<Claim | 'needed' | 'held'>
  /** Claims those of the contents that neither a version nor a lease needs. */
  claim(contents: readonly ContentName[]): Promise<Claim>
  /**
   * Ends a claim, once its contents are removed or were left alone after all. It does not fail: what can't be written
   * now is written with what this process does next, its next renewal at the latest.
   * @param isInDoubt whether a removal may yet be carried out
   */
  settle(claim: Claim, isInDoubt: boolean): Promise<void>
  /** Of a content that somebody needs, or has a lease on. */
  generationOf(content: ContentName): Promise<number>
  /** The processes whose leases hold, this one included. */
  holders(): Promise<ReadonlySet<string>>
  /** Ends everything that this process holds. */
  close(): Promise<void>
}

export interface Lease extends Readonly<PlacedContent> {
  readonly id: string
}

/** The right to remove contents. */
export interface Claim {
  readonly id: string
  readonly contents: readonly PlacedContent[]
  /** Whether it can be relied on still, as far as this process knows. To be asked right before each removal. */
  holds(): boolean
  /** Whether it stands in the database: then nobody has stored one of its contents since. */
  stands(): Promise<boolean>
}
