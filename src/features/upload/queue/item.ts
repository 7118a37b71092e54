import type { Binary } from '#fhir/types.ts'
import type { Sample } from './pace.ts'

export type UploadTarget = { kind: 'create' } | { kind: 'version'; id: string; ifMatch?: string }

/** What is to be uploaded, once the dialog is done with it. */
export interface UploadSpec {
  org: string
  file: File
  /** The file as it was chosen, where more is known of it than it says itself, such as its path. */
  facts?: FileFacts
  /** Where the browser gives one: it opens the file again after a reload. */
  handle?: FileSystemFileHandle | undefined
  /** The content type is still a guess by the name: it is read from the bytes when its turn comes. */
  guessed?: boolean | undefined
  /** The name to store, already clean; the target's own is not changed by it. */
  name: string
  /** The folders it came from, for people; empty when it was chosen alone. */
  folder: string
  /** Without `data`. */
  fields: Binary
  target: UploadTarget
  /** What a new version was made on, where it is known. */
  base?: Binary | undefined
}

/** The file as it was chosen, which is known also while the file itself is not here. */
export interface FileFacts {
  name: string
  /** Bytes. */
  size: number
  /** Milliseconds since the epoch. */
  lastModified: number
  /** With its folders, `scans/2026/a.pdf`; the name alone for a file that was chosen alone. */
  path: string
}

export interface UploadItem extends Omit<UploadSpec, 'file' | 'facts'> {
  /** Unique among all tabs. */
  key: string
  /** Not here after a reload, until it is opened or given again. */
  file: File | undefined
  facts: FileFacts
  /** The id for what is created: the same in every attempt, so that none can store it twice. */
  newId: string
  /** Lower-case hex of the file's bytes, once it is known. */
  sha256: string | undefined
  /** Where the server keeps what it has of this upload, so that it goes on there. */
  location: string | undefined
  /** Counts up with every start, so that late events of an earlier attempt are ignored. */
  attempt: number
  /** When the current or last attempt began, an instant. */
  startedAt: string | undefined
  /** Since when an attempt may have been stored although its answer was lost: then it is looked for before it is repeated. */
  uncertainSince: string | undefined
  /** Attempts in a row that failed for the moment. */
  tries: number
  /** The request that the current or last attempt shares with others, by a number of its own; `undefined` for one alone. */
  batch: number | undefined
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
  /** Failed for the moment: tried again by itself then, in milliseconds since the epoch. */
  | { kind: 'resting'; until: number; failure: Failure; tries: number }
  /** The file must be given again. */
  | { kind: 'missing' }
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
  /** What makes another attempt worth while. */
  again: Again
  /** Whether it may have been stored all the same. */
  uncertain: boolean
}

export type Again =
  /** Time: the network, too many requests, a server that failed. `afterMs`: what the server asked for. */
  | { kind: 'later'; afterMs?: number }
  /** Another token. */
  | { kind: 'token' }
  /** The file itself, which can't be read or has changed. */
  | { kind: 'file' }
  /** Nothing but the user's wish. */
  | { kind: 'asked' }

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
  return isActive(item) || item.state.kind === 'waiting' || item.state.kind === 'resting'
}

/** Whether nothing is left to do. */
export function isFinished({ state }: UploadItem): boolean {
  return state.kind === 'stored' || state.kind === 'cancelled'
}

export function canRetry({ state }: UploadItem): boolean {
  if (state.kind === 'failed') return state.failure.remedy === 'retry'
  return ['cancelled', 'unsure', 'resting'].includes(state.kind)
}

/** Whether an attempt of one could be taken for an attempt of the other. */
export function areTwins(a: UploadItem, b: UploadItem): boolean {
  return a.org === b.org && a.name === b.name && a.facts.size === b.facts.size
}

/** To be started, or to be given its file first. */
export function wait(item: UploadItem): UploadItem {
  return { ...item, state: { kind: item.file === undefined ? 'missing' : 'waiting' } }
}

/** Below this size everything may have been sent before the first progress event. */
const SMALL = 4 * 1024 * 1024
/** What is told of the sending lags behind, by as much as a fast line takes meanwhile. Bytes. */
const UNTOLD = 32 * 1024 * 1024

/** An attempt that ends before its answer: once all was sent, the server may have stored it. */
export function interrupted(item: UploadItem): UploadItem {
  return mayBeSent(item) ? { ...item, uncertainSince: item.uncertainSince ?? item.startedAt } : item
}

function mayBeSent({ state, facts }: UploadItem): boolean {
  if (state.kind === 'sending') return facts.size - state.loaded < UNTOLD
  return state.kind === 'saving' || (state.kind === 'preparing' && facts.size < SMALL)
}

/** Unique among all tabs. */
export function newKey(): string {
  return `upload-${newUuid()}`
}

/** A UUID of version 4 (RFC 9562, section 5.4); `crypto.randomUUID` is missing on plain http. */
export function newUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes.set([((bytes[6] ?? 0) & 0x0f) | 0x40], 6)
  bytes.set([((bytes[8] ?? 0) & 0x3f) | 0x80], 8)
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** What is remembered of a file that was chosen, dropped or found by its handle. */
export function factsOf(file: File & { path?: string }): FileFacts {
  const { name, size, lastModified } = file
  const path = [file.webkitRelativePath, file.path].find(Boolean) ?? name
  return { name, size, lastModified, path: path.replace(/^\.?\//, '') }
}
