import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy without stickiness: whatever server answered before, the next request goes to the next one. */
export interface RoundRobin extends AsyncDisposable {
  url: string
  /** The servers that it knows, of which one may be gone already. */
  readonly targets: Set<string>
  /** How many requests each server was given. */
  readonly given: ReadonlyMap<string, number>
  /** Requests that ended before their answer did, though the caller was there, and whose server it was. */
  readonly broken: readonly { target: string; what: string }[]
}

/** Names, in each answer, the server that gave it. */
export const ANSWERED_BY = 'x-answered-by'

/** Of one connection, and not of the message. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** It sends nothing twice and hides nothing: what its server doesn't answer is cut. */
export async function roundRobin(): Promise<RoundRobin> {
  const targets = new Set<string>()
  const given = new Map<string, number>()
  const broken: { target: string; what: string }[] = []
  let turn = 0
  const server = createServer((incoming, outgoing) => {
    turn += 1
    const target = [...targets][turn % targets.size]
    if (target === undefined) {
      incoming.destroy()
      return
    }
    given.set(target, (given.get(target) ?? 0) + 1)
    pass(target, incoming, outgoing, (error) => {
      broken.push({ target, what: `${incoming.method} ${incoming.url}: ${String(error)}` })
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    given,
    broken,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}

function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  breaks: (error: unknown) => void,
): void {
  let isOver = false
  const end = (error: unknown) => {
    if (isOver) return
    isOver = true
    if (!outgoing.destroyed) breaks(error)
    outgoing.destroy()
  }
  const headers = {
    ...without(incoming.headers),
    'x-forwarded-host': incoming.headers.host,
    'x-forwarded-proto': 'http',
  }
  const { method, url = '/' } = incoming
  const upstream = request(new URL(url, target), { method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, {
      ...without(answer.headers),
      [ANSWERED_BY]: target,
    })
    answer.on('error', end)
    answer.on('end', () => (isOver = true))
    answer.pipe(outgoing)
  })
  upstream.on('error', end)
  incoming.on('error', () => upstream.destroy())
  outgoing.on('error', () => upstream.destroy())
  incoming.pipe(upstream)
}

function without(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)))
}
