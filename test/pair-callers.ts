import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { ANSWERED_BY } from './round-robin.ts'
import type { Random } from './torture.ts'

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

export interface Answer {
  status: number
  headers: Headers
  bytes: Buffer<ArrayBuffer>
  /** The server that gave it. */
  by: string
}

/** What was acknowledged as a version. */
export interface Acknowledged {
  mark: string
  sha256: string
}

/** How often a caller asks again before it takes the answer for lost for good. */
const MOST_TRIES = 400

/** What callers of several servers ask of them through one address, and remember of what they were told. */
export class PairCallers {
  readonly base: string
  readonly random: Random
  readonly #url: string
  readonly #token: string
  readonly #stopping = new AbortController()
  /** What each write that was ever asked for is known by: it is its `language`. */
  readonly sent = new Map<string, string>()
  /** By `id/versionId`. */
  readonly acknowledged = new Map<string, Acknowledged>()
  /** Ids of those that nobody changes once they are there. */
  readonly lasting: string[] = []
  /** The `X-Request-Id` of what was answered as done. */
  readonly done: string[] = []
  readonly tally = new Map<string, number>()

  constructor(url: string, { token, organization, random }: Who) {
    this.#url = url
    this.#token = token
    this.base = `/organizations/${organization}/fhir/4`
    this.random = random
  }

  /** Whether what is begun is to be the last. */
  get isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  stop(): void {
    this.#stopping.abort()
  }

  count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1)
  }

  /**
   * @param at without, whichever server's turn it is
   * @returns `undefined` when there was no answer, or one that says to come again: it may have been done or not
   */
  async ask(
    path: string,
    { headers = {}, ...asked }: Asked = {},
    at = this.#url,
  ): Promise<Answer | undefined> {
    const all = { authorization: `Bearer ${this.#token}`, ...headers }
    let response: Response
    let bytes: Buffer<ArrayBuffer>
    try {
      response = await fetch(at + path, { ...asked, headers: all })
      bytes = Buffer.from(await response.arrayBuffer())
    } catch {
      this.count('lost answers')
      await delay(5)
      return undefined
    }
    const { status } = response
    if ([423, 503].includes(status) && response.headers.has('retry-after')) {
      this.count(`told to come again: ${status}`)
      await delay(50)
      return undefined
    }
    if (response.ok) this.done.push(response.headers.get('x-request-id') ?? 'none')
    return { status, headers: response.headers, bytes, by: response.headers.get(ANSWERED_BY) ?? at }
  }

  /** The same until there is an answer. @param asked again hears of each attempt that it is not the first */
  async insist(path: string, asked: Asked = {}): Promise<Answer & { isRepeated: boolean }> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const answer = await this.ask(path, asked)
      if (answer) return { ...answer, isRepeated: tries > 0 }
    }
    throw new Error(`${asked.method ?? 'GET'} ${path} was answered by nobody.`)
  }

  /** What a new write is known by. */
  mark(bytes: Uint8Array): Acknowledged {
    const mark = `x-${this.sent.size + 1}`
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    this.sent.set(mark, sha256)
    return { mark, sha256 }
  }

  /** @throws Error when the same version was acknowledged to two */
  acknowledge(id: string, versionId: number, written: Acknowledged): void {
    const name = `${id}/${versionId}`
    const before = this.acknowledged.get(name)
    if (before && before.mark !== written.mark)
      throw new Error(`${name} is ${before.mark} and ${written.mark}.`)
    this.acknowledged.set(name, written)
  }

  /** @throws Error unless it is one of these */
  expectStatus(answer: Answer, right: readonly number[], what: string): void {
    if (right.includes(answer.status)) return
    throw new Error(`${what}: ${answer.status} ${String(answer.bytes).slice(0, 500)}`)
  }

  /** Mostly text with a word of its own, at times long bytes, at times what others have too. */
  content(): Content {
    const { random } = this
    const dice = random.int(24)
    if (dice < 3) return this.contentOfSeveral()
    if (dice < 5) {
      const bytes = random.bytes(dice === 3 ? random.int(12_000_000) : random.int(300_000))
      return { bytes, contentType: 'application/octet-stream', word: undefined }
    }
    const word = `w${random.bytes(6).toString('hex')}`
    const bytes = Buffer.from(`A letter with ${word} in it. ${'and more '.repeat(random.int(200))}`)
    return { bytes, contentType: 'text/plain', word }
  }

  /** What others store about now, of two kinds. */
  contentOfSeveral(): Content {
    const name = `${Math.floor(this.sent.size / 8)}.${this.random.int(2)}`
    return { bytes: Buffer.from(`of several ${name}`), contentType: 'text/plain', word: undefined }
  }
}

export interface Content {
  bytes: Buffer<ArrayBuffer>
  contentType: string
  /** In it, and in no other. */
  word: string | undefined
}

interface Who {
  token: string
  organization: string
  random: Random
}

/** A Binary in JSON. */
export function resourceOf(
  { mark }: Acknowledged,
  { bytes, contentType }: Content,
  id?: string,
): string {
  return JSON.stringify({
    resourceType: 'Binary',
    ...(id !== undefined && { id }),
    meta: { tag: [{ system: 'urn:pair', code: mark }] },
    contentType,
    language: mark,
    data: bytes.toString('base64'),
  })
}

/** The id and the number of a version, from its `Location`. @throws Error where there is none */
export function versionIn(headers: Headers): { id: string; versionId: number } {
  const location = headers.get('location') ?? ''
  const [, id, versionId] = /Binary\/([^/]+)\/_history\/(\d+)$/.exec(location) ?? []
  if (id === undefined) throw new Error(`No version in the Location "${location}".`)
  return { id, versionId: Number(versionId) }
}
