import { loadOnce } from '#lib/load/load-once.ts'
import type { Actor } from './actor.ts'
import { linkPath } from './addresses.ts'
import { watchCrossOrigin, type CrossOrigin } from './cross-origin.ts'
import { isApiError, type ApiError } from './errors.ts'
import { createPartCollector } from './part-collector.ts'
import { watchIdle } from './read-answer.ts'
import {
  chunksOf,
  errorOf,
  failure,
  interruption,
  isJsonAnswer,
  readJson,
  type Exchange,
  type JsonAnswer,
  type OnProgress,
} from './read-answer.ts'
import type { ApiRequest } from './request.ts'

export interface ClientOptions {
  /** Where the API lies; `''` is the page's own origin. */
  base: string
  /** Whoever the requests are made for: nothing is sent for anybody else. */
  actor: Actor
  /** What the audit log is to hold of a request to that path; the text is ASCII (see `formatLogCdata`). */
  logCdata: (path: string) => { text: string; format: 'kv' | 'json' } | undefined
  /** `fetch`, unless told otherwise. */
  transport?: typeof fetch
  /** That of the page, unless told otherwise. */
  pageOrigin?: string
}

/** A body of bytes: JSON that was decoded, or what the server sent as it is. */
export interface BytesAnswer {
  blob: Blob
  headers: Headers
}

/** The only thing that talks to the server. Every method throws `ApiError`, or `AbortError` when the signal says so. */
export interface Client {
  /** JSON of any size; large `data` is taken out on the way, see `JsonAnswer.sizes`. */
  json(request: ApiRequest, signal?: AbortSignal): Promise<JsonAnswer>
  /** The body as it is. */
  bytes(request: ApiRequest, signal?: AbortSignal, onProgress?: OnProgress): Promise<BytesAnswer>
  /** A Binary with its content decoded; or the bytes, where the server sends those whatever was asked for. */
  content(
    request: ApiRequest,
    signal?: AbortSignal,
    onProgress?: OnProgress,
  ): Promise<JsonAnswer | BytesAnswer>
  /** An answer of which only the head is here: its body is read with `chunksOf`, or left with `exchange.watch.stop()`. */
  open(request: ApiRequest, signal?: AbortSignal): Promise<Exchange>
  /** As `json`, with progress of what is sent: each time that the body is sent anew, it begins at 0. */
  upload(request: ApiRequest, onProgress: OnProgress, signal?: AbortSignal): Promise<JsonAnswer>
  /** Whether the server is of another origin than the page, and so decides which headers are seen. */
  readonly crossOrigin: boolean
  /** @throws ApiError `blocked-link`; see `links.ts` */
  linkPath(link: string, from: string): string
}

const loadXhr = loadOnce(() => import('./xhr.ts'))

/** Silence after which a request is given up. A write may be at work on a large file meanwhile. */
const READ_IDLE = 30_000
const WRITE_IDLE = 180_000

export function createClient(options: ClientOptions): Client {
  const base = absolute(options.base, options.pageOrigin)
  const prefix = base.pathname.replace(/\/$/, '')
  const transport = options.transport ?? ((input, init) => fetch(input, init))
  const pageOrigin = options.pageOrigin ?? globalThis.location?.origin
  const crossOrigin = watchCrossOrigin(`${base.origin}${prefix}`, pageOrigin, transport)
  const authorize = authorizer(options, crossOrigin)
  // Joined, not resolved: a path that starts with two slashes would name another host.
  const urlOf = (path: string) => `${base.origin}${prefix}${path}`

  const send = async (request: ApiRequest, signal?: AbortSignal): Promise<Exchange> => {
    const { method, path, body } = request
    return authorize(request, signal, async (headers) => {
      const watch = watchIdle(signal, isWrite(request) ? WRITE_IDLE : READ_IDLE)
      const started = { watch, signal, method, path }
      const init: RequestInit = { method, headers, signal: watch.signal, ...FETCH_POLICY }
      if (body !== undefined) init.body = body
      const response = await transport(urlOf(path), init).catch((cause: unknown) => {
        watch.stop()
        throw interruption(started, cause)
      })
      watch.touch()
      const exchange = { ...started, response }
      if (!response.ok) throw await errorOf(exchange)
      return exchange
    })
  }

  return {
    json: async (request, signal) => readJson(await send(request, signal)),
    bytes: async (request, signal, onProgress) =>
      readBytes(await send(request, signal), onProgress),
    open: send,
    async content(request, signal, onProgress) {
      const exchange = await send(request, signal)
      return isJsonAnswer(exchange.response.headers)
        ? readJson(exchange, true, onProgress)
        : readBytes(exchange, onProgress)
    },
    async upload(request, onProgress, signal) {
      // Node has none; the answer is the same, without progress.
      if (typeof XMLHttpRequest === 'undefined') return readJson(await send(request, signal))
      const { sendWithProgress } = await loadXhr()
      return authorize(request, signal, async (headers) => {
        const exchange = await sendWithProgress(
          { ...request, url: urlOf(request.path), headers, idle: WRITE_IDLE },
          onProgress,
          signal,
        )
        if (!exchange.response.ok) throw await errorOf(exchange)
        return readJson(exchange)
      })
    },
    crossOrigin: crossOrigin.isOther,
    linkPath: (link, from) => linkPath(link, from, base),
  }
}

