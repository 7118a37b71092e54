import { fastify, LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Authenticate } from './auth/authenticate.ts'
import { basePathOf } from './config.ts'
import type { Health } from './health/health.ts'
import { addErrorAnswers } from './http/answer/error-answers.ts'
import type { Pages } from './http/answer/error-answers.ts'
import {
  closeAfterUnreadBody,
  closeWhenIdle,
  httpServers,
  placesFor,
  type ConnectionConfig,
} from './http/connections/http-server.ts'
import { addCors } from './http/cors.ts'
import { addGuard } from './http/guard.ts'
import { MemoryBudget, memoryFor } from './http/memory-budget.ts'
import { pathOf, routableUrl } from './http/request/address.ts'
import { givenRequestId } from './http/request/headers.ts'
import { addHttpCheck } from './http/request/http-request.ts'
import { Walks } from './http/request/walks.ts'
import { metricsRoute } from './metrics/answer.ts'
import { countRequests } from './metrics/count-requests.ts'
import { addAppGauges } from './metrics/gauges.ts'
import type { Metrics } from './metrics/metrics.ts'
import { apiRoutes } from './routes/api-routes.ts'
import type { AppConfig, Deps, Stores } from './routes/deps.ts'
import type { AuditStore } from './store/audit.ts'
import { inRequest } from './store/request-id.ts'

export interface AppOptions {
  stores: Stores
  authenticate: Authenticate
  signIn: Deps['signIn']
  audit: AuditStore
  health: Health
  config: AppConfig & ConnectionConfig
  clock: () => Date
  /** Ids of Binaries and of requests. */
  newId: () => string
  logger?: FastifyBaseLogger
  /** Where people sign in elsewhere; nowhere by default. */
  elsewhere?: Deps['elsewhere']
  /** What is served beside the API; nothing by default. */
  pages?: Pages
  /** Counts what is answered; shown at `/metrics` to who has the token, where there is one. */
  metrics?: { metrics: Metrics; token?: string }
}

/** The whole server, not listening yet: tests inject requests, `run-server.ts` gives it a port. */
export function createApp(options: AppOptions): FastifyInstance {
  const { stores, authenticate, signIn, audit, health, config, clock, newId, pages } = options
  const places = placesFor(config)
  const app = newFastify(options, places)
  app.removeAllContentTypeParsers()
  // Routes read the stream themselves, in bounded memory.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', (request, reply, done) => {
    // Who looks after connections, answers, records and memory listens to the same few events of it.
    reply.raw.setMaxListeners(20)
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
    inRequest(request.id, done)
  })
  // Before whatever may refuse a request.
  if (options.metrics) countRequests(app, options.metrics.metrics)
  addErrorAnswers(app, stores.place, pages?.fallback)
  addHttpCheck(app)
  addCors(app, config.corsOrigins)
  const { organizations, room, place } = stores
  const { auditRequired } = config
  addGuard(app, { organizations, room, place, auditRequired, authenticate, audit, clock })
  logAnswers(app)
  const memory = new MemoryBudget(memoryFor(config))
  const walks = new Walks(stores, { clock })
  const { elsewhere } = options
  const deps = {
    stores,
    audit,
    health,
    signIn,
    config,
    clock,
    newId,
    walks,
    memory,
    ...(elsewhere && { elsewhere }),
  }
  for (const route of apiRoutes(deps)) app.route(route)
  if (options.metrics) showMetrics(app, options.metrics, { memory, places })
  pages?.addRoutes?.(app)
  closeAfterUnreadBody(app)
  closeWhenIdle(app)
  return app
}

function showMetrics(
  app: FastifyInstance,
  { metrics, token }: NonNullable<AppOptions['metrics']>,
  watched: Parameters<typeof addAppGauges>[1],
): void {
  addAppGauges(metrics, watched)
  if (token !== undefined) app.route(metricsRoute(metrics, token))
}

function newFastify(
  { config, logger, newId }: AppOptions,
  places: ReturnType<typeof placesFor>,
): FastifyInstance {
  const basePath = basePathOf(config.publicUrl)
  return fastify({
    ...(logger && { loggerInstance: logger }),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: ({ headers }) => givenRequestId(headers, config.trustProxy) ?? newId(),
    requestIdHeader: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000_000 },
    rewriteUrl: (request) => routableUrl(request, basePath),
    exposeHeadRoutes: false,
    // A request that arrives on an open connection while the server stops is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    serverFactory: httpServers(config, newId, places),
    // Those servers answer such errors themselves.
    clientErrorHandler: () => undefined,
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
