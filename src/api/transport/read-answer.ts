import type { ScanError } from '#fhir/json/scan-error.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import { CONTENT_FAULT_SYSTEM, isOperationOutcome } from '#fhir/outcome.ts'
import { ApiError, type ApiErrorFacts, type ErrorKind, isAbort, kindOfStatus } from './errors.ts'
import { scanStream } from './scan/scan-stream.ts'

/** An answer of a success status, and what is needed to read it and to report on it. */
export interface Exchange {
  response: Response
  watch: IdleWatch
  signal: AbortSignal | undefined
  method: string
  path: string
}

/** Bytes so far, and of how many when the server said. */
export type OnProgress = (progress: { loaded: number; total?: number }) => void

export interface JsonAnswer {
  status: number
  headers: Headers
  /** `undefined` for an empty body. */
  body: unknown
  /** Bytes behind each `"@data:N"` in it; `undefined` for what is not base64. */
  sizes: (number | undefined)[]
  content?: Blob
}

/** @throws ApiError `truncated`, `not-fhir`, `invalid-base64`, `timeout` */
export async function readJson(
  exchange: Exchange,
  keepContent = false,
  onProgress?: OnProgress,
): Promise<JsonAnswer> {
  const { response, signal } = exchange
  const chunks = chunksOf(exchange, onProgress)
  const scanned = await scanStream(chunks, keepContent, signal).catch((error: unknown) => {
    throw isScanError(error) ? unreadable(exchange, error) : error
  })
  return {
    status: response.status,
    headers: response.headers,
    body: scanned.json === '' ? undefined : await parsed(exchange, scanned.json),
    sizes: scanned.sizes,
    ...(scanned.content ? { content: scanned.content } : {}),
  }
}

async function parsed(exchange: Exchange, json: string): Promise<unknown> {
  try {
    return await valueOf(json)
  } catch (cause) {
    // The platform says that it is not JSON; ours says where, and whether only the end is missing.
    const { parseJson } = await import('#fhir/json/parse-json.ts')
    try {
      return parseJson(new TextEncoder().encode(json))
    } catch (error) {
      throw isScanError(error)
        ? unreadable(exchange, error)
        : failure(exchange, 'not-fhir', { cause })
    }
  }
}

/**
 * The exact reader is fetched for the few answers that need it alone: what was done must be told even by a tab whose release
 * is no longer served.
 */
async function valueOf(json: string): Promise<unknown> {
  // oxlint-disable-next-line no-restricted-properties -- see above
  if (!ESCAPED_NAME.test(json)) return JSON.parse(json)
  const { parseExactly } = await import('#lib/json/parse-exactly.ts')
  return parseExactly(json)
}

/** From the last escape of a member's name to its colon. */
const ESCAPED_NAME = /\\.[^"\\]*"\s*:/

/** By its name, since one that came out of a worker has lost its class. */
function isScanError(error: unknown): error is ScanError {
  return error instanceof Error && error.name === 'ScanError'
}

/** What the scanner says against a body, as a fact about the answer. */
function unreadable(exchange: Exchange, error: ScanError): ApiError {
  const { kind, message } = error
  const isKnown = kind === 'truncated' || kind === 'invalid-base64'
  return failure(exchange, isKnown ? kind : 'not-fhir', { message, cause: error })
}

/** The body as it comes, with the idle clock wound by each piece. @throws ApiError `truncated`, `timeout` */
export async function* chunksOf(
  exchange: Exchange,
  onProgress?: OnProgress,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { response, watch } = exchange
  const reader = response.body?.getReader()
  const total = announced(response)
  let loaded = 0
  try {
    for (;;) {
      if (!reader) break
      const next = await reader.read().catch((cause: unknown) => {
        throw interruption(exchange, cause)
      })
      if (next.done) break
      watch.touch()
      loaded += next.value.length
      yield next.value
      onProgress?.(total === undefined ? { loaded } : { loaded, total })
    }
    if (total !== undefined && loaded < total) throw failure(exchange, 'truncated')
  } finally {
    watch.stop()
    // When the consumer has stopped early; after the end it does nothing.
    void reader?.cancel().catch(() => undefined)
  }
}

/** The error that an answer of another status stands for. */
export async function errorOf(exchange: Exchange): Promise<ApiError> {
  const { response } = exchange
  const text = await boundedText(exchange)
  let json: unknown
  try {
    // oxlint-disable-next-line no-restricted-properties -- an OperationOutcome is shown, and never written back
    json = JSON.parse(text)
  } catch {
    json = undefined
  }
  const isDamaged = text.includes(CONTENT_FAULT_SYSTEM)
  return failure(exchange, isDamaged ? 'damaged' : kindOfStatus(response.status), {
    outcome: isOperationOutcome(json) ? json : undefined,
    retryAfter: seconds(response.headers.get('Retry-After')),
  })
}

/** Why a request or an answer broke off: the caller gave up, nothing was heard for long, or the network went. */
export function interruption(
  exchange: Pick<Exchange, 'watch' | 'signal' | 'method' | 'path'> & { response?: Response },
  cause: unknown,
): unknown {
  if (exchange.signal?.aborted) return isAbort(cause) ? cause : exchange.signal.reason
  if (exchange.watch.timedOut()) return failure(exchange, 'timeout', { cause })
  return failure(exchange, exchange.response ? 'truncated' : 'offline', { cause })
}

export function failure(
  exchange: { method: string; path: string; response?: Response },
  kind: ErrorKind,
  more: Partial<ApiErrorFacts> = {},
): ApiError {
  const { method, path, response } = exchange
  return new ApiError(kind, {
    method,
    path: path.split('?', 1)[0] ?? path,
    status: response?.status,
    requestId: response?.headers.get('X-Request-Id') ?? undefined,
    ...more,
  })
}

/** `Content-Length` counts the bytes on the wire, which compression makes another number. */
function announced(response: Response): number | undefined {
  const length = response.headers.get('Content-Length')
  const encoded = response.headers.get('Content-Encoding')
  if (length === null || (encoded !== null && encoded !== 'identity')) return undefined
  return /^\d+$/.test(length) ? Number(length) : undefined
}

/** Errors say little; more than a megabyte is not read. */
async function boundedText(exchange: Exchange): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of chunksOf(exchange)) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > 1_000_000) break
    }
  } catch (error) {
    // The status says enough, unless nobody wants to know any more.
    if (isAbort(error)) throw error
  }
  return text
}

function seconds(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter)
  const date = Date.parse(retryAfter)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000)
}

/** Whether the body is JSON of any kind, or names no type at all. */
export function isJsonAnswer(headers: Headers): boolean {
  const essence = parseMediaType(headers.get('Content-Type') ?? '')?.essence
  return essence === undefined || /[/+]json(\+fhir)?$/.test(essence)
}

/** Aborts a request that has gone silent. */
export interface IdleWatch {
  /** Aborts when the caller's signal does, or when nothing was heard for the time. */
  signal: AbortSignal
  /** Something was heard. @param milliseconds of silence from here on, where it is another time */
  touch(milliseconds?: number): void
  /** No longer needed. */
  stop(): void
  timedOut(): boolean
}

export function watchIdle(signal: AbortSignal | undefined, milliseconds: number): IdleWatch {
  const controller = new AbortController()
  let timedOut = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let allowed = milliseconds
  const touch = (milliseconds = allowed) => {
    allowed = milliseconds
    clearTimeout(timer)
    timer = setTimeout(() => {
      timedOut = true
      controller.abort()
    }, allowed)
  }
  touch()
  return {
    signal: signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
    touch,
    stop: () => clearTimeout(timer),
    timedOut: () => timedOut,
  }
}
