import type { RouteOptions } from 'fastify'
import type { BundleEntry } from '#fhir/types.ts'
import { sendJson } from '#server/http/answer/answer.ts'
import { readBatch } from '#server/http/body/batch-body.ts'
import { limitsFor } from '#server/http/body/read-body.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { nextTurn } from '#server/http/turns.ts'
import type { Deps } from '../deps.ts'
import { answerEntry, idOfEntry } from './entry.ts'

/**
 * https://hl7.org/fhir/R4/http.html#transaction: creates and updates of Binary, each of which succeeds or fails on its
 * own, with an audit record of its own.
 */
export function batchRoute(deps: Deps): RouteOptions {
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4',
    config: { interaction: 'batch', writes: true },
    handler: async (request, reply) => {
      // First: what is stored can't be refused for a `Host` that no address can be made of.
      const entryDeps = { ...deps, request, typeUrl: typeUrl(request, deps.config) }
      const { entries, texts } = await readBatch(
        request,
        reply,
        limitsFor(reply, deps.memory, deps.config.batchMaxBytes),
      )
      const answers = await inOrderOfIds(
        entries,
        (entry, kept) => answerEntry(entry, { ...entryDeps, texts, kept }),
        () => nextTurn(request),
      )
      const answer = { resourceType: 'Bundle', type: 'batch-response' }
      return sendJson(reply, 200, answers.length === 0 ? answer : { ...answer, entry: answers })
    },
  }
}

/** Entries that are stored at the same time. */
const AT_ONCE = 100
/** Of those, how many are committed in one turn: a transaction of all would hold up everybody else. */
const IN_A_TURN = 10

/**
 * Several at a time, which wait for each other before they are committed: their waits for the disk fall together. Those of
 * one Binary are stored one after the other, so that the result is that of their order.
 */
async function inOrderOfIds(
  entries: readonly unknown[],
  work: (entry: unknown, kept: () => Promise<void>) => Promise<BundleEntry>,
  turn: () => Promise<void>,
): Promise<BundleEntry[]> {
  const answers: BundleEntry[] = []
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const some = entries.slice(from, from + AT_ONCE)
    const last = new Map<string, Promise<unknown>>()
    const gate = new Gate(turn)
    const answering = some.map(async (entry) => {
      const id = idOfEntry(entry)
      const before = id === undefined ? undefined : last.get(id)
      const answer = before
        ? before.then(() => work(entry, async () => undefined))
        : gate.with((pass) => work(entry, pass))
      if (id !== undefined) last.set(id, answer)
      return answer
    })
    answers.push(...(await Promise.all(answering)))
  }
  return answers
}

/** Opens once everybody who is due has come to it, or has ended without, and then lets some through in each turn. */
class Gate {
  #due = 0
  #through = 0
  readonly #open = Promise.withResolvers<void>()
  readonly #turn: () => Promise<void>
  /** When the next ones may go. */
  #next = this.#open.promise

  constructor(turn: () => Promise<void>) {
    this.#turn = turn
  }

  async with<Result>(work: (pass: () => Promise<void>) => Promise<Result>): Promise<Result> {
    this.#due += 1
    let isDue = true
    const come = () => {
      if (isDue) this.#due -= 1
      isDue = false
      if (this.#due === 0) this.#open.resolve()
      if (this.#through > 0 && this.#through % IN_A_TURN === 0)
        this.#next = this.#next.then(this.#turn)
      this.#through += 1
      return this.#next
    }
    try {
      return await work(come)
    } finally {
      void come()
    }
  }
}
