import { finished } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Config } from '#server/config.ts'

/** There is no room in memory for what a request needs: nothing was done, and it may come again. */
export class MemoryFull extends Error {
  override readonly name = 'MemoryFull'
}

/**
 * What the process holds for requests at once, all of them together: bodies that are being read and parsed, content that a
 * patch looks at, large entries of pages on their way. It is counted, about, where it comes to be; one that finds no room
 * is refused at once, since others would have to wait for whoever sends or reads slowly. The one that holds something for
 * the longest may hold all by itself, beside a quarter as much of all others: so each that may come at all gets through in
 * the end, however many come at once, and not all of them are refused half way.
 */
export class MemoryBudget {
  readonly #most: number
  readonly #ofReplies = new WeakMap<object, HeldMemory>()
  /** What is counted of each, the oldest first. */
  readonly #holding = new Map<HeldMemory, number>()
  #held = 0
  #refused = 0

  /** @param most bytes */
  constructor(most: number) {
    this.#most = most
  }

  /** Bytes. */
  get held(): number {
    return this.#held
  }

  /** Bytes that may be held at once. */
  get most(): number {
    return this.#most
  }

  /** How often there was no room. */
  get refused(): number {
    return this.#refused
  }

  /** What is held for one request, until its answer is out or its caller is gone. */
  for({ raw }: Pick<FastifyReply, 'raw'>): HeldMemory {
    const known = this.#ofReplies.get(raw)
    if (known) return known
    const held = this.open()
    this.#ofReplies.set(raw, held)
    finished(raw, () => held.release())
    return held
  }

  /** The same for whoever releases it. */
  open(): HeldMemory {
    const held = new HeldMemory((bytes) => this.#take(held, bytes))
    return held
  }

  #take(held: HeldMemory, bytes: number): void {
    const before = this.#holding.get(held) ?? 0
    const now = before + bytes
    if (bytes > 0 && !this.#hasRoom(held, now)) {
      this.#refused += 1
      throw new MemoryFull('The server has too much to do at once. Try again.')
    }
    this.#held += bytes
    if (now === 0) this.#holding.delete(held)
    else this.#holding.set(held, now)
  }

  #hasRoom(held: HeldMemory, bytes: number): boolean {
    const [oldest, ofOldest] = this.#holding.entries().next().value ?? [held, 0]
    if (oldest === held) return bytes <= this.#most
    const others = this.#held - ofOldest - (this.#holding.get(held) ?? 0)
    return others + bytes <= this.#most / 4
  }
}

/** Bytes for all requests, of which the largest body and the largest patch of a content must find room alone. */
export function memoryFor(
  config: Pick<Config, 'memoryBytes' | 'patchMaxBytes' | 'batchMaxBytes' | 'searchMaxBytes'>,
): number {
  const { memoryBytes, patchMaxBytes, batchMaxBytes, searchMaxBytes } = config
  return Math.max(memoryBytes, 4 * Math.max(patchMaxBytes, batchMaxBytes, searchMaxBytes))
}

/** Of each request, which small ones therefore never wait for. Bytes. */
export const FREE = 64 * 1024

export class HeldMemory {
  readonly #take: (bytes: number) => void
  #bytes = 0
  #isOver = false

  /** @param take takes bytes of the budget, or gives them back; throws where there are none */
  constructor(take: (bytes: number) => void) {
    this.#take = take
  }

  /** @throws MemoryFull */
  add(bytes: number): void {
    this.#set(this.#bytes + bytes)
  }

  /** Lets go of what is not needed any more. */
  shrink(bytes: number): void {
    this.#set(Math.max(0, this.#bytes - bytes))
  }

  /** Of all, for good. */
  release(): void {
    this.#set(0)
    this.#isOver = true
  }

  #set(bytes: number): void {
    if (this.#isOver) return
    this.#take(counted(bytes) - counted(this.#bytes))
    this.#bytes = bytes
  }
}

function counted(bytes: number): number {
  return Math.max(0, bytes - FREE)
}
