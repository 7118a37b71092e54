import { randomUUID } from 'node:crypto'
import { fastify, LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import type { Pages } from './console/pages.ts'
import { authenticator } from './http/authenticate.ts'
import type { SessionToken } from './http/authenticate.ts'
import { addConnectionAnswers, answerClientError, closeWhenIdle } from './http/connections.ts'
import { addCors } from './http/cors.ts'
import { addErrorAnswers } from './http/error-answers.ts'
import { addGuard } from './http/guard.ts'
import { pathOf, routableUrl } from './http/request-url.ts'
import { apiRoutes } from './routes/api-routes.ts'
import type { AppConfig } from './routes/deps.ts'
import type { Store } from './store/store.ts'

export interface AppOptions {
  store: Store
  config: AppConfig & Partial<Config>
  clock?: () => Date
  newId?: () => string
  /** A token beside those of the store. */
  session?: SessionToken
  logger?: FastifyBaseLogger
  /** What is served beside the API; nothing by default. */
  pages?: Pages
}

/** The whole server, not listening yet: tests inject requests, `main.ts` gives it a port. */
export function createApp(options: AppOptions): FastifyInstance {
  const { store, config, session, logger, pages } = options
  const { clock = () => new Date(), newId = randomUUID } = options
  const app = newFastify(config, logger)
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
  addGuard(app, { store, authenticate: authenticator(store.tokens, session, clock), clock })
  logAnswers(app)
  for (const route of apiRoutes({ store, config, clock, newId })) app.route(route)
  pages?.addRoutes?.(app)
  addConnectionAnswers(app.server)
  closeWhenIdle(app)
  return app
}

function newFastify(config: AppOptions['config'], logger?: FastifyBaseLogger): FastifyInstance {
  return fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000_000 },
    rewriteUrl: routableUrl,
    exposeHeadRoutes: false,
    // A request that comes on an open connection while the server stops is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A large body may take long; a silent connection may not.
    requestTimeout: 0,
    connectionTimeout: (config.idleSeconds ?? 60) * 1000,
    keepAliveTimeout: (config.idleSeconds ?? 60) * 1000,
    http: {
      headersTimeout: (config.headersSeconds ?? 20) * 1000,
      maxHeaderSize: config.headerMaxBytes ?? 32_768,
      requireHostHeader: false,
    },
    clientErrorHandler: answerClientError,
  })
}

/** One line for each answer, without the query: it may name whom a search is about. */
function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.raw.url).slice(0, 500),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(request.call?.token && { token: request.call.token.name }),
      },
      'answered',
    )
  })
}
