import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request that stands still on its way, at a moment that a test has chosen. */
interface HeldRequest {
  /** Resolves when it is there: whoever sent it waits now, and the server knows nothing of it. */
  arrived: Promise<void>
  /** Resolves when whoever sent it has broken off. */
  left: Promise<void>
  /** Lets it go on. */
  release(): void
}

interface HoldingProxy {
  url: string
  /** Holds the next request that begins so, such as `DELETE /bucket/prefix/`. */
  hold(beginning: string): HeldRequest
  stop(): Promise<void>
}

interface Hold {
  beginning: string
  arrived: () => void
  left: () => void
  released: Promise<void>
}

/** A way to a server on which a request can be stopped, as a process or a machine may be. */
export async function startHolding(target: string): Promise<HoldingProxy> {
  const holds = new Set<Hold>()
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = '', url = '/', headers } = incoming
    const body = await buffer(incoming)
    const hold = [...holds].find(({ beginning }) => `${method} ${url}`.startsWith(beginning))
    if (hold) {
      holds.delete(hold)
      outgoing.once('close', hold.left)
      hold.arrived()
      await hold.released
    }
    const upstream = request(new URL(url, target), { method, headers }, (answer) => {
      const { connection: _, 'keep-alive': __, ...rest } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, rest)
      answer.pipe(outgoing)
    })
    upstream.on('error', () => outgoing.destroy())
    upstream.end(body)
  }
  const server = createServer((incoming, outgoing) => {
    outgoing.on('error', () => undefined)
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (beginning) => {
      const arrived = Promise.withResolvers<void>()
      const left = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      holds.add({
        beginning,
        arrived: arrived.resolve,
        left: left.resolve,
        released: released.promise,
      })
      return { arrived: arrived.promise, left: left.promise, release: released.resolve }
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }
}
