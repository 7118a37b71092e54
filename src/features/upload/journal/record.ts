import { isFinished, wait, type ItemState, type UploadItem } from '../queue/item.ts'

/**
 * What the journal keeps of an upload that is not finished: all that is needed to go on with it but the file, of which
 * it keeps what it is called and, where the browser gives one, a handle. Never a byte of it, and never a token.
 */
export interface JournalRecord {
  version: 1
  /** Whose it is, see `ownerOf`. */
  owner: string
  key: string
  /** The tab that runs it. */
  tab: string
  /** Its place among the others. */
  order: number
  /** Milliseconds since the epoch. */
  savedAt: number
  /** Since when an attempt may have begun, an instant. */
  begun: string | undefined
  item: KeptItem
}

type KeptItem = Omit<UploadItem, 'key' | 'file' | 'attempt' | 'startedAt' | 'tries' | 'state'> & {
  state: KeptState
}

type KeptState =
  /** To be sent, whether it had begun or not. */
  { kind: 'ready' } | Extract<ItemState, { kind: 'paused' | 'failed' | 'unsure' | 'conflict' }>

/** After so long nobody comes back for them, and names of files must not stay on a machine for ever. */
export const KEPT_MS = 14 * 24 * 3600_000

/** By person and server: what one of them queued, no other one sees, and it is never sent to another server. */
export function ownerOf(apiBase: string, subject: string): string {
  return JSON.stringify([apiBase, subject])
}

/** The server's part of an owner. */
export function serverOf(owner: string): string {
  return String((JSON.parse(owner) as unknown[])[0])
}

/** Whether the server says whose the token is; see `AcceptedToken`. Else each token counts as a person. */
export function isNamedByServer(owner: string): boolean {
  return String((JSON.parse(owner) as unknown[])[1]).startsWith('server:')
}

/** @returns undefined for an upload that is finished, of which nothing is kept */
export function recordOf(
  item: UploadItem,
  of: Pick<JournalRecord, 'owner' | 'tab' | 'order' | 'savedAt' | 'begun'>,
): JournalRecord | undefined {
  if (isFinished(item)) return undefined
  const { key, file: _, attempt: __, startedAt, tries: ___, state, ...kept } = item
  const begun = of.begun ?? startedAt
  return { version: 1, key, ...of, begun, item: { ...kept, state: keptState(state) } }
}

/** The upload as it goes on: its file must be opened or given again, and what had begun may be stored already. */
export function itemOfRecord({ key, begun, item }: JournalRecord): UploadItem {
  const { state, uncertainSince, ...kept } = item
  const restored: UploadItem = {
    ...kept,
    key,
    file: undefined,
    attempt: 0,
    startedAt: undefined,
    uncertainSince: uncertainSince ?? begun,
    tries: 0,
    batch: undefined,
    state: { kind: 'missing' },
  }
  return state.kind === 'ready' ? wait(restored) : { ...restored, state }
}

/** Storage may hold what another release of the console has written. */
export function isRecord(value: unknown): value is JournalRecord {
  const record = value as Partial<JournalRecord> | null | undefined
  return record?.version === 1 && typeof record.item === 'object'
}

function keptState(state: ItemState): KeptState {
  const isKept =
    state.kind === 'paused' ||
    state.kind === 'failed' ||
    state.kind === 'unsure' ||
    state.kind === 'conflict'
  return isKept ? state : { kind: 'ready' }
}
