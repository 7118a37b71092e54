import type { Binary } from '#fhir/types.ts'
import type { Sample } from './pace.ts'

export type UploadTarget = { kind: 'create' } | { kind: 'version'; id: string; ifMatch?: string }

/** What is to be uploaded, once the dialog is done with it. */
export interface UploadSpec {
  org: string
  file: File
  /** The name to store, already clean; the target's own is not changed by it. */
  name: string
  /** The folders it came from, for people; empty when it was chosen alone. */
  folder: string
  /** Without `data`. */
  fields: Binary
  /** The file as it was chosen: what it is known by once it has to be given again. */
  facts?: FileFacts
  /** Where the browser gave one: with it the file can be read again after a reload. */
  handle?: FileSystemFileHandle | undefined
  /** The content type is still a guess by the name: it is read from the bytes when its turn comes. */
  guessed?: boolean | undefined
  target: UploadTarget
  /** What a new version was made on, where it is known. */
  base?: Binary | undefined
}

/** What tells one chosen file from others, without its bytes. */
export interface FileFacts {
  name: string
  /** Bytes. */
  size: number
  /** Milliseconds since 1970. */
  lastModified: number
  /** With its folders; the name alone where it was chosen alone. */
  path: string
}

export interface UploadItem extends UploadSpec {
  key: string
  /** Counts up with every start, so that late events of an earlier attempt are ignored. */
  attempt: number
  /** When the current or last attempt began, an instant. */
  startedAt: string | undefined
  /** Since when an attempt may have been stored although its answer was lost: then it is looked for before it is repeated. */
  uncertainSince: string | undefined
  state: ItemState
}

export type ItemState =
  | { kind: 'waiting' }
  /** Looks whether an earlier attempt was stored. */
  | { kind: 'checking' }
  /** Bytes of the file. */
  | { kind: 'preparing'; loaded: number; total: number }
  | { kind: 'sending'; loaded: number; total: number; samples: readonly Sample[] }
  /** All is sent, and the server has not answered yet. */
  | { kind: 'saving' }
  | StoredState
  | { kind: 'failed'; failure: Failure }
  /** An earlier attempt may have been stored, and the server gives nothing to tell by. */
  | { kind: 'unsure' }
  | { kind: 'conflict'; remote: Remote }
  | { kind: 'cancelled' }
  | { kind: 'paused' }

export interface StoredState {
  kind: 'stored'
  id: string
  versionId: string | undefined
  /** False: the server gives no checksum to compare with. */
  verified: boolean
  /** An earlier attempt had been stored, although its answer never came. */
  found: boolean
}

/** In the words for its row. */
export interface Failure {
  title: string
  advice: string
  /** To copy. */
  details: string
  /** `choose`: the file itself is gone or has changed. */
  remedy: 'retry' | 'choose'
  /** Whether it may have been stored all the same. */
  uncertain: boolean
}

/** The version that somebody else stored before this one. */
export type Remote =
  | { kind: 'unknown' }
  | { kind: 'live'; versionId: string | undefined; binary: Binary }
  | { kind: 'deleted'; versionId: string | undefined }

/** Whether an attempt is under way, so that there is something to abort. */
export function isActive({ state }: UploadItem): boolean {
  return ['checking', 'preparing', 'sending', 'saving'].includes(state.kind)
}

/** Whether it continues by itself. */
export function isPending(item: UploadItem): boolean {
  return isActive(item) || item.state.kind === 'waiting'
}

/** Whether nothing is left to do. */
export function isFinished({ state }: UploadItem): boolean {
  return state.kind === 'stored' || state.kind === 'cancelled'
}

export function canRetry({ state }: UploadItem): boolean {
  if (state.kind === 'failed') return state.failure.remedy === 'retry'
  return state.kind === 'cancelled' || state.kind === 'unsure'
}

/** Whether an attempt of one could be taken for an attempt of the other. */
export function areTwins(a: UploadItem, b: UploadItem): boolean {
  return a.org === b.org && a.name === b.name && a.file.size === b.file.size
}

let last = 0

/** Unique in this tab; `crypto.randomUUID` is missing on plain http. */
export function newKey(): string {
  last += 1
  return `upload-${last}`
}
