import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from '../errors.ts'
import type { ProblemKind } from '../errors.ts'
import { SPOKEN } from '../request/http-request.ts'
import { breakBody } from './broken-body.ts'
import { linger } from './linger.ts'
import type { LingerLimits } from './linger.ts'
import type { Places } from './places.ts'
import { lastAnswer } from './socket-answer.ts'

export interface ConnectionContext {
  places: Places<Connection>
  newId: () => string
  /** Milliseconds. */
  now: () => number
}

const connections = new WeakMap<Socket, Connection>()

/** The connection of a request; none in tests that inject requests. */
export function connectionOf({ socket }: Pick<IncomingMessage, 'socket'>): Connection | undefined {
  return connections.get(socket)
}

/**
 * One connection, over which requests come and answers go in the same order. What is wrong with what comes is never
 * written into an answer: answers that are due go out whole first, then the refusal, then the connection is closed.
 */
export class Connection {
  readonly #socket: Socket
  readonly #context: ConnectionContext
  readonly #due = new Set<ServerResponse>()
  #request: IncomingMessage | undefined
  #known = false
  /** Nothing that comes counts any more. */
  #over: { problem: Problem | undefined } | undefined
  #lingers = false
  #briefly = false

  constructor(socket: Socket, context: ConnectionContext) {
    this.#socket = socket
    this.#context = context
    connections.set(socket, this)
    // What node:http calls after a last answer; its own closes at once.
    socket.destroySoon = () => this.end()
    socket.once('close', () => {
      context.places.leave(this)
      for (const response of this.#due) response.destroy()
    })
  }

  /**
   * A request has come, with its whole head.
   * @returns whether it is to be answered; what comes after the end of the conversation is not
   */
  takes(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#over) return false
    const { places, now } = this.#context
    this.#request = request
    this.#due.add(response)
    places.setBusy(this, true, now())
    response.once('close', () => {
      this.#due.delete(response)
      if (this.#due.size > 0) return
      places.setBusy(this, false, now())
      if (this.#over) this.end()
    })
    return true
  }

  /**
   * Makes an answer that has not begun the last one: what comes from now on is not answered.
   * @returns whether it can be; not if requests behind it have been taken already
   */
  closesAfter(response: ServerResponse): boolean {
    if ([...this.#due].at(-1) !== response) return false
    this.#over ??= { problem: undefined }
    return true
  }

  /** A request on it had a good token. */
  know(): void {
    if (this.#known) return
    this.#known = true
    this.#context.places.know(this, this.#context.now())
  }

  /** What came is not HTTP, or does not come in time, or ended too early. */
  fail(error: Error & { code?: string }): void {
    if (this.#over || this.#lingers) return
    const problem = problemOf(error)
    const isSilent = this.#socket.bytesRead === 0
    if (problem === 'connection-lost' || isSilent || !this.#socket.writable) return this.cut()
    if (this.#request?.complete === false) {
      // The error is its own, and so is the answer.
      this.#over = { problem: undefined }
      breakBody(this.#request, error)
    } else {
      this.#over = { problem: problem === 'after-the-last' ? undefined : problem }
    }
    if (this.#due.size === 0) this.end()
    else this.#socket.pause()
  }

  /** Nobody gets a conversation on it: there is no place, or it is meant for a proxy. */
  refuse(problem: Problem): void {
    this.#over = { problem }
    // Node has let go of the socket: what is due would never be sent whole.
    if (this.#due.size > 0) this.cut()
    else this.end()
  }

  /** What comes behind its last answer is known to be sent in vain: little of it is read. */
  lingersBriefly(): void {
    this.#briefly = true
  }

  /** Sends what is left to say, and closes it once the other side has had the time to read that. */
  end(): void {
    if (this.#lingers || this.#socket.destroyed) return
    this.#lingers = true
    const problem = this.#over?.problem
    this.#over ??= { problem: undefined }
    if (problem) this.#socket.write(lastAnswer(problem, this.#context.newId()))
    const limits = this.#known ? OF_THE_KNOWN : OF_STRANGERS
    linger(this.#socket, this.#briefly ? OF_WHAT_IS_VAIN : limits)
  }

  cut(): void {
    this.#socket.destroy()
  }
}

/** Whoever has shown a good token may have been about to send the largest content. */
const OF_THE_KNOWN: LingerLimits = { bytes: 2 ** 32, time: 60_000, quiet: 5_000 }
/** The answer has a second to be read. */
const OF_WHAT_IS_VAIN: LingerLimits = { bytes: 2 ** 22, time: 5_000, quiet: 1_000 }
const OF_STRANGERS: LingerLimits = { bytes: 2 ** 28, time: 30_000, quiet: 5_000 }

function problemOf({
  code = '',
}: {
  code?: string
}): Problem | 'after-the-last' | 'connection-lost' {
  if (code === 'HPE_CLOSED_CONNECTION') return 'after-the-last'
  const known = PROBLEMS[code]
  if (known) return new Problem(...known)
  if (!code.startsWith('HPE_')) return 'connection-lost'
  return new Problem('bad-request', 'This is not an HTTP request.')
}

const PROBLEMS: Record<string, [kind: ProblemKind, text: string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-long', 'The address and the headers are too long together.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too-large', 'The chunk extensions are too long.'],
  HPE_INVALID_VERSION: ['unsupported-http', SPOKEN],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request took too long to arrive.'],
}
