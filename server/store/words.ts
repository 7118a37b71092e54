import type { ContentName } from './contents.ts'

/**
 * What is known of the words inside contents. The index is made from the versions and contents that the store has
 * (`WordWork`), some time after their commits; whoever asks it reads what has been indexed by then. It
 * never holds words of an organization's contents that none of its Binaries has now, once it has caught up.
 */
export interface WordIndex {
  /**
   * Which of these contents have each word, or part of a word, in their text.
   * @param words folded; each is found where `occursIn` finds it
   * @param contents by their SHA-256
   * @returns contents by word
   */
  among(
    organizationId: string,
    words: Iterable<string>,
    contents: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /**
   * Files of the organization in whose content all of these words occur, in the order of changes. Some may have been
   * changed since, and are no longer found.
   * @param words folded; single letters narrow nothing down
   * @param asked sequences from `low` to `high`, both included, and how many files at most
   */
  files(organizationId: string, words: readonly string[], asked: WordRange): Promise<WordFiles>
  state(organizationId: string): Promise<WordState>
  /** Contents that wait to be read, as far as they are counted; `undefined` where words are not indexed. */
  pending(organizationId: string): Promise<number | undefined>
  /**
   * Has contents read again, by whoever makes the index: those of one organization one by one, so that what is known of
   * each stays until then, or all of them, from an empty index.
   */
  rebuild(what: { organizationId: string } | 'all'): Promise<void>
  /** What the index takes of the disk; 0 where words are not indexed. */
  bytes(): Promise<number>
  close(): Promise<void>
}

export interface WordRange {
  low: number
  high: number
  descending: boolean
  limit: number
  /** Whether the sequences alone are wanted. */
  bare?: boolean
}

export interface WordFiles {
  /** By their sequences, with the content by its SHA-256, but for bare ones. */
  files: { sequence: number; sha256?: string }[]
  /** The last sequence up to which all are named, where that is not the end of the range. */
  until: number | undefined
}

/** How far an organization's contents are indexed. Contents that several Binaries have count once. */
type WordState = { kind: 'off' } | WordCounts

export interface WordCounts {
  kind: 'on'
  /** Those that can be found by their words; `cut` of them by the words of their beginning only. */
  indexed: number
  cut: number
  /** Waiting to be read, or to be read again. */
  pending: number
  /** Pictures, sound, scans: nothing to be read. */
  wordless: number
  /** Damaged, encrypted, too large, or too slow. */
  unreadable: number
  /** Why, and how often, the most frequent reason first. */
  reasons: readonly { why: string; contents: number }[]
}

/** A content whose words are to be read. */
export interface WordTask extends ContentName {
  /** Names it within the index. */
  key: number
  /** Bytes. */
  size: number
  contentType: string
  /** Of a file that has it. */
  name: string | undefined
}

/** What came of reading it. */
export type WordResult =
  | { kind: 'indexed'; text: string; isWhole: boolean }
  | { kind: 'wordless' }
  | { kind: 'unreadable'; why: string }

/**
 * The index as a process that makes it sees it, the only one or one of several. Every step is a transaction of its own, so that a kill costs no
 * more than the step under way.
 */
export interface WordWork {
  /** Milliseconds between two looks for something new. */
  readonly poll: number
  /** Notes a part of what was committed since. @returns whether there was anything */
  follow(): Promise<boolean>
  /** Takes away the words of one content that no Binary still has. @returns whether there was one */
  forget(): Promise<boolean>
  /** The next content to be read. It counts as tried from now on: one that ends the process again and again is given up. */
  next(): Promise<WordTask | undefined>
  keep(task: WordTask, result: WordResult): Promise<void>
  /** As of leases. */
  generationOf: (content: ContentName) => Promise<number>
  /** It was not read after all, and not for its own sake. */
  putBack(task: WordTask): Promise<void>
  /** Puts one text to where its file is now, so that searches need not look for it. @returns whether there was one */
  tidy(): Promise<boolean>
  /** Whether others have committed anything since it was asked last. */
  hasNews(): Promise<boolean>
  /** Writes what was put off, when there is nothing to do. */
  rest(): Promise<void>
  close(): Promise<void>
}
