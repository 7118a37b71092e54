import type { ConflictingChange } from '#api/binaries/conflict.ts'
import type { Replaced } from '#api/binaries/types.ts'
import { createStore } from '#ui/store.ts'

/** A change that met another one, waiting for a decision. */
export interface ConflictRequest {
  org: string
  id: string
  change: ConflictingChange
  /** The version that the change was made on. */
  baseVersionId: string | undefined
  /** For whoever waits for it: what was stored, and the version that was made in its place, where it is known. */
  onSaved?: ((saved: { replaced: Replaced; made: string | undefined }) => void) | undefined
}

/**
 * The conflict that is on the screen. It belongs to no page: an Undo may meet another change when the page of its file
 * was left long ago. It survives a locked screen, since what was typed is nowhere else, and is dropped at sign-out and
 * when somebody else signs in.
 */
export const conflicts = createStore<ConflictRequest | undefined>(undefined)

/** Whether something that was typed waits for a decision, and would be lost with it. */
export function hasTypedConflict(): boolean {
  return conflicts.get()?.change.kind === 'patch'
}
