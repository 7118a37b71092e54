import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { spoiled, type BodyFault } from './body-faults.ts'

/** What goes wrong between the console and the server, told by the test. */
export type Fault =
  /** The proxy answers itself. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection breaks before an answer. `after`: the request still reaches the server, and is answered. */
  | { kind: 'drop'; after?: boolean }
  /** The connection breaks once the whole request is here; it reaches the server so much later. */
  | { kind: 'late'; milliseconds: number }
  /** The real answer comes late. */
  | { kind: 'delay'; milliseconds: number }
  /** The real answer breaks off after so many bytes. */
  | { kind: 'truncate'; bytes: number }
  | BodyFault

export interface FaultProxy {
  url: string
  /** Applies the fault to the next `times` requests that match (for ever by default). */
  add(match: { method?: string; path: RegExp }, fault: Fault, times?: number): void
  clear(): void
  /** Method, path and headers of each request so far under `/organizations`. */
  seen: { method: string; path: string; headers: IncomingMessage['headers'] }[]
  stop(): Promise<void>
}

export interface FaultProxyOptions {
  /**
   * Whether connections live on, as they do everywhere else. On one that was used before, Chromium repeats a request by
   * itself when it breaks without an answer, a POST too: what it then shows is the answer to the second one.
   */
  keepAlive: boolean
}

/** A plain reverse proxy in front of the real server, which can be told to fail. */
export async function startFaultProxy(
  target: string,
  { keepAlive }: FaultProxyOptions = { keepAlive: false },
): Promise<FaultProxy> {
  let rules: { method?: string; path: RegExp; fault: Fault; left: number }[] = []
  const seen: FaultProxy['seen'] = []
  const closing = keepAlive ? {} : { connection: 'close' }
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming
    if (url.startsWith('/organizations'))
      seen.push({ method, path: url, headers: incoming.headers })
    const rule = rules.find(
      (one) => one.left > 0 && one.path.test(url) && (one.method ?? method) === method,
    )
    if (rule !== undefined) rule.left -= 1
    // What a cut connection still had to say.
    incoming.on('error', () => undefined)
    forward(target, incoming, outgoing, closing, rule?.fault)
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    add: (match, fault, times = Infinity) => rules.push({ ...match, fault, left: times }),
    clear: () => {
      rules = []
      seen.length = 0
    },
    seen,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  closing: Record<string, string>,
  fault?: Fault,
): void {
  if (fault?.kind === 'answer') {
    incoming.resume()
    outgoing.writeHead(fault.status, {
      'content-type': 'application/fhir+json',
      ...closing,
      ...fault.headers,
    })
    outgoing.end(fault.body)
    return
  }
  if (fault?.kind === 'drop' && fault.after !== true) {
    incoming.socket.destroy()
    return
  }
  if (fault?.kind === 'late') {
    void sendLate(target, incoming, fault.milliseconds)
    return
  }
  const { method, headers } = incoming
  const upstream = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
    if (fault?.kind === 'drop') {
      answer.resume()
      incoming.socket.destroy()
      return
    }
    setTimeout(
      () => relay(answer, outgoing, closing, fault),
      fault?.kind === 'delay' ? fault.milliseconds : 0,
    )
  })
  upstream.on('error', () => outgoing.destroy())
  outgoing.on('close', () => upstream.destroy())
  spoiled(incoming, fault).pipe(upstream)
}

/** The commit that comes when nobody expects it any more. */
async function sendLate(
  target: string,
  incoming: IncomingMessage,
  milliseconds: number,
): Promise<void> {
  const { method, headers, url = '/' } = incoming
  const parts: Buffer[] = []
  for await (const part of incoming) parts.push(part as Buffer)
  incoming.socket.destroy()
  setTimeout(() => {
    const upstream = request(new URL(url, target), { method, headers }, (answer) => answer.resume())
    // The test may be over, and its server gone.
    upstream.on('error', () => undefined)
    upstream.end(Buffer.concat(parts))
  }, milliseconds)
}

function relay(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  closing: Record<string, string>,
  fault?: Fault,
): void {
  const { connection: _, 'keep-alive': __, ...headers } = answer.headers
  outgoing.writeHead(answer.statusCode ?? 502, { ...headers, ...closing })
  if (fault?.kind !== 'truncate') {
    // An answer that breaks off breaks off for the reader as well.
    answer.on('close', () => {
      if (!answer.complete) outgoing.destroy()
    })
    answer.pipe(outgoing)
    return
  }
  let left = fault.bytes
  answer.on('data', (chunk: Buffer) => {
    outgoing.write(chunk.subarray(0, left), () => {
      if (left <= 0) outgoing.destroy()
    })
    left -= chunk.length
  })
}
