import type { Socket } from 'node:net'
import { finished } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answeredLabel, statusLabel } from './labels.ts'
import type { Metrics } from './metrics.ts'

/** Counts every request that the application answers. Connections that are refused before that are not requests. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  const seen = new WeakMap<object, Traffic>()
  app.addHook('onRequest', (request, reply, done) => {
    // Also of an answer that breaks off.
    finished(reply.raw, (error) => {
      const { interaction } = request.routeOptions.config
      const { statusCode, elapsedTime } = reply
      const { context } = request
      metrics.answered({
        interaction: answeredLabel(interaction, routeOf(request)),
        status: statusLabel(statusCode, !error),
        seconds: elapsedTime / 1000,
        ...traffic(seen, request, reply),
        stranger: statusCode >= 400 && context !== undefined && context.token === undefined,
      })
    })
    done()
  })
}

/** What the console serves has no pattern of its own, or a star. */
function routeOf({ routeOptions, is404 }: FastifyRequest): string | undefined {
  return is404 ? undefined : routeOptions.url
}

/** Bytes of a connection that were counted already. */
interface Traffic {
  read: number
  written: number
}

/** What went over the connection since it was looked at last; nothing for requests that tests inject. */
function traffic(
  seen: WeakMap<object, Traffic>,
  { socket }: FastifyRequest,
  { raw }: FastifyReply,
): { bytesIn: number; bytesOut: number } {
  // A connection that is closed has let go of its answer.
  const { bytesRead: read, bytesWritten: written }: Partial<Socket> = raw.socket ?? socket
  if (read === undefined || written === undefined) return { bytesIn: 0, bytesOut: 0 }
  const before = seen.get(socket) ?? { read: 0, written: 0 }
  seen.set(socket, { read, written })
  return {
    bytesIn: Math.max(0, read - before.read),
    bytesOut: Math.max(0, written - before.written),
  }
}
