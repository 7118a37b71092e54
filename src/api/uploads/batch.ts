import { WorkerUnavailable } from '#lib/worker-pool.ts'
import { endpoints } from '../transport/addresses.ts'
import { isApiError, isFact } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import { batchOutcomes, isBatchRefused, type BatchOutcome } from './batch-answers.ts'
import type { BatchMember, BatchPlace } from './batch-place.ts'
import type { Piece } from './prepare-upload.ts'
import { prepareBatch } from './prepare.ts'

/** Up to here a file goes with others in one request, where the server takes such. Bytes. */
export const BATCH_FILE = 256 * 1024
/** Files in one request. */
export const BATCH_COUNT = 50
/** Bytes of their contents together; servers hold a batch in memory, and their bounds are near. */
const BATCH_BYTES = 4 * 1024 * 1024
/** Milliseconds that those which have come wait for the others. */
const PATIENCE = 1_000

/** Nothing is known of it by the batch: it is to be sent alone. */
export class SentAlone extends Error {
  override readonly name = 'SentAlone'
}

interface Waiting extends BatchMember {
  settle: (outcome: BatchOutcome) => void
  fail: (error: unknown) => void
  /** Whether somebody still waits for it. */
  isOpen: boolean
}

/**
 * Creates that go together, in one Bundle of type `batch` (https://hl7.org/fhir/R4/http.html#transaction), once all who are due
 * have come or have left. Each is answered as if it had gone alone. One that is aborted ends the request; the
 * others go again without it, and what was stored by then is known by its id.
 */
export class UploadBatch {
  #due = 0
  #come: Waiting[] = []
  #isClosed = false
  #isRefused = false
  #givenUpAt: number | undefined
  #alone: Promise<unknown> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #onRefused: () => void

  /** @param onRefused the server does not take batches, whatever it declares */
  constructor(onRefused: () => void) {
    this.#onRefused = onRefused
  }

  /** Before any of them may come. */
  place(): BatchPlace {
    this.#due += 1
    let isDue = true
    const leave = () => {
      if (!isDue) return
      isDue = false
      this.#due -= 1
      if (this.#due === 0) void this.#go()
    }
    return {
      leave,
      givenUpAt: () => this.#givenUpAt,
      alone: (work) => {
        const turn = this.#alone.then(work)
        this.#alone = turn.catch((error: unknown) => {
          if (isOfMoment(error)) throw error
        })
        // Each of those that follow hears of it.
        this.#alone.catch(() => undefined)
        return turn
      },
      send: (member) => {
        if (!isDue || this.#isClosed) {
          leave()
          return Promise.reject(new SentAlone())
        }
        const answer = this.#wait(member)
        leave()
        return answer
      },
    }
  }

  #wait(member: BatchMember): Promise<JsonAnswer> {
    this.#timer ??= setTimeout(() => void this.#go(), PATIENCE)
    return new Promise<JsonAnswer>((resolve, reject) => {
      const { signal } = member
      const fail = (error: unknown) => {
        waiting.isOpen = false
        reject(error)
      }
      const waiting: Waiting = {
        ...member,
        isOpen: true,
        fail,
        settle: (outcome) => {
          waiting.isOpen = false
          if (outcome.kind === 'answered') resolve(outcome.answer)
          else reject(outcome.kind === 'failed' ? outcome.error : new SentAlone())
        },
      }
      this.#come.push(waiting)
      if (signal.aborted) fail(signal.reason)
      else signal.addEventListener('abort', () => fail(signal.reason), { once: true })
    })
  }

  /** One request after the other: all of them have one place. What ends one of them for good ends those that follow. */
  async #go(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isClosed = true
    const come = this.#come
    this.#come = []
    let ended: { error: unknown } | undefined
    for (const members of portions(come)) {
      try {
        if (this.#isRefused) throw new SentAlone()
        if (ended) throw ended.error
        await this.#send(members)
      } catch (error) {
        for (const { fail } of members) fail(error)
        if (isOfMoment(error)) ended = { error }
      }
    }
  }

  /** @throws SentAlone where all are; ApiError */
  async #send(members: readonly Waiting[]): Promise<void> {
    for (;;) {
      const open = members.filter(({ isOpen }) => isOpen)
      if (open.length < FEWEST) return open.forEach(({ fail }) => fail(new SentAlone()))
      const stopping = stopWith(open)
      try {
        const contents = await contentsOf(open)
        if (contents === undefined) continue
        return this.#settle(open, await exchange(open, contents, stopping.signal))
      } catch (error) {
        if (!stopping.signal.aborted) throw this.#refusal(error)
        this.#givenUpAt = performance.now()
        // Whoever else gives up does so in this turn.
        await new Promise((resolve) => setTimeout(resolve))
      } finally {
        stopping.end()
      }
    }
  }

  #settle(open: readonly Waiting[], answer: JsonAnswer): void {
    const outcomes = batchOutcomes(answer, open)
    if (outcomes?.some(({ kind }) => kind === 'refused') !== false) this.#refuse()
    for (const [at, { settle }] of open.entries()) settle(outcomes?.[at] ?? { kind: 'untold' })
  }

  #refusal(error: unknown): unknown {
    if (!isBatchRefused(error) && !(error instanceof WorkerUnavailable)) return error
    this.#refuse()
    return new SentAlone()
  }

  #refuse(): void {
    this.#isRefused = true
    this.#onRefused()
  }
}

