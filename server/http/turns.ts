import type { FastifyRequest } from 'fastify'
import { clientAddress } from './connections/places.ts'

/**
 * Turns of the event loop, of which each does one piece of work: whoever has many pieces due waits behind those of others,
 * and between two of them whatever else has arrived is looked at. So what one caller asks for at once, however much
 * it is, makes others wait for a piece or two, and never for all of it.
 */
export class Turns {
  /** By caller: the one whose turn comes next first. */
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #schedule: (pass: () => void) => void
  #taken = false

  /** @param schedule when the next piece may be done: in the next turn */
  constructor(schedule: (pass: () => void) => void = (pass) => void setImmediate(pass)) {
    this.#schedule = schedule
  }

  /**
   * To be awaited before a piece of work: a request that has arrived, a chunk of JSON, an entry of a page. Nobody waits
   * while nobody else works.
   */
  next(caller: string): Promise<void> {
    if (!this.#taken) {
      this.#taken = true
      this.#schedule(this.#pass)
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      const others = this.#waiting.get(caller)
      if (others) others.push(resolve)
      else this.#waiting.set(caller, [resolve])
    })
  }

  readonly #pass = (): void => {
    const next = this.#waiting.entries().next().value
    if (!next) {
      this.#taken = false
      return
    }
    const [caller, [go, ...others]] = next
    this.#waiting.delete(caller)
    if (others.length > 0) this.#waiting.set(caller, others)
    // In the turn after this one, before which what has arrived is read.
    this.#schedule(this.#pass)
    go?.()
  }
}

/** Of the event loop, which the process has one of. */
export const turns = new Turns()

/** A turn for this request: by its token, or else by where it comes from. */
export function nextTurn({ context, ip }: Pick<FastifyRequest, 'context' | 'ip'>): Promise<void> {
  const name = context?.token?.subject
  return turns.next(name === undefined ? `from ${clientAddress(ip)}` : `by ${name}`)
}

/** Of what nobody wants: some fifty megabytes a second are read of it in all, so that reading it costs others next to nothing. */
export const slowTurns = new Turns((pass) => void setTimeout(pass, 1))
