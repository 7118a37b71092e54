import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { authenticateTokens, mintToken, sessionToken } from './auth/authenticate.ts'
import { startChecker, type Checker } from './check/start-checker.ts'
import { BadSetting, basePathOf, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { loadDemo } from './demo/load-demo.ts'
import { Health } from './health/health.ts'
import { storeChecks } from './health/store-checks.ts'
import type { Pages } from './http/answer/error-answers.ts'
import { StoreUnavailable } from './store/errors.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { startIndexer, type Indexer } from './words/start-indexer.ts'

/**
 * The server as a process: settings from the environment, one line with its address on stdout, logs on stderr, and a
 * clean end at SIGTERM or SIGINT. What prevents the start is reported in one line, and ends the process with 1.
 */
export async function runServer(pagesBelow: (basePath: string) => Pages): Promise<void> {
  try {
    const config = readConfig(process.env)
    await start(config, pagesBelow(basePathOf(config.publicUrl)))
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`)
    process.exitCode = 1
  }
}

async function start(config: Config, pages: Pages): Promise<void> {
  const clock = () => new Date()
  const store = await openStore(config.data, {
    words: config.contentIndex,
    shared: config.shareContent,
    reserve: config.reserveBytes,
  })
  let indexer: Indexer | undefined
  let checker: Checker | undefined
  try {
    const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }))
    if (config.demo) await loadDemo(store, { now: clock() })
    const text = config.token ?? (await mintedToken(store))
    const session = text === undefined ? undefined : sessionToken(text, START_TOKEN, clock())
    const app = createApp({
      stores: store,
      authenticate: authenticateTokens(store.tokens, session, clock),
      audit: store.audit,
      health: new Health(storeChecks(config.data, store)),
      config,
      clock,
      newId: randomUUID,
      logger,
      pages,
    })
    setInterval(() => void store.uploads.expire().catch(() => undefined), EXPIRE_EVERY).unref()
    await app.listen({
      port: config.port,
      host: config.host,
      listenTextResolver: () => 'listening',
    })
    if (config.contentIndex)
      indexer = startIndexer(config.data, (error) =>
        logger.error({ err: error }, 'the index of words stopped, and is tried again'),
      )
    if (config.checkHours > 0)
      checker = startChecker({
        folder: config.data,
        reports: store.check,
        hours: config.checkHours,
        now: Date.now,
        onFailure: (error) =>
          logger.error({ err: error }, 'the check of contents stopped, and is tried again'),
      })
    endOnSignal(app, { store, indexer, checker }, config.graceSeconds)
    process.stdout.write(`${greeting(app, config, text)}\n`)
  } catch (error) {
    await checker?.stop()
    await indexer?.stop()
    await store.close()
    throw error
  }
}

/** Once the operator has created tokens, the server creates none beside them. */
async function mintedToken(store: Store): Promise<string | undefined> {
  return (await store.tokens.list()).length === 0 ? mintToken() : undefined
}

/** Milliseconds. What has expired is nobody's any more before that, but takes disk space. */
const EXPIRE_EVERY = 15 * 60_000

/** Names the token that the server was started with; it reads well after "by". */
const START_TOKEN = 'the start token'

function greeting(app: FastifyInstance, config: Config, minted: string | undefined): string {
  const { port, family, address } = app.server.address() as AddressInfo
  const everywhere = address === '::' || address === '0.0.0.0'
  const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  const url = config.publicUrl ?? `http://${host}:${port}`
  if (minted !== undefined) return `Binnacle is at ${url}/#token=${minted}`
  return `Binnacle is at ${url}/ (make a token with: npm run admin -- token add --help)`
}

/** Accepts no new connections, finishes the requests under way, closes the store, and ends; a second signal ends at once. */
function endOnSignal(
  app: FastifyInstance,
  {
    store,
    indexer,
    checker,
  }: { store: Store; indexer: Indexer | undefined; checker: Checker | undefined },
  graceSeconds: number,
): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
    void app
      .close()
      .then(() => Promise.all([indexer?.stop(), checker?.stop()]))
      .then(() => store.close())
      .then(
        () => {
          clearTimeout(cut)
          process.exit(0)
        },
        (error: unknown) => {
          process.stderr.write(`${reasonOf(error)}\n`)
          process.exit(1)
        },
      )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function reasonOf(error: unknown): string {
  if (error instanceof BadSetting || error instanceof StoreUnavailable) return error.message
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another one with PORT.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used. Choose another one with PORT.`
  if (code === 'EADDRNOTAVAIL') return 'HOST is not an address of this machine.'
  if (code === 'ENOTFOUND') return 'HOST is a name that can not be resolved.'
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
