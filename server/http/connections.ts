import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { outcomeOf } from './problem.ts'

/** A server's answer to what is no HTTP request, or arrives too slowly: an OperationOutcome as well. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, text] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'This is no HTTP request.']
  answerOnSocket(socket, status, text)
}

/** What Node would answer with an empty page, or not at all. */
export function addConnectionAnswers(server: Server): void {
  // The routes decide first: a body that nobody wants is not sent (RFC 9110 §10.1.1).
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response)
  })
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const text = 'Of Expect only 100-continue is understood.'
    const body = JSON.stringify(outcomeOf(417, text))
    response.writeHead(417, headers(body)).end(body)
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    answerOnSocket(socket, 405, 'This server is no proxy.')
  })
}

/** Lets go of each connection as its last answer is out once the server is closing, instead of when it has idled long enough. */
export function closeWhenIdle(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (closing) reply.header('connection', 'close')
    return payload
  })
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections())
  })
}

const CLIENT_ERRORS: Record<string, [status: number, text: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers are too long together.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
}

function answerOnSocket(socket: Duplex, status: number, text: string): void {
  const body = JSON.stringify(outcomeOf(status, text))
  const lines = Object.entries({ ...headers(body), Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  )
}

function headers(body: string): Record<string, string> {
  return {
    'Content-Type': 'application/fhir+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': randomUUID(),
  }
}
