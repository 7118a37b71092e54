import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CuttingProxy extends AsyncDisposable {
  url: string
  /** Where the next connections lead. */
  target: string
  /** Cuts whatever is connected once so many bytes have gone to the server from now on, and only then. */
  cutAfter(bytes: number): void
  /** Lets nothing more through to the server, without a word, until `cutAfter` or the end. */
  stallAfter(bytes: number): void
  /** How often it has cut or stalled. */
  readonly hits: number
  /** Bytes that have gone to the server. */
  readonly sent: number
}

/** A wire to a server, which breaks in the middle of whatever goes over it. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let left = Infinity
  let how: 'cut' | 'stall' = 'cut'
  let hits = 0
  let sent = 0
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(proxy.target).port), '127.0.0.1')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        // What was written still arrives: it is a cut, not a loss of what was sent before it.
        upstream.destroySoon()
      })
    }
    client.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, left))
      left -= chunk.length
      sent += part.length
      if (part.length > 0 && !upstream.write(part)) {
        client.pause()
        upstream.once('drain', () => client.resume())
      }
      if (left > 0) return
      hits += 1
      if (how === 'stall') {
        // What was on its way is lost, and both sides believe in the connection.
        client.pause()
        left = Infinity
        return
      }
      left = Infinity
      client.destroy()
    })
    upstream.pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: CuttingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    cutAfter: (bytes) => {
      left = bytes
      how = 'cut'
    },
    stallAfter: (bytes) => {
      left = bytes
      how = 'stall'
    },
    get hits() {
      return hits
    },
    get sent() {
      return sent
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
