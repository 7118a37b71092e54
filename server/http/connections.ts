import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Problem } from './errors.ts'
import type { ProblemKind } from './errors.ts'

/** Answers what is not an HTTP request, or arrives too slowly: with an OperationOutcome as well. */
export function answerClientErrors(newId: () => string) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const [kind, text] = CLIENT_ERRORS[error.code ?? ''] ?? [
      'bad-request',
      'This is not an HTTP request.',
    ]
    answerOnSocket(socket, new Problem(kind, text), newId())
  }
}

/** Answers what Node would answer with an empty page, or not at all. */
export function addConnectionAnswers(server: Server, newId: () => string): void {
  // The routes decide first: a body that nobody wants is not sent (RFC 9110 §10.1.1).
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response)
  })
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem('expectation-failed', 'Only "Expect: 100-continue" is supported.')
    const body = JSON.stringify(problem.outcome)
    response.writeHead(problem.status, headers(body, newId())).end(body)
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    answerOnSocket(
      socket,
      new Problem('method-not-allowed', 'This server is not a proxy.'),
      newId(),
    )
  })
}

/** Once the server is closing, closes each connection after its last answer, instead of when it has been idle long enough. */
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

const CLIENT_ERRORS: Record<string, [kind: ProblemKind, text: string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-long', 'The address and the headers are too long together.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too-large', 'The chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request took too long to arrive.'],
}

function answerOnSocket(socket: Duplex, { status, outcome }: Problem, requestId: string): void {
  const body = JSON.stringify(outcome)
  const lines = Object.entries({ ...headers(body, requestId), Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  )
}

function headers(body: string, requestId: string): Record<string, string> {
  return {
    'Content-Type': 'application/fhir+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Request-Id': requestId,
  }
}
