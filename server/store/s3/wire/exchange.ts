import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { Body } from './body.ts'

/** One request, signed already. */
export interface WireRequest {
  method: string
  url: URL
  headers: Readonly<Record<string, string>>
  /** In memory as a whole, so that it can be sent again. */
  body?: Pick<Body, 'chunks' | 'byteLength'>
  /** Milliseconds without a byte in either direction, after which it has failed. */
  patience?: number
  signal?: AbortSignal | undefined
}

/** Its body has to be read, or destroyed. */
export type Answer = IncomingMessage

/** What has failed on the way, so that nobody knows whether the server has done what it was asked for. */
export class WireError extends Error {
  readonly mayHaveArrived: boolean

  constructor(
    message: string,
    { mayHaveArrived = true, ...options }: ErrorOptions & { mayHaveArrived?: boolean } = {},
  ) {
    super(message, options)
    this.mayHaveArrived = mayHaveArrived
  }
}

/** Connections to one server, which are kept for the next request. */
export class Wire {
  readonly #isSecure: boolean
  /** Each reader of a content has one of its own, for as long as it reads. */
  readonly #reading: HttpAgent
  readonly #writing: HttpAgent

  constructor({ protocol }: URL) {
    this.#isSecure = protocol === 'https:'
    const open = (options: { maxSockets?: number }) =>
      this.#isSecure
        ? new HttpsAgent({ ...KEPT, ...options })
        : new HttpAgent({ ...KEPT, ...options })
    this.#reading = open({})
    this.#writing = open({ maxSockets: WRITING_AT_ONCE })
  }

  /** @returns the answer, whose body has to be read or destroyed. @throws WireError; what the signal was aborted with */
  async send({
    method,
    url,
    headers,
    body,
    patience = PATIENCE,
    signal,
  }: WireRequest): Promise<Answer> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const options = {
      method,
      headers: { ...headers, ...(body && { 'content-length': body.byteLength }) },
      agent: method === 'GET' ? this.#reading : this.#writing,
      ...(signal && { signal }),
    }
    const request = this.#isSecure ? requestHttps(url, options) : requestHttp(url, options)
    // Also what fails after the answer has begun: the reader of its body hears of that itself.
    request.on('error', reject)
    request.once('response', (answer) => {
      // Who reads it hears of what breaks off; who does not read it need not.
      answer.on('error', () => undefined)
      // Who answers before all was sent may never take the rest, and the connection would wait for ever.
      answer.once('end', () => {
        if (!request.writableFinished) request.destroy()
      })
      resolve(answer)
    })
    let isConnected = false
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => (isConnected = true))
      else isConnected = true
    })
    const stop = watch(request, patience)
    writeBody(request, body?.chunks ?? [])
    try {
      return await promise
    } catch (error) {
      signal?.throwIfAborted()
      throw new WireError('The object store can not be reached, or has broken off.', {
        cause: error,
        mayHaveArrived: isConnected,
      })
    } finally {
      stop()
    }
  }

  close(): void {
    this.#reading.destroy()
    this.#writing.destroy()
  }
}

/** Less than the minute after which most servers close a connection that waits. */
const KEPT = { keepAlive: true, maxFreeSockets: 32, timeout: 0, keepAliveMsecs: 15_000 }
/** Requests that do not read a content. More of them wait, and with them those who send. */
const WRITING_AT_ONCE = 64
/** Milliseconds. */
const PATIENCE = 10_000
/** Bytes that are written at a time, so that it shows whether the other side takes them. */
const SLICE = 256 * 1024

function writeBody(request: ClientRequest, chunks: readonly Uint8Array[]): void {
  const slices = slicesOf(chunks)
  const write = () => {
    for (let next = slices.next(); next.done !== true; next = slices.next()) {
      if (request.destroyed) break
      if (!request.write(next.value)) return void request.once('drain', write)
    }
    request.end()
  }
  write()
}

function* slicesOf(chunks: readonly Uint8Array[]): Generator<Uint8Array, void> {
  for (const chunk of chunks)
    for (let at = 0; at < chunk.byteLength; at += SLICE) yield chunk.subarray(at, at + SLICE)
}

/** Ends a request on whose connection nothing moves, be it that it can't be made. */
function watch(request: ClientRequest, patience: number): () => void {
  let seen = -1
  let since = performance.now()
  const timer = setInterval(() => {
    const { socket } = request
    const now = socket ? socket.bytesRead + socket.bytesWritten - socket.writableLength : -2
    // Whoever waits for a connection waits for others, each of which is watched itself.
    const hasMoved = now !== seen || !socket
    seen = now
    if (hasMoved) since = performance.now()
    else if (performance.now() - since > (socket.connecting ? CONNECTED_BY : patience))
      request.destroy(new Error('Nothing moves on this connection.'))
  }, LOOK)
  return () => clearInterval(timer)
}

/** Milliseconds for a connection to be made. */
const CONNECTED_BY = 4000
/** Milliseconds between two looks. */
const LOOK = 500

/**
 * The body of an answer as it arrives. It may be left at any time, and ends with the connection then, unless all has arrived.
 * @param patience milliseconds without a byte while one is waited for
 * @throws WireError where it breaks off, also by the signal
 */
export async function* arriving(
  answer: Answer,
  { patience = PATIENCE, signal }: { patience?: number; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Buffer> {
  const late = () => answer.destroy(new Error('Nothing has arrived for long.'))
  const leave = () => answer.destroy(new Error('Nobody reads on.'))
  signal?.addEventListener('abort', leave, { once: true })
  if (signal?.aborted) leave()
  let timer = setTimeout(late, patience)
  try {
    for await (const chunk of answer.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      clearTimeout(timer)
      yield chunk
      timer = setTimeout(late, patience)
    }
  } catch (error) {
    throw new WireError('The object store has broken off.', { cause: error })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
    doneWith(answer)
  }
  if (!answer.complete) throw new WireError('The object store has broken off.')
}

/**
 * For who reads no more of an answer. Where all of it has arrived, its connection is kept for the next request, as soon as what is
 * left was passed over; else it is cut.
 */
export function doneWith(answer: Answer): void {
  if (answer.complete) answer.resume()
  else answer.destroy()
}
