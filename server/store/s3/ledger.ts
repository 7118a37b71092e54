import { setImmediate } from 'node:timers/promises'
import type { FoundObject, LooseObject, LooseObjects } from '../loose-objects.ts'

/** The loose objects of this process: which of them it still works with, and which it has left to be removed. */
export class Ledger {
  readonly #loose: LooseObjects
  readonly #inUse = new Set<string>()

  constructor(loose: LooseObjects) {
    this.#loose = loose
  }

  /** Writes it down for good, in the place of what the id named before; it is in use from now on. */
  async add(id: string, object: LooseObject): Promise<void> {
    this.#inUse.add(id)
    await this.#loose.add(id, object)
  }

  /** It is gone, or needed for good. It does not fail: what stays written down is looked at again. */
  async strike(...ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#inUse.delete(id)
    await this.#loose.strike(ids).catch(() => undefined)
  }

  /** It is left to `left`. */
  leave(id: string): void {
    this.#inUse.delete(id)
  }

  /** Right before something is removed: whether it is this process's to remove. */
  async takeOver(id: string): Promise<boolean> {
    return (await this.#loose.takeOver([id])).has(id)
  }

  /** What nobody works with any more, some at a time. */
  async *left(): AsyncGenerator<FoundObject[]> {
    let after = ''
    for (;;) {
      // Whatever else waits comes in between.
      await setImmediate()
      const found = await this.#loose.left(after, AT_ONCE)
      const last = found.at(-1)
      if (!last) return
      after = last.id
      yield found.filter(({ id }) => !this.#inUse.has(id))
    }
  }
}

const AT_ONCE = 100
