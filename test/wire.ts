import { connect, type Socket } from 'node:net'

/** One answer as it came, of a request that was not a HEAD. */
interface WireAnswer {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  body: Buffer
}

/** All that came over one connection until it was closed. */
export interface Conversation {
  /** Those that came whole; 1xx among them. */
  answers: WireAnswer[]
  /** What came after them, and is not a whole answer. */
  rest: Buffer
  /** How it ended: by the server, by a reset, or because this side had waited long enough. */
  end: 'closed' | 'reset' | 'open'
}

/** Text as it goes over the wire, or something else that a client does. */
export type Step =
  | string
  | Buffer
  /** Ends this side, and goes on reading. */
  | { end: 'this side' }
  | { wait: number }
  /** Waits for so many bytes to have come. */
  | { until: number }

/** For tests: a connection with nothing between it and the wire. */
export class Wire {
  readonly socket: Socket
  #received: Buffer[] = []
  #size = 0
  #reset = false

  /** @param localAddress such as 127.0.0.2: on Linux all of 127/8 are this machine's */
  constructor(port: number, localAddress?: string, host = '127.0.0.1') {
    const from = localAddress === undefined ? {} : { localAddress }
    this.socket = connect({ port, host, allowHalfOpen: true, ...from })
    this.socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk)
      this.#size += chunk.length
    })
    this.socket.on('error', () => (this.#reset = true))
  }

  get size(): number {
    return this.#size
  }

  /** As it came, byte by byte. */
  get received(): string {
    return Buffer.concat(this.#received).toString('latin1')
  }

  get isClosed(): boolean {
    return this.#reset || this.socket.destroyed || this.socket.readableEnded
  }

  async do(steps: readonly Step[]): Promise<this> {
    for (const step of steps) {
      if (typeof step === 'string') await this.#send(Buffer.from(step, 'latin1'))
      else if (Buffer.isBuffer(step)) await this.#send(step)
      else if ('end' in step) this.socket.end()
      else if ('wait' in step) await new Promise((resolve) => setTimeout(resolve, step.wait))
      else while (this.#size < step.until && !this.isClosed) await this.#something()
    }
    return this
  }

  /** Reads until the server closes its side, and closes this one. @param milliseconds after which it is left open */
  async heard(milliseconds = 8000): Promise<Conversation> {
    const late = AbortSignal.timeout(milliseconds)
    while (!this.isClosed && !late.aborted) await this.#something(late)
    const end = this.#reset ? 'reset' : this.isClosed ? 'closed' : 'open'
    this.socket.destroy()
    return { ...parseAnswers(Buffer.concat(this.#received)), end }
  }

  close(): void {
    this.socket.destroy()
  }

  async #send(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed || this.socket.writableEnded) return
    if (this.socket.write(bytes)) return
    while (this.socket.writableNeedDrain && !this.socket.destroyed) await this.#something()
  }

  /** Whatever happens next. */
  #something(signal?: AbortSignal): Promise<void> {
    const events = ['data', 'end', 'close', 'drain', 'error', 'connect']
    return new Promise((resolve) => {
      const done = () => {
        for (const event of events) this.socket.off(event, done)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      for (const event of events) this.socket.on(event, done)
      signal?.addEventListener('abort', done)
    })
  }
}

/** For tests: everything that is said in answer to the steps, until the server closes. */
export async function converse(
  port: number,
  steps: readonly Step[],
  milliseconds?: number,
): Promise<Conversation> {
  const wire = await new Wire(port).do(steps)
  return wire.heard(milliseconds)
}

function parseAnswers(received: Buffer): Pick<Conversation, 'answers' | 'rest'> {
  const answers: WireAnswer[] = []
  let rest = received
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    if (end === -1) break
    const [line = '', ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1])
    const headers = Object.fromEntries(
      lines.map((one) => {
        const colon = one.indexOf(':')
        return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()]
      }),
    )
    const empty = status < 200 || status === 204 || status === 304
    const length = empty ? 0 : Number(headers['content-length'])
    if (Number.isNaN(status) || Number.isNaN(length) || rest.length < end + 4 + length) break
    answers.push({ status, headers, body: rest.subarray(end + 4, end + 4 + length) })
    rest = rest.subarray(end + 4 + length)
  }
  return { answers, rest }
}
