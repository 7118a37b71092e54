import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/config.ts'
import { Problem } from '../errors.ts'
import { Connection, connectionOf } from './connection.ts'
import type { ConnectionContext } from './connection.ts'
import { clientAddress, Places } from './places.ts'
import { outcomeHeaders } from './socket-answer.ts'

export type ConnectionConfig = Pick<
  Config,
  'idleSeconds' | 'headersSeconds' | 'headerMaxBytes' | 'maxConnections' | 'addressConnections'
>

/**
 * Makes Node's HTTP servers of one application, which may listen on several addresses (`localhost`): together they
 * have the places for connections, and no answer of Node's own goes out on any of them.
 */
export function httpServers(
  config: ConnectionConfig,
  newId: () => string,
  places: Places<Connection>,
): (answer: RequestListener) => Server {
  const context = { places, newId, now: () => performance.now(), refused: 0 }
  let first: Server | undefined
  return (answer) => {
    const server: Server = createServer({
      // A large body may take long; a silent connection may not.
      requestTimeout: 0,
      headersTimeout: config.headersSeconds * 1000,
      connectionsCheckingInterval: CHECK_EVERY,
      keepAliveTimeout: config.idleSeconds * 1000,
      maxHeaderSize: config.headerMaxBytes,
      requireHostHeader: false,
      // Vite's hot reload wants it, on the first one; Fastify passes it on from the others.
      shouldUpgradeCallback: (): boolean => (first ?? server).listenerCount('upgrade') > 0,
    })
    first ??= server
    server.setTimeout(config.idleSeconds * 1000)
    // Whoever has sent a whole request may end its side before the answer.
    Object.assign(server, { httpAllowHalfOpen: true })
    server.prependListener('connection', (socket) => admit(socket, context))
    answerRequests(server, answer, newId)
    return server
  }
}

export function placesFor({
  maxConnections,
  addressConnections,
}: ConnectionConfig): Places<Connection> {
  return new Places({ all: maxConnections, perAddress: addressConnections })
}

/** Milliseconds between two looks for headers that take too long. */
const CHECK_EVERY = 500

function admit(socket: Socket, context: ConnectionContext & { refused: number }): void {
  const { places, now } = context
  const connection = new Connection(socket, context)
  const entry = places.enter(connection, clientAddress(socket.remoteAddress), now())
  for (const one of entry.instead) one.cut()
  if (entry.enters) return
  if (context.refused >= MOST_REFUSED) return connection.cut()
  context.refused += 1
  socket.once('close', () => (context.refused -= 1))
  // As soon as node:http has taken it over, and before anything of it is read.
  process.nextTick(() => connection.refuse(NO_PLACE))
}

/** Connections that are told that there is no place; more are closed without a word. */
const MOST_REFUSED = 64
const NO_PLACE = new Problem('try-again', 'The server has too many connections.', {
  headers: { 'retry-after': '1' },
})

function answerRequests(server: Server, answer: RequestListener, newId: () => string): void {
  const taken = (listener: RequestListener): RequestListener => {
    return (request, response) => {
      if (connectionOf(request)?.takes(request, response) !== false) listener(request, response)
    }
  }
  server.on('request', taken(answer))
  // The routes decide first: a body that nobody wants is not sent (RFC 9110 §10.1.1).
  server.on('checkContinue', taken(answer))
  server.on(
    'checkExpectation',
    taken((_request, response: ServerResponse) => {
      const problem = new Problem('expectation-failed', 'Only "Expect: 100-continue" is supported.')
      const body = JSON.stringify(problem.outcome)
      response
        .writeHead(problem.status, { ...outcomeHeaders(body, newId()), connection: 'close' })
        .end(body)
    }),
  )
  server.on('connect', (request: IncomingMessage) => {
    connectionOf(request)?.refuse(
      new Problem('method-not-allowed', 'This server is not a proxy.', { headers: { allow: '' } }),
    )
  })
  server.on('clientError', (error, socket) => {
    if (socket instanceof Socket) connectionOf({ socket })?.fail(error)
  })
}

/**
 * Makes the last answer of a connection one whose caller is still sending: nobody reads the rest of its body.
 */
export function closeAfterUnreadBody(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    if (!raw.complete && connectionOf(raw)?.closesAfter(reply.raw) === true) {
      reply.header('connection', 'close')
      raw.resume()
    }
    return payload
  })
}

/** Once the server is closing, closes each connection after its last answer, instead of when it has been idle long enough. */
export function closeWhenIdle(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async ({ raw }, reply, payload) => {
    if (closing && connectionOf(raw)?.closesAfter(reply.raw) !== false) {
      reply.header('connection', 'close')
    }
    return payload
  })
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections())
  })
}
