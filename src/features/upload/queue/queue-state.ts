import { isFinished, type UploadItem } from './item.ts'

/**
 * The upload queue as a value, frozen: a change of one item copies the list of references and nothing else, so that
 * five thousand files cost each hardly more than one. It is here before the code that decides on it, which comes with
 * the first upload.
 */
export interface QueueState {
  /** In the order in which they were added. */
  items: readonly UploadItem[]
  /** Where each is in `items`, by its key. */
  places: ReadonlyMap<string, number>
  /** The keys of those that are under way. */
  active: readonly string[]
  /** The keys of those that are tried again by themselves. */
  resting: readonly string[]
  /** Who or what keeps it from starting anything new. */
  paused: PausedBy | undefined
  /** Uploads at a time. */
  slots: number
  /** The organizations whose server takes many creates in one request. */
  batched: readonly string[]
  /** The browser says that there is no network. One upload is tried from time to time all the same: it may be wrong. */
  offline: boolean
  /** The server takes the token no longer, and there is no other one yet. */
  awaitsToken: boolean
  /** What is under way waits for another token, which is being asked for. */
  awaitsSignIn: boolean
  /** Attempts of any upload that failed for the moment, since the server last gave an answer that was its own. */
  failuresInARow: number
  /** Nothing is started before; milliseconds since the epoch. */
  restsUntil: number | undefined
  /** `id` and `id/versionId` of what this queue has stored and no item tells any more; see `claimsOf`. */
  claimed: readonly string[]
}

export type PausedBy = 'user' | 'lock'

/** Uploads at a time, where nothing else is chosen. */
export const DEFAULT_SLOTS = 3

export const emptyQueue: QueueState = {
  items: [],
  places: new Map(),
  active: [],
  resting: [],
  paused: undefined,
  slots: DEFAULT_SLOTS,
  batched: [],
  offline: false,
  awaitsToken: false,
  awaitsSignIn: false,
  failuresInARow: 0,
  restsUntil: undefined,
  claimed: [],
}

/** The item of a key; undefined once it is removed. */
export function itemAt(state: QueueState, key: string): UploadItem | undefined {
  const place = state.places.get(key)
  return place === undefined ? undefined : state.items[place]
}

/** How many files would be lost with the queue: all but those that are stored or given up. */
export function unfinishedCount(items: readonly UploadItem[]): number {
  return items.filter((item) => !isFinished(item)).length
}

/** How many would stop, or have to be chosen again, if the page were left now: not those that miss their file already. */
export function leftByLeaving(items: readonly UploadItem[]): number {
  return items.filter((item) => !isFinished(item) && item.file !== undefined).length
}
