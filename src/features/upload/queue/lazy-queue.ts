import { createStore } from '#ui/store.ts'
import { mayHaveKept } from '../journal/kept-flag.ts'
import type { UploadQueueDeps } from './queue-runner.ts'
import { emptyQueue } from './queue-state.ts'
import type { UploadQueue } from './upload-queue.ts'

/** The queue, whose code comes with the dialog that fills it (`loadQueue`): by the first upload it is here. */
export function createLazyQueue(deps: UploadQueueDeps): UploadQueue {
  const store = createStore(emptyQueue)
  let queue: UploadQueue | undefined
  const here = async () => {
    if (queue !== undefined) return queue
    // For whoever asked for it: somebody else may have signed in before the code is here.
    const actor = deps.actor()
    const { createUploadQueue } = await loadQueue()
    if (deps.actor() !== actor) throw new DOMException('The session has ended.', 'AbortError')
    queue ??= createUploadQueue(deps, store)
    return queue
  }
  const run = async (action: (queue: UploadQueue) => void) => {
    await here().then(action, () => undefined)
  }
  return {
    get: store.get,
    subscribe: store.subscribe,
    add: (specs) => void run((queue) => queue.add(specs)),
    command: (key, command) => void run((queue) => queue.command(key, command)),
    retryAll: () => void run((queue) => queue.retryAll()),
    pause: () => void run((queue) => queue.pause()),
    resume: () => void run((queue) => queue.resume()),
    clearFinished: () => void run((queue) => queue.clearFinished()),
    discard: async () => queue?.discard(),
    // Before anything was added there is nothing to hold back.
    lock: () => queue?.lock(),
    unlock() {
      if (queue !== undefined) queue.unlock()
      else if (mayHaveKept()) void run((queue) => queue.unlock())
    },
    giveFiles: async (files) => (await here()).giveFiles(files),
    openAgain: async () => (await here()).openAgain(),
  }
}

/** Loads the code of the queue; once it is loaded, at once. */
export function loadQueue() {
  return import('./upload-queue.ts')
}
