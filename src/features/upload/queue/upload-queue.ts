import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import { createStore } from '#ui/store.ts'
import { runAttempt } from '../transfer/run-attempt.ts'
import { isActive, isPending, type UploadSpec } from './item.ts'
import { newKey } from './new-key.ts'
import { nextToStart } from './next-to-start.ts'
import { memoryKeeper, type QueueKeeper } from './queue-storage.ts'
import { emptyQueue, reduce, type CommandEvent, type QueueEvent, type QueueState } from './queue.ts'

export interface UploadQueueRim {
  api: Pick<Api, 'binaries' | 'knownCapabilities' | 'checksum' | 'upload'>
  queryClient: QueryClient
  keeper?: QueueKeeper
}

/** The queue of uploads, outside of React: it goes on whatever page is shown. */
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
  /** The screen is locked: nothing is sent or received, everything stays queued. */
  lock: () => void
  /** Signed out: nothing of it stays. */
  drop: () => void
  /** Whether leaving the page would break something off. */
  hasRunningUploads: () => boolean
}

/** Runs the state machine of `queue.ts`: starts what it says is next, and aborts what it no longer counts as under way. */
export function createUploadQueue(rim: UploadQueueRim): UploadQueue {
  const keeper = rim.keeper ?? memoryKeeper()
  const store = createStore(keeper.read() ?? emptyQueue)
  const running = new Map<string, { attempt: number; controller: AbortController }>()
  let attempts = 0

  const dispatch = (event: QueueEvent) => {
    store.set(reduce(store.get(), event))
    abortStale()
    startNext()
    keeper.write(store.get())
  }

  const abortStale = () => {
    for (const [key, { attempt, controller }] of running) {
      const item = store.get().items.find((one) => one.key === key)
      if (item && item.attempt === attempt && isActive(item)) continue
      running.delete(key)
      controller.abort(new DOMException('The upload was cancelled.', 'AbortError'))
    }
  }

  const startNext = () => {
    for (const { key } of nextToStart(store.get())) {
      attempts += 1
      const attempt = attempts
      const at = new Date().toISOString()
      store.set(reduce(store.get(), { type: 'started', key, attempt, at }))
      const item = store.get().items.find((one) => one.key === key)
      if (!item) continue
      const controller = new AbortController()
      running.set(key, { attempt, controller })
      const tell = (event: QueueEvent) => {
        // Over by itself: what it still does, such as refreshing the lists, is not to be aborted.
        if (isEnd(event) && running.get(key)?.attempt === attempt) running.delete(key)
        dispatch(event)
      }
      const claimed = () => new Set(store.get().claimed)
      void runAttempt(item, { ...rim, tell, claimed }, controller.signal)
    }
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    add(specs) {
      const items = specs.map((spec) => ({ key: newKey(), spec }))
      dispatch({ type: 'added', items })
    },
    command: (key, command) => dispatch({ ...command, key }),
    retryAll: () => dispatch({ type: 'retried-all' }),
    pause: () => dispatch({ type: 'held', why: 'paused' }),
    resume: () => dispatch({ type: 'released' }),
    clearFinished: () => dispatch({ type: 'cleared' }),
    lock: () => dispatch({ type: 'held', why: 'locked' }),
    drop() {
      dispatch({ type: 'dropped' })
      keeper.clear()
    },
    hasRunningUploads: () => store.get().items.some(isPending),
  }
}

function isEnd({ type }: QueueEvent): boolean {
  return ['stored', 'failed', 'not-told', 'conflicted'].includes(type)
}
