import { createStore, type Store } from '#ui/store.ts'
import type { QueueState } from '../queue/queue-state.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'

/** Milliseconds between two drawings, however much happens; longer where thousands of rows change their places. */
const DRAW_EVERY = 100
const DRAW_MANY_EVERY = 400
const MANY = 50

type Watched = Pick<Store<QueueState>, 'get' | 'subscribe'>

const drawn = new WeakMap<UploadQueue, Watched>()

/** The queue as it is drawn and spoken of: at most ten times a second, and at once after a rest. */
export function drawnQueue(queue: UploadQueue): Watched {
  const known = drawn.get(queue)
  if (known) return known
  const store = slowed(queue, ({ items }) => (items.length > MANY ? DRAW_MANY_EVERY : DRAW_EVERY))
  drawn.set(queue, store)
  return store
}

/** Follows a value that changes often: tells of a change at once, and of those that come soon after it together. */
export function slowed<Value>(
  source: Pick<Store<Value>, 'get' | 'subscribe'>,
  every: (value: Value) => number,
): Pick<Store<Value>, 'get' | 'subscribe'> {
  const store = createStore(source.get())
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    timer = undefined
    last = performance.now()
    store.set(source.get())
  }
  const changed = () => {
    if (timer !== undefined) return
    const wait = last + every(source.get()) - performance.now()
    if (wait <= 0) tell()
    else timer = setTimeout(tell, wait)
  }
  let watchers = 0
  let leave: () => void = () => undefined
  return {
    get() {
      // Nobody keeps it up while nobody watches.
      if (watchers === 0) store.set(source.get())
      return store.get()
    },
    subscribe(listener) {
      watchers += 1
      if (watchers === 1) {
        leave = source.subscribe(changed)
        store.set(source.get())
      }
      const stop = store.subscribe(listener)
      return () => {
        stop()
        watchers -= 1
        if (watchers > 0) return
        leave()
        clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
