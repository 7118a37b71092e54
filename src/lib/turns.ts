type Waiting = Map<string, (() => void)[]>

/**
 * Turns of the event loop, of which each does one piece of work: whoever has many pieces due waits behind those of others,
 * and between two of them whatever else has arrived is looked at. So what one caller asks for at once, however much
 * it is, makes others wait for a piece or two, and never for all of it. Who had none of the last turns comes first, and
 * every other time at least whoever waits longer.
 */
export class Turns {
  /** By caller: the one whose turn comes next first. */
  readonly #waiting: Waiting = new Map()
  /** The same of callers who had none of the last turns. */
  readonly #seldom: Waiting = new Map()
  readonly #schedule: (pass: () => void) => void
  /** Whose the last turns were. */
  readonly #last: string[] = []
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
      this.#had(caller)
      this.#schedule(this.#pass)
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      add(this.#last.includes(caller) ? this.#waiting : this.#seldom, caller, [resolve])
    })
  }

  readonly #pass = (): void => {
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
    this.#had(caller)
    // Before which what has arrived is read.
    this.#schedule(this.#pass)
    go?.()
  }

  #had(caller: string): void {
    this.#last.push(caller)
    if (this.#last.length > LAST) this.#last.shift()
  }
}

/** Turns after which a caller is one that comes seldom. */
const LAST = 8

function add(to: Waiting, caller: string, pieces: (() => void)[]): void {
  const others = to.get(caller)
  if (others) others.push(...pieces)
  else to.set(caller, pieces)
}

function inTwoTurns(pass: () => void): void {
  setImmediate(() => void setImmediate(pass))
}
