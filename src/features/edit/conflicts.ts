import type { ConflictingChange } from '#api/binaries/conflict.ts'
import { createStore } from '#ui/store.ts'

/** A change that met another one, waiting for a decision. */
export interface ConflictRequest {
  org: string
  id: string
  change: ConflictingChange
  /** The version that the change was made on. */
  baseVersionId: string | undefined
}

/**
 * The conflict that is on the screen. It belongs to no page: an Undo may meet another change when the page of its file
 * was left long ago.
 */
export const conflicts = createStore<ConflictRequest | undefined>(undefined)
