import type { NameEncoding } from './entry-names.ts'

/** When an entry was changed last, as far as its archive says it. */
export type EntryTime =
  /** A clock's time, `2026-05-03T14:05:10`, without a word on the time zone. */
  | { type: 'clock'; text: string }
  /** Milliseconds since 1970, in UTC. */
  | { type: 'instant'; time: number }

/** What an archive lists of one file or folder, without having unpacked it. Cloneable. */
export interface ArchiveEntry {
  /** As it is stored, with `/` between folders. Untrusted: it may hold `..` or be absolute; never used as a path. */
  path: string
  type: 'file' | 'folder' | 'link' | 'special'
  /** Bytes, as declared; `undefined` where nothing declares them. */
  size: number | undefined
  /** Bytes within the archive. */
  packedSize: number
  time: EntryTime | undefined
  isEncrypted: boolean
  /** What is odd about it, in sentences. */
  remarks: readonly string[]
  /** Why it can't be opened, in a sentence. */
  refusal?: string
}

/** An archive's list, without its contents. */
export interface ArchiveList {
  entries: readonly ArchiveEntry[]
  /** What is wrong or odd about the archive itself, in sentences, the worst first. */
  remarks: readonly string[]
  /** What it says of itself. */
  comment: string
  /** How its names were read; `undefined` where all of them are ASCII or declared. */
  names: NameReading | undefined
}

export interface NameReading {
  encoding: NameEncoding
  found: NameEncoding
  isGuess: boolean
}

/** Further facts of one entry, for who looks at it alone. */
export interface EntryDetails {
  facts: readonly (readonly [name: string, value: string])[]
  remarks: readonly string[]
}

/** What comes out of an archive. */
export interface Unpacked {
  blob: Blob
  /** What is wrong with it: cut short, or changed since it was packed. */
  remarks: readonly string[]
}

export interface UnpackOptions {
  /** Bytes that it may unpack to. */
  limit?: number | undefined
  /** Used and forgotten. */
  password?: string | undefined
  signal?: AbortSignal | undefined
  /** @param done bytes of the packed content that were read */
  onProgress?: ((done: number) => void) | undefined
}

/** Why an archive, or an entry of it, can't be read, in words. */
export class ArchiveProblem extends Error {
  override name = 'ArchiveProblem'
}

/** Bytes that one entry may unpack to: more is taken for an attack. */
export const LARGEST = 500_000_000

/** Entries that are listed of one archive. */
export const MOST_ENTRIES = 200_000

/** What is suspicious about the path of an entry, in sentences: none of it is ever followed. */
export function pathRemarks(path: string): string[] {
  const remarks: string[] = []
  if (path === '') remarks.push('It has no name.')
  if (path.split(/[/\\]/).includes('..')) {
    remarks.push(
      'Its name holds “..”, by which careless programs write outside of the folder they unpack to.',
    )
  }
  if (/^([/\\]|[a-z]:)/i.test(path)) {
    remarks.push('Its name is an absolute path, which careless programs write to as it stands.')
  }
  if (/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(path)) {
    remarks.push('Its name holds characters that can’t be seen; they are shown as signs.')
  }
  return remarks
}

/** A name that an archive stores, as the last part of its path. */
export function nameOfPath(path: string): string {
  return (
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) ?? path
  )
}
