/** A refused request of somebody who is not known. */
export interface Stranger {
  /** Milliseconds since 1970. */
  at: number
  address: string
  /** The id of the one that it named, where there is one. */
  organization: string | undefined
  status: number
}

/** What strangers of one address asked of one organization within one minute, and were refused with one status. */
export interface Fold<First> {
  /** Stands for whatever the first one was. */
  readonly first: First
  readonly address: string
  /** Minutes since 1970. */
  readonly minute: number
  /** When the last one came, in milliseconds since 1970. */
  until: number
  /** How many there were. */
  count: number
}

/** The address of all for whom there is no fold of their own. */
export const OTHERS = 'others'

/**
 * Counts refused requests together, in bounded memory: past so many folds, whoever has none is counted with the others of
 * that status.
 */
export class Folds<First> {
  readonly #folds = new Map<string, Fold<First>>()
  readonly #most: number

  constructor(most = 256) {
    this.#most = most
  }

  get size(): number {
    return this.#folds.size
  }

  /** @returns where it is counted, and whether it is the first there */
  count(stranger: Stranger, first: First): { fold: Fold<First>; isFirst: boolean } {
    const minute = Math.floor(stranger.at / 60_000)
    const own = this.#folds.get(keyOf(stranger, minute))
    if (own) return { fold: added(own, stranger), isFirst: false }
    const isFull = this.#folds.size >= this.#most
    const counted = isFull ? { ...stranger, address: OTHERS, organization: undefined } : stranger
    const key = keyOf(counted, minute)
    const others = this.#folds.get(key)
    if (others) return { fold: added(others, stranger), isFirst: false }
    const { address, at } = counted
    const fold = { first, address, minute, until: at, count: 1 }
    this.#folds.set(key, fold)
    return { fold, isFirst: true }
  }

  all(): Fold<First>[] {
    return [...this.#folds.values()]
  }

  /** Forgets a fold: what comes later is counted anew. */
  forget(fold: Fold<First>): void {
    for (const [key, one] of this.#folds) if (one === fold) this.#folds.delete(key)
  }
}

function added<First>(fold: Fold<First>, { at }: Stranger): Fold<First> {
  fold.count += 1
  fold.until = Math.max(fold.until, at)
  return fold
}

function keyOf({ address, organization = '', status }: Stranger, minute: number): string {
  return JSON.stringify([minute, address, organization, status])
}
