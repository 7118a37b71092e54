import type {
  ContentLeases,
  ContentName,
  ContentRecords,
  ContentRef,
  Lease,
  PlacedContent,
} from '../contents.ts'
import { EngineAway } from '../errors.ts'
import type { ContentBytes } from './checked-read.ts'
import type { Checksums } from './checksums.ts'

/** Where the bytes of contents are, and how they get there: files of a folder, or objects of a bucket. */
export interface ContentHome extends ContentBytes {
  /** For one content that is being received. */
  receive(): ReceivedBytes
  /**
   * @param stands asks whether nobody has stored it since it was claimed, for whoever can put it back
   * @throws RemovalInDoubt where it may yet be removed, by a request that nobody has heard of since
   */
  remove(content: PlacedContent, stands?: () => Promise<boolean>): Promise<void>
  /**
   * A lease has ended. It does not fail.
   * @param isSettled whether its content is removed, or needed by a version
   */
  ended(lease: Lease, isSettled: boolean): Promise<void>
  /** Removes what processes that are gone left half-written. Cheap enough to be done now and then. */
  tidy(): Promise<void>
  /** Whether `left` is written down somewhere, so that asking costs little. */
  readonly isWrittenDown: boolean
  /** What may be needed by nobody, some at a time: everything, or what is written down. */
  left(): AsyncIterable<LeftContent[]>
}

/** Bytes, and where it is written down, what that says: `forget` is called once it is removed or needed. */
export type LeftContent = ContentName & {
  size: number
  written?: { generation: number; forget(): Promise<void> }
}

/** Bytes of a content whose name is not known yet. */
export interface ReceivedBytes {
  /** Resolves when the chunk may be forgotten. */
  write(chunk: Uint8Array): Promise<void>
  /** Of what has been written. */
  digest(): ReturnType<Checksums['digest']>
  /** Puts them in their place, durably, also in the place of others. @param lease that the content has */
  settle(content: ContentRef, lease: Lease): Promise<void>
  /** Removes what is there of them but in their place. Also twice. */
  remove(): Promise<void>
}

/** A removal whose end nobody knows: nobody may put the same content in that place any more. */
export class RemovalInDoubt extends EngineAway {}

/** What contents live in: their bytes, and what is known of them. */
export interface ContentPlaces {
  home: ContentHome
  leases: ContentLeases
  records: ContentRecords
}
