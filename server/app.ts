import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Authenticate } from './auth/authenticate.ts'
import { basePathOf, type Config } from './config.ts'
import { addVary } from './http/answer/answer.ts'
import { addErrorAnswers, type Pages } from './http/answer/error-answers.ts'
import { addConnectionAnswers, answerClientErrors, closeWhenIdle } from './http/connections.ts'
import { addGuard } from './http/guard.ts'
import { pathOf, routableUrl } from './http/request/address.ts'
import { apiRoutes } from './routes/api-routes.ts'
import type { AppConfig, Stores } from './routes/deps.ts'
import type { AuditStore } from './store/audit.ts'

export interface AppOptions {
  stores: Stores
  authenticate: Authenticate
  audit: AuditStore
  config: AppConfig & Pick<Config, 'idleSeconds' | 'headersSeconds' | 'headerMaxBytes'>
  clock: () => Date
  /** Ids of Binaries and of requests. */
  newId: () => string
  logger?: FastifyBaseLogger
  /** What is served beside the API; nothing by default. */
  pages?: Pages
}

/** The whole server, not listening yet: tests inject requests, `main.ts` gives it a port. */
export function createApp(options: AppOptions): FastifyInstance {
  const { stores, authenticate, audit, config, clock, newId, pages } = options
  const app = newFastify(options)
  app.removeAllContentTypeParsers()
  // Routes read the stream themselves, in bounded memory.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
  })
  addErrorAnswers(app, pages?.fallback)
  addCors(app, config.corsOrigins)
  addGuard(app, { organizations: stores.organizations, authenticate, audit, clock })
  logAnswers(app)
  for (const route of apiRoutes({ stores, audit, config, newId })) app.route(route)
  pages?.addRoutes?.(app)
  addConnectionAnswers(app.server, newId)
  closeWhenIdle(app)
  return app
}

function newFastify({ config, logger, newId }: AppOptions): FastifyInstance {
  const basePath = basePathOf(config.publicUrl)
  return fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: () => newId(),
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000_000 },
    rewriteUrl: (request) => routableUrl(request, basePath),
    exposeHeadRoutes: false,
    // A request that arrives on an open connection while the server stops is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A large body may take long; a silent connection may not.
    requestTimeout: 0,
    connectionTimeout: config.idleSeconds * 1000,
    keepAliveTimeout: config.idleSeconds * 1000,
    http: {
      headersTimeout: config.headersSeconds * 1000,
      maxHeaderSize: config.headerMaxBytes,
      requireHostHeader: false,
    },
    clientErrorHandler: answerClientErrors(newId),
  })
}

/** One line for each answer, without the query: it may name whom a search is about. */
function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const token = request.context?.token
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.raw.url).slice(0, 500),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(token && { token: token.name }),
      },
      'answered',
    )
  })
}

/** Lets pages of the named origins, and of no other, call the API (https://fetch.spec.whatwg.org/#http-cors-protocol). */
function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    addVary(reply, 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', EXPOSED.join(', '))
    const asks = request.headers['access-control-request-method'] !== undefined
    if (request.method !== 'OPTIONS' || !asks) return
    reply.header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    reply.header('access-control-allow-headers', ALLOWED.join(', '))
    reply.header('access-control-max-age', '600')
    return reply.code(204).send()
  })
}

const EXPOSED = [
  'ETag',
  'Location',
  'Last-Modified',
  'X-Request-Id',
  'Content-Disposition',
  'Content-Range',
  'Content-Length',
  'Accept-Ranges',
  'X-Security-Context',
  'Retry-After',
  'WWW-Authenticate',
]

const ALLOWED = [
  'Authorization',
  'Content-Type',
  'Accept',
  'log-cdata',
  'log-cdata-format',
  'If-Match',
  'If-None-Match',
  'If-None-Exist',
  'If-Modified-Since',
  'Prefer',
  'Content-Disposition',
  'Content-Language',
  'X-Security-Context',
  'Range',
  'If-Range',
]