/** Whether it is of the server or the way to it, so that nothing else gets through now either. */
function isOfMoment(error: unknown): boolean {
  return isApiError(error) && !isFact(error)
}

/** With fewer there is nothing to gain. */
const FEWEST = 2

function* portions(come: readonly Waiting[]): Generator<Waiting[]> {
  let portion: Waiting[] = []
  let bytes = 0
  for (const one of come) {
    const { size } = one
    if (portion.length > 0 && (portion.length >= BATCH_COUNT || bytes + size > BATCH_BYTES)) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(one)
    bytes += size
  }
  if (portion.length > 0) yield portion
}

/** Aborts once one of them does. */
function stopWith(members: readonly Waiting[]): { signal: AbortSignal; end: () => void } {
  const stopping = new AbortController()
  const ended = new AbortController()
  for (const { signal } of members) {
    const stop = () => stopping.abort(signal.reason)
    signal.addEventListener('abort', stop, { once: true, signal: ended.signal })
  }
  return { signal: stopping.signal, end: () => ended.abort() }
}

/** @returns undefined where one can't be read, which fails alone */
async function contentsOf(members: readonly Waiting[]) {
  const read = await Promise.allSettled(members.map(({ content }) => content()))
  for (const [at, one] of read.entries()) {
    if (one.status === 'rejected') members[at]?.fail(one.reason)
  }
  const contents = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  return contents.length === members.length ? contents : undefined
}

async function exchange(
  members: readonly Waiting[],
  contents: readonly Uint8Array<ArrayBuffer>[],
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const [first] = members
  if (first === undefined) throw new Error('A batch of none.')
  const { client, org } = first
  const path = endpoints.base(org)
  const { pieces, end } = piecesOf(members, contents)
  const body = await prepareBatch({ method: 'POST', path }, pieces, end, signal)
  // With the resource, in which the checksum stands: else each had to be read again.
  const headers = { Prefer: 'return=representation' }
  return client.upload(
    { method: 'POST', path, headers, body },
    (sent) => members.forEach(({ isOpen, onProgress }) => isOpen && onProgress(sent)),
    signal,
  )
}

/** The Bundle, cut where the contents belong. FHIR has no empty strings: an empty file is a Binary without `data`. */
function piecesOf(
  members: readonly BatchMember[],
  contents: readonly Uint8Array<ArrayBuffer>[],
): { pieces: Piece[]; end: string } {
  let before = '{"resourceType":"Bundle","type":"batch","entry":['
  const pieces = contents.map((bytes, at) => {
    const { id = '', fields = '' } = members[at] ?? {}
    const request = { method: 'PUT', url: `Binary/${id}`, ifNoneMatch: '*' }
    const head = `${before}{"request":${JSON.stringify(request)},"resource":${fields.slice(0, -1)}`
    const isEmpty = bytes.length === 0
    before = isEmpty ? '}},' : '"}},'
    return { before: isEmpty ? head : `${head},"data":"`, bytes }
  })
  return { pieces, end: `${before.slice(0, -1)}]}` }
}
