import type { Socket } from 'node:net'
import { slowTurns, turns } from '../turns.ts'
import { clientAddress } from './places.ts'

/** How much of what nobody will answer any more is read before a connection is cut. */
export interface LingerLimits {
  bytes: number
  /** Milliseconds, from when the last answer is with the system. */
  time: number
  /** Milliseconds without a byte. */
  quiet: number
}

/** Connections that are read although nobody wants it; where they are more than a few, not as fast as they send. */
let lingering = 0
const FEW = 8

/**
 * Closes a connection so that its last answer is read (RFC 9112 §9.6): closed while the other side still sends, its
 * system would throw away an answer that its program has not read yet. So this side ends, what still comes is read and
 * discarded, and the connection is closed once the other side ends as well. One that continues beyond the limits is cut.
 */
export function linger(socket: Socket, { bytes, time, quiet }: LingerLimits): void {
  if (socket.destroyed) return
  lingering += 1
  const timers: NodeJS.Timeout[] = []
  const cut = () => void socket.destroy()
  let left = bytes
  // Without this, what comes would still be read as requests.
  socket.removeAllListeners('data')
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) cut()
    timers[1]?.refresh()
    socket.pause()
    const lane = lingering > FEW ? slowTurns : turns
    void lane.next(`rest from ${clientAddress(socket.remoteAddress)}`).then(() => {
      if (socket.destroyed) return
      socket.resume()
      goOnReading(socket)
    })
  })
  socket.on('error', cut)
  socket.once('close', () => {
    lingering -= 1
    timers.forEach(clearTimeout)
  })
  // The time of a slow reader does not count: the idle limit of the connection does.
  socket.end(() => {
    if (!socket.destroyed)
      timers.push(setTimeout(cut, time).unref(), setTimeout(cut, quiet).unref())
  })
  socket.resume()
  goOnReading(socket)
}

/**
 * A socket whose bytes node:http has read past its stream, and had stopped reading when a body was not wanted as fast as
 * it came, does not start again by `resume`.
 */
function goOnReading(socket: Socket): void {
  const { _handle: handle } = socket as Socket & {
    _handle?: { reading: boolean; readStart(): void } | null
  }
  if (!handle || handle.reading) return
  handle.reading = true
  handle.readStart()
}
