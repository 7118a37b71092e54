import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong between the console and the server, told by the test. */
export type Fault =
  /** The proxy answers itself. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection breaks before an answer. `after`: the request still reaches the server. */
  | { kind: 'drop'; after?: boolean }
  /** The real answer comes late. */
  | { kind: 'delay'; milliseconds: number }
  /** The real answer breaks off after so many bytes. */
  | { kind: 'truncate'; bytes: number }

export interface FaultProxy {
  url: string
  /** Applies the fault to the next `times` requests that match (for ever by default). */
  add(match: { method?: string; path: RegExp }, fault: Fault, times?: number): void
  clear(): void
  /** Method, path and headers of each request so far under `/organizations`. */
  seen: { method: string; path: string; headers: IncomingMessage['headers'] }[]
  stop(): Promise<void>
}

/** A plain reverse proxy in front of the real server, which can be told to fail. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let rules: { method?: string; path: RegExp; fault: Fault; left: number }[] = []
  const seen: FaultProxy['seen'] = []
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/' } = incoming
    if (url.startsWith('/organizations'))
      seen.push({ method, path: url, headers: incoming.headers })
    const rule = rules.find(
      (one) => one.left > 0 && one.path.test(url) && (one.method ?? method) === method,
    )
    if (rule !== undefined) rule.left -= 1
    forward(target, incoming, outgoing, rule?.fault)
  })
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
  fault?: Fault,
): void {
  if (fault?.kind === 'answer') {
    incoming.resume()
    outgoing.writeHead(fault.status, {
      'content-type': 'application/fhir+json',
      connection: 'close',
      ...fault.headers,
    })
    outgoing.end(fault.body)
    return
  }
  if (fault?.kind === 'drop' && fault.after !== true) {
    incoming.socket.destroy()
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
      () => relay(answer, outgoing, fault),
      fault?.kind === 'delay' ? fault.milliseconds : 0,
    )
  })
  upstream.on('error', () => outgoing.destroy())
  outgoing.on('close', () => upstream.destroy())
  incoming.pipe(upstream)
}

function relay(answer: IncomingMessage, outgoing: ServerResponse, fault?: Fault): void {
  // On a connection that was used before, Chromium repeats a request by itself when it breaks: nobody would see the fault.
  outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, connection: 'close' })
  if (fault?.kind !== 'truncate') {
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
