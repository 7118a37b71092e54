type Waiting = Map<string, (() => void)[]>

/**
 * Turns of the event loop, of which each does one piece of work: whoever has many pieces due waits behind those of others,
 * and between two of them whatever else has arrived is looked at. So what one caller asks for at once, however much
 * it is, makes others wait for a piece or two, and never for all of it. Whose last turns took little of the time comes
 * first, and every other time at least whoever waits longer.
 */
export class Turns {
  /** By caller: the one whose turn comes next first. */
  readonly #waiting: Waiting = new Map()
  /** The same of callers whose last turns took little of the time. */
  readonly #seldom: Waiting = new Map()
  readonly #schedule: (pass: () => void) => void
  /** The last turns: whose each was, and the milliseconds until the next one. */
  readonly #last: { caller: string; began: number; took?: number }[] = []
  #wasSeldom = false
  #taken = false

  /**
   * @param schedule when the next piece may be done: in the turn after the next, so that what the last one has led to, such
   * as a write to the disk before an answer, does not wait for it
   */
  constructor(schedule: (pass: () => void) => void = inTwoTurns) {
    this.#schedule = schedule
  }

  /**
   * To be awaited before a piece of work: a request that has arrived, a chunk of JSON, an entry of a page. Nobody waits
   * while nobody else works.
   */
  next(caller: string): Promise<void> {
    if (!this.#taken) {
      this.#taken = true
      this.#begin(caller)
      this.#schedule(this.#pass)
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      add(this.#isSeldom(caller) ? this.#seldom : this.#waiting, caller, [resolve])
    })
  }

  readonly #pass = (): void => {
    const before = this.#last.at(-1)
    if (before) before.took = performance.now() - before.began
    this.#wasSeldom = this.#seldom.size > 0 && !(this.#wasSeldom && this.#waiting.size > 0)
    const from = this.#wasSeldom ? this.#seldom : this.#waiting
    const next = from.entries().next().value
    if (!next) {
      this.#taken = false
      return
    }
    const [caller, [go, ...others]] = next
    from.delete(caller)
    if (others.length > 0) add(this.#waiting, caller, others)
    this.#begin(caller)
    // Before which what has arrived is read.
    this.#schedule(this.#pass)
    go?.()
  }

  #begin(caller: string): void {
    this.#last.push({ caller, began: performance.now() })
    if (this.#last.length > LAST) this.#last.shift()
  }

  /** However often it comes: what is small may come every other time. */
  #isSeldom(caller: string): boolean {
    const now = performance.now()
    let [own, all] = [0, 0]
    for (const { caller: whose, began, took = now - began } of this.#last) {
      const time = took + LEAST
      all += time
      if (whose === caller) own += time
    }
    return own <= all * LITTLE
  }
}

/** Turns after which a caller has had none. */
const LAST = 32
/** Milliseconds that any turn counts for. */
const LEAST = 0.01
/** Of the time of the last turns. */
const LITTLE = 1 / 4

function add(to: Waiting, caller: string, pieces: (() => void)[]): void {
  const others = to.get(caller)
  if (others) others.push(...pieces)
  else to.set(caller, pieces)
}

function inTwoTurns(pass: () => void): void {
  setImmediate(() => void setImmediate(pass))
}
