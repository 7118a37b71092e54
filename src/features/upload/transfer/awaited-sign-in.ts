import type { Lease } from '#api/transport/actor.ts'
import type { QueueEvent } from '../queue/queue.ts'

/** Milliseconds: of a renewal that takes less, nobody has to know. */
export const SHORT = 500

/** Tells while anything that is under way waits for another token of its person, and sends nothing meanwhile. */
export class AwaitedSignIn {
  readonly #tell: (event: QueueEvent) => void
  /** How many wait. */
  #waiting = 0
  #isTold = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(tell: (event: QueueEvent) => void) {
    this.#tell = tell
  }

  /** The same lease, whose waits are told. */
  watch(lease: Lease): Lease {
    const renew: Lease['renew'] = async (...refused) => {
      this.#waiting += 1
      this.#timer ??= setTimeout(() => this.#set(true), SHORT)
      try {
        return await lease.renew(...refused)
      } finally {
        this.#waiting -= 1
        if (this.#waiting === 0) this.#over()
      }
    }
    return { ...lease, renew }
  }

  #over(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isTold) this.#set(false)
  }

  #set(isAwaited: boolean): void {
    this.#isTold = isAwaited
    this.#tell({ type: 'sign-in-awaited', isAwaited })
  }
}
