import { pause } from '#api/uploads/pause.ts'
import { createStore } from '#ui/store.ts'
import type { ChosenFile, GivenFiles } from '../journal/give-files.ts'
import { keepUploads } from '../journal/keep-uploads.ts'
import { partsLeft } from './change-items.ts'
import type { UploadSpec } from './item.ts'
import { QueueRunner, type UploadQueueDeps } from './queue-runner.ts'
import { emptyQueue, type QueueState } from './queue-state.ts'
import type { CommandEvent, QueueEvent } from './queue.ts'

/**
 * The queue of uploads, outside of React, so that it continues whatever page is shown. It belongs to the person who
 * filled it: it ends when they sign out or somebody else signs in.
 */
export interface UploadQueue {
  get: () => QueueState
  subscribe: (listener: () => void) => () => void
  add: (specs: readonly UploadSpec[]) => void
  /** For one upload, by its key. */
  command: (key: string, command: CommandEvent) => void
  retryAll: () => void
  pause: () => void
  resume: () => void
  clearFinished: () => void
  /**
   * Its person drops all of it, and is still signed in: what the server has of uploads in parts is ended there too, as far
   * as it answers within two seconds. Never rejects.
   */
  discard: () => Promise<void>
  /** The screen is locked: what is under way finishes, nothing new is started. */
  lock: () => void
  /** The same person has unlocked it, has signed in, or has another token: also takes up what they had left. */
  unlock: () => void
  /** Gives files that were missing after a reload, with their paths; those that fit none are left alone. */
  giveFiles: (files: readonly ChosenFile[]) => Promise<GivenFiles>
  /** Asks the browser to open the missing files that it knows. Only within a click. */
  openAgain: () => Promise<GivenFiles>
}

/**
 * Runs the state machine of `reduce.ts` for whoever is signed in.
 * @param store where the state is kept, also before this code is loaded; see `lazy-queue.ts`
 */
export function createUploadQueue(
  deps: UploadQueueDeps,
  store = createStore(emptyQueue),
): UploadQueue {
  const kept = keepUploads(
    deps,
    (event) => dispatch(event),
    () => runner.state,
  )
  const runner = new QueueRunner(deps, store, kept.keep)
  const dispatch = (event: QueueEvent) => runner.dispatch(event)
  return {
    get: store.get,
    subscribe: store.subscribe,
    add: (specs) => runner.add(specs),
    command: (key, command) => dispatch({ ...command, key }),
    retryAll: () => dispatch({ type: 'retried-all' }),
    pause: () => dispatch({ type: 'queue-paused', by: 'user' }),
    resume: () => dispatch({ type: 'queue-resumed', by: 'user' }),
    clearFinished: () => dispatch({ type: 'cleared' }),
    async discard() {
      const [actor, parts] = [deps.actor(), partsLeft(runner.state)]
      // Whatever is sending stops: it would begin anew what is ended here.
      dispatch({ type: 'dropped' })
      // Behind a locked screen there is no token; the parts expire then.
      if (actor?.isPresent() !== true || parts.length === 0) return
      const { endUpload } = deps.apiFor(actor)
      await Promise.race([Promise.allSettled(parts.map(endUpload)), pause(FAREWELL)])
    },
    lock: () => dispatch({ type: 'queue-paused', by: 'lock' }),
    unlock() {
      const actor = deps.actor()
      if (actor) runner.belongTo(actor)
      dispatch({ type: 'token-renewed' })
      dispatch({ type: 'queue-resumed', by: 'lock' })
    },
    giveFiles: kept.giveFiles,
    openAgain: kept.openAgain,
  }
}

/** Milliseconds; who signs out does not wait longer for a server that is slow. */
const FAREWELL = 2_000
