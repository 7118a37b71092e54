import type { IncomingMessage } from 'node:http'
import { Transform, type Readable } from 'node:stream'

/** What happens to the body of a request on its way. Offsets are bytes of the body, as it is sent. */
export type BodyFault =
  /** The connection breaks in the middle. */
  | { kind: 'cut'; at: number }
  /** Nothing is taken any more, and the connection stays open. */
  | { kind: 'stall'; at: number }
  /** One byte arrives as another one. */
  | { kind: 'corrupt'; at: number }
  /** A slow line. */
  | { kind: 'throttle'; bytesPerSecond: number }

/** The body as it arrives at the other end. */
export function spoiled(incoming: IncomingMessage, fault: { kind: string } | undefined): Readable {
  return fault !== undefined && isBodyFault(fault)
    ? incoming.pipe(faulty(fault, () => incoming.socket.destroy()))
    : incoming
}

function isBodyFault(fault: { kind: string }): fault is BodyFault {
  return ['cut', 'stall', 'corrupt', 'throttle'].includes(fault.kind)
}

function faulty(fault: BodyFault, breakConnection: () => void): Transform {
  let before = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const at = fault.kind === 'throttle' ? Infinity : fault.at - before
      before += chunk.length
      switch (fault.kind) {
        case 'cut':
          if (at >= chunk.length) return done(null, chunk)
          this.push(chunk.subarray(0, at))
          return breakConnection()
        case 'stall':
          // Never done: what comes after stays in the buffers, until those are full.
          return at >= chunk.length ? done(null, chunk) : undefined
        case 'corrupt':
          if (at >= 0 && at < chunk.length) chunk[at] = otherDigit(chunk[at] ?? 0)
          return done(null, chunk)
        case 'throttle':
          setTimeout(done, (chunk.length / fault.bytesPerSecond) * 1000, null, chunk)
          return undefined
      }
    },
  })
}

/** Also valid in base64, so that nobody but a checksum finds it. */
function otherDigit(byte: number): number {
  return byte === 0x41 ? 0x42 : 0x41
}
