import { setTimeout as delay } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { requestId } from '../../request-id.ts'
import { readRefusal, readText, refusalIn, Refused } from './answers.ts'
import { NO_BODY } from './body.ts'
import type { Body } from './body.ts'
import { Wire, WireError } from './exchange.ts'
import type { Answer } from './exchange.ts'
import type { AccessKeys, KeySource } from './keys.ts'

/** Where a bucket is, and how it is spoken to. */
export interface BucketPlace {
  /** Such as `https://s3.eu-central-1.amazonaws.com`, without a path. */
  endpoint: string
  region: string
  bucket: string
  /** Whether the bucket is named in the path, and not in the host's name. */
  pathStyle: boolean
}

/** What is asked of the bucket. All of it may be asked again, so that it is repeated where the way fails. */
export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Of letters that need no escaping, and slashes; '' for the bucket itself. */
  key: string
  /** Parameters of the address, in the order of their names. */
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  body?: Body
  /** As `WireRequest` has it. */
  patience?: number
  /** How often it is tried; once where somebody else tries again. */
  attempts?: number
  /** Called when an attempt has failed that may be carried out all the same, some time later. */
  onDoubt?: () => void
  signal?: AbortSignal | undefined
}

/**
 * Signs (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html), sends, and tries again: where the connection
 * broke, the store is busy, or the way has spoiled what was sent. Bodies are in memory, so that each attempt sends the same.
 */
export class S3Client {
  readonly #place: BucketPlace
  readonly #keys: KeySource
  readonly #wire: Wire
  readonly #base: string
  /** Signing keys of this day, for the keys that are in use. */
  #signing: { keys: AccessKeys; cache: Map<string, ArrayBuffer> } | undefined
  /** Before that (`performance.now`), nothing is asked: the store is overloaded. */
  #notBefore = 0

  constructor(place: BucketPlace, keys: KeySource) {
    const { endpoint, bucket, pathStyle } = place
    const url = new URL(endpoint)
    this.#place = place
    this.#keys = keys
    this.#wire = new Wire(url)
    this.#base = pathStyle ? `${url.origin}/${bucket}` : `${url.protocol}//${bucket}.${url.host}`
  }

  /**
   * @returns an answer of success, whose body has to be read or destroyed
   * @throws Refused, or WireError after the last attempt; what the signal was aborted with
   */
  ask(request: S3Request): Promise<Answer> {
    return this.#repeated(request, () => this.#attempt(request))
  }

  /** The same for a short answer, read: an error may come with the status 200, after a long wait. */
  askText(request: S3Request): Promise<string> {
    return this.#repeated(request, async () => {
      const answer = await this.#attempt(request)
      const text = await readText(answer)
      if (/<Error[\s>]/.test(text)) throw refusalIn(operationOf(request), answer, text)
      return text
    })
  }

  async #repeated<Result>(request: S3Request, attempt: () => Promise<Result>): Promise<Result> {
    const { attempts = ATTEMPTS, signal } = request
    const end = performance.now() + NO_MORE_AFTER
    for (let count = 1; ; count += 1) {
      try {
        return await attempt()
      } catch (error) {
        if (isInDoubt(error)) request.onDoubt?.()
        const isLast = count >= attempts || performance.now() > end
        if (signal?.aborted || !this.#mayRepeat(error, count) || isLast) throw error
        await delay(pauseBefore(count, error), undefined, { signal })
      }
    }
  }

  close(): void {
    this.#wire.close()
  }

  #mayRepeat(error: unknown, attempt: number): boolean {
    if (error instanceof WireError) return true
    if (!(error instanceof Refused)) return false
    if (error.kind === 'slow-down')
      this.#notBefore = performance.now() + pauseBefore(attempt, error)
    if (error.kind === 'expired') this.#keys.refused()
    return error.kind === 'again' || error.kind === 'slow-down' || error.kind === 'expired'
  }

  async #attempt(request: S3Request): Promise<Answer> {
    const { method, body, patience, signal } = request
    const wait = this.#notBefore - performance.now()
    if (wait > 0) await delay(wait, undefined, { signal })
    const url = this.#urlOf(request)
    const answer = await this.#wire.send({
      method,
      url,
      headers: await this.#headersOf(url, request),
      ...(body && { body }),
      ...(patience !== undefined && { patience }),
      signal,
    })
    const { statusCode = 0 } = answer
    if (statusCode >= 200 && statusCode < 300) return answer
    throw await readRefusal(operationOf(request), answer)
  }

  #urlOf({ key, query = {} }: S3Request): URL {
    const parameters = Object.entries(query).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    )
    const search = parameters.length > 0 ? `?${parameters.join('&')}` : ''
    return new URL(`${this.#base}${key === '' ? '' : '/'}${key}${search}`)
  }

  async #headersOf(url: URL, request: S3Request): Promise<Record<string, string>> {
    const { method, body, headers = {} } = request
    const keys = await this.#keys.current()
    if (this.#signing?.keys !== keys) this.#signing = { keys, cache: new Map() }
    const { accessKeyId, secretAccessKey, sessionToken } = keys
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: {
        ...headers,
        // Also over a connection that nobody can read: the store compares it with what arrived.
        'x-amz-content-sha256': await (body ?? NO_BODY).sha256(),
        ...(body && { 'content-md5': body.md5() }),
      },
      service: 's3',
      region: this.#place.region,
      cache: this.#signing.cache,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    })
    const signed = await signer.sign()
    const id = requestId()
    return {
      ...Object.fromEntries(signed.headers),
      // Not signed: what stands between may change it.
      'accept-encoding': 'identity',
      'user-agent': id === undefined ? 'Binnacle' : `Binnacle (request ${id})`,
    }
  }
}

const ATTEMPTS = 4
/** Milliseconds after which it is not tried again: somebody waits for an answer, who is cut off after a minute. */
const NO_MORE_AFTER = 15_000

/** Whether the store may yet do what it was asked for, or has done it. */
function isInDoubt(error: unknown): boolean {
  return error instanceof WireError
    ? error.mayHaveArrived
    : error instanceof Refused && error.status >= 500
}

/** Milliseconds, about 0.1, 0.4, 1.6 s: not the same for all who were refused at once. */
function pauseBefore(attempt: number, error: unknown): number {
  const asked = error instanceof Refused ? Math.min(error.after ?? 0, LONGEST_PAUSE) : 0
  return Math.max(asked, 100 * 4 ** (attempt - 1) * (0.5 + Math.random()))
}

const LONGEST_PAUSE = 5000

/** For the log: without the object's name. */
function operationOf({ method, query = {} }: S3Request): string {
  const [parameter] = Object.keys(query)
  return parameter === undefined ? method : `${method} ?${parameter}`
}
