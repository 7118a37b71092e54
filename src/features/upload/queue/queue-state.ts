import type { UploadItem } from './item.ts'

/** The upload queue as a value. It is here before the code that decides on it, which comes with the first upload. */
export interface QueueState {
  /** In the order in which they were added. */
  items: readonly UploadItem[]
  /** Who or what keeps it from starting anything new. */
  paused: PausedBy | undefined
  /** The browser says so, or nobody has answered: one upload is tried from time to time. */
  offline: boolean
  /** The token was refused, and there is no other one yet. */
  awaitsToken: boolean
  /** `id` and `id/versionId` of all that this queue knows it has stored: no other attempt can have been those. */
  claimed: readonly string[]
}

export type PausedBy = 'user' | 'lock'

export const emptyQueue: QueueState = {
  items: [],
  paused: undefined,
  offline: false,
  awaitsToken: false,
  claimed: [],
}
