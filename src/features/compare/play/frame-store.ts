import { createStore } from '#ui/store.ts'

/** What is known of a frame that somebody wants. */
export type FrameState<Frame> =
  | { phase: 'loading' }
  | { phase: 'done'; frame: Frame }
  | { phase: 'failed'; error: unknown }

/** A frame that is to be there, by a name of its own. */
interface WantedFrame<Frame> {
  key: string
  /** Rejects with the signal's reason when it is wanted no longer. */
  load: (signal: AbortSignal) => Promise<Frame>
}

export interface FrameStore<Frame> {
  /**
   * Loads what is wanted, in this order, a few at a time. What is neither wanted nor kept is given back, or not loaded
   * to its end; nothing at all gives back everything.
   * @param kept keys of frames that may stay where they are here already
   */
  want: (wanted: readonly WantedFrame<Frame>[], kept?: readonly string[]) => void
  /** Forgets that a frame failed. */
  retry: (key: string) => void
  /** Another map after each change. */
  get: () => ReadonlyMap<string, FrameState<Frame>>
  subscribe: (listener: () => void) => () => void
}

/** Loads at a time: the one that is looked at, and one ahead. */
const AT_A_TIME = 2

/** Keeps the few frames that are looked at, or will be soon. @param close gives back what one holds beside memory */
export function createFrameStore<Frame>(close: (frame: Frame) => void): FrameStore<Frame> {
  const states = createStore<ReadonlyMap<string, FrameState<Frame>>>(new Map())
  let wanted: readonly WantedFrame<Frame>[] = []
  const running = new Map<string, AbortController>()
  const set = (key: string, state: FrameState<Frame> | undefined) => {
    const others = [...states.get()].filter(([other]) => other !== key)
    states.set(new Map(state === undefined ? others : [...others, [key, state]]))
  }
  const start = () => {
    for (const { key, load } of wanted) {
      if (running.size >= AT_A_TIME) return
      if (states.get().has(key)) continue
      const controller = new AbortController()
      running.set(key, controller)
      set(key, { phase: 'loading' })
      void stateOf(load(controller.signal)).then((state) => {
        // Another may have begun since under the same name.
        if (running.get(key) !== controller) {
          if (state.phase === 'done') close(state.frame)
          return
        }
        running.delete(key)
        set(key, state)
        start()
      })
    }
  }
  const drop = (key: string, state: FrameState<Frame>) => {
    const controller = running.get(key)
    running.delete(key)
    set(key, undefined)
    controller?.abort()
    if (state.phase === 'done') close(state.frame)
  }
  return {
    want(next, kept = []) {
      wanted = next
      const keys = new Set(next.map(({ key }) => key))
      for (const [key, state] of states.get()) {
        const mayStay = kept.includes(key) && state.phase !== 'loading'
        if (!keys.has(key) && !mayStay) drop(key, state)
      }
      start()
    },
    retry(key) {
      if (states.get().get(key)?.phase !== 'failed') return
      set(key, undefined)
      start()
    },
    get: states.get,
    subscribe: states.subscribe,
  }
}

async function stateOf<Frame>(loading: Promise<Frame>): Promise<FrameState<Frame>> {
  try {
    return { phase: 'done', frame: await loading }
  } catch (error) {
    return { phase: 'failed', error }
  }
}
