import { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'

const LIMITS = { bytes: 64 << 20, milliseconds: 5_000 }
const TICK_MS = 100

/**
 * Reads and discards the rest of a refused body. Closing a connection while the other side still sends makes its
 * system throw away the answer (RFC 9112 §9.6), so most senders get the time to finish; the connection of one that
 * continues beyond the limits is cut.
 */
export function discardRest(stream: Readable, limits = LIMITS): void {
  if (stream.readableEnded || stream.destroyed) return
  // Counted at the socket: node:http removes the listeners for `data` once the answer is sent.
  const socket = stream instanceof IncomingMessage ? stream.socket : undefined
  const most = (socket?.bytesRead ?? 0) + limits.bytes
  let ticks = Math.ceil(limits.milliseconds / TICK_MS)
  const timer = setInterval(() => {
    ticks -= 1
    if (ticks <= 0 || (socket?.bytesRead ?? 0) > most) stream.destroy()
  }, TICK_MS)
  timer.unref()
  stream.once('close', () => {
    clearInterval(timer)
  })
  // The answer is being sent already: that the sender fails now changes nothing.
  stream.on('error', () => undefined)
  stream.resume()
}