/** Clinical content must not stay in a shared workstation's disk cache, nor addresses in a Referer. */
const FETCH_POLICY = { cache: 'no-store', referrerPolicy: 'no-referrer' } as const

function isWrite({ method, path }: ApiRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !/\/_search(\?|$)/.test(path)
}

function absolute(base: string, pageOrigin = globalThis.location?.origin): URL {
  return new URL(base === '' ? '/' : base, pageOrigin)
}

async function readBytes(exchange: Exchange, onProgress?: OnProgress): Promise<BytesAnswer> {
  const { headers } = exchange.response
  const parts = createPartCollector()
  for await (const chunk of chunksOf(exchange, onProgress)) parts.add(chunk)
  return { blob: parts.blob(headers.get('Content-Type') ?? undefined), headers }
}

type Authorize = <Result>(
  request: ApiRequest,
  signal: AbortSignal | undefined,
  attempt: (headers: Headers) => Promise<Result>,
) => Promise<Result>

/**
 * Adds the headers that every request carries. Nothing is sent while the screen is locked, or once the actor has ended;
 * an answer that arrives meanwhile is held back until the same person unlocks. After a 401 it waits for another token
 * and tries once more.
 */
function authorizer({ actor, logCdata }: ClientOptions, crossOrigin: CrossOrigin): Authorize {
  return async (request, signal, send) => {
    const attempt = async (headers: Headers) => {
      try {
        const answer = await send(headers)
        crossOrigin.heard(request, headers)
        return answer
      } catch (error) {
        if (isApiError(error) && error.status !== undefined) crossOrigin.heard(request, headers)
        throw await crossOrigin.explained(error, request, headers)
      }
    }
    const headers = (token: string) => headersOf(request, token, logCdata(request.path))
    const answer = async () => {
      const used = await actor.token(signal)
      try {
        return await attempt(headers(used))
      } catch (error) {
        if (!isApiError(error, 'unauthorized')) throw error
        if ((await actor.renew(used, isWrite(request))) === 'abandoned') throw error
        return attempt(headers(await actor.token(signal)))
      }
    }
    try {
      return await answer()
    } finally {
      await actor.token(signal)
    }
  }
}

/**
 * The API documents `content-type` as required on every request. Of the types it accepts, the one that no content has
 * is named first: naming a Binary's own type first asks for its bytes.
 */
function headersOf(
  request: ApiRequest,
  token: string,
  logCdata: ReturnType<ClientOptions['logCdata']>,
): Headers {
  const headers = new Headers({
    Accept: 'application/json+fhir, application/fhir+json;q=0.9, application/json;q=0.8',
    'Content-Type': 'application/json',
  })
  for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value)
  if (token !== '') {
    // Such a token can't be sent in a header; `fetch` would call it a network error.
    if (!/^[\x21-\x7e]+$/.test(token)) throw unusableToken(request)
    headers.set('Authorization', `Bearer ${token}`)
  }
  if (logCdata && logCdata.text !== '') {
    headers.set('log-cdata', logCdata.text)
    headers.set('log-cdata-format', logCdata.format)
  }
  return headers
}

function unusableToken(request: ApiRequest): ApiError {
  return failure(request, 'unauthorized', {
    message: 'The token contains characters that are not allowed in a token.',
  })
}
