/** Work on the same thing goes one after the other, in the order in which it was asked for; work on different things does not wait. */
export class InOrder {
  /** When the latest work on each ends. */
  readonly #ends = new Map<string, Promise<void>>()

  /** How many things are worked on. */
  get size(): number {
    return this.#ends.size
  }

  /**
   * @param thing its name
   * @param work must not ask for work on the same thing and wait for it
   * @returns, or throws, what the work does
   */
  async run<Result>(thing: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#ends.get(thing)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#ends.set(thing, promise)
    try {
      await before
      return await work()
    } finally {
      resolve()
      if (this.#ends.get(thing) === promise) this.#ends.delete(thing)
    }
  }
}
