import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { authenticateTokens, mintToken, sessionToken } from './auth/authenticate.ts'
import { BadSetting, basePathOf, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { loadDemo } from './demo/load-demo.ts'
import { DEMO_ORGANIZATION } from './demo/sample-files.ts'
import { Health } from './health/health.ts'
import { storeChecks } from './health/store-checks.ts'
import type { Pages } from './http/answer/error-answers.ts'
import { checkClock, SteadyClock } from './steady-clock.ts'
import { damaged } from './store/data-folder.ts'
import { StoreUnavailable } from './store/errors.ts'
import { startDatabaseCheck, type DatabaseCheck } from './store/integrity.ts'
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
  let clock = () => new Date()
  const store = await openStore(config.data, {
    now: () => clock().getTime(),
    words: config.contentIndex,
    reserve: config.reserveBytes,
    shared: config.shareContent,
  })
  let indexer: Indexer | undefined
  try {
    const check = await checkedAtStart(config.data)
    const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }))
    const steady = await steadyClock(store, config)
    clock = () => steady.now()
    if (config.demo) await loadDemo(store, { now: clock() })
    const text = config.token ?? (await mintedToken(store))
    const session = text === undefined ? undefined : sessionToken(text, START_TOKEN, clock())
    const app = createApp({
      stores: store,
      authenticate: authenticateTokens(store.tokens, session, clock),
      audit: store.audit,
      health: new Health({
        ...storeChecks(config.data, store),
        clock: () => steady.finding(),
      }),
      config,
      clock,
      newId: randomUUID,
      logger,
      pages,
    })
    setInterval(() => void keepStamp(store, clock), KEEP_EVERY).unref()
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
    void check?.problems.then((problems) => {
      store.integrity.note(problems)
      if (problems.length > 0) logger.fatal({ problems }, 'the database is damaged')
    })
    endOnSignal(app, { store, indexer }, config.graceSeconds)
    process.stdout.write(`${greeting(app, config, text)}\n`)
  } catch (error) {
    await indexer?.stop()
    await store.close()
    throw error
  }
}

/**
 * A small database is known to be whole before anything is answered; a large one is answered from meanwhile.
 * @returns the check where it goes on
 * @throws StoreUnavailable for one that is damaged
 */
async function checkedAtStart(folder: string): Promise<DatabaseCheck | undefined> {
  const check = startDatabaseCheck(folder)
  const waiting = new AbortController()
  const late = delay(CHECK_FOR, undefined, waiting).catch(() => undefined)
  const problems = await Promise.race([check.problems, late])
  waiting.abort()
  if (problems === undefined) return check
  if (problems.length > 0) throw damaged(folder, problems)
  return undefined
}

/** Milliseconds, in which some hundred megabytes are checked. */
const CHECK_FOR = 2000

/** @throws StoreUnavailable when the clock is not to be believed */
async function steadyClock(store: Store, { clockJump }: Config): Promise<SteadyClock> {
  const last = await store.stamps.last()
  if (clockJump === 'refuse') {
    const organizations = await store.organizations.list()
    const isSample = organizations.every(({ id }) => id === DEMO_ORGANIZATION.id)
    checkClock(last, Date.now(), isSample ? SAMPLE_DAYS : 1)
  }
  const clock = new SteadyClock(last, clockJump === 'allow')
  await keepStamp(store, () => clock.now())
  return clock
}

/** So that a server that had nothing to stamp can be started anew after days. */
async function keepStamp(store: Store, clock: () => Date): Promise<void> {
  // The database may be busy or the disk full: then the stamp before is as good.
  await store.stamps.keep(clock().getTime()).catch(() => undefined)
}

/** Milliseconds. */
const KEEP_EVERY = 10 * 60_000

/** Where there is nothing but the sample organization, nobody has to be asked after a few weeks. */
const SAMPLE_DAYS = 366

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
  { store, indexer }: { store: Store; indexer: Indexer | undefined },
  graceSeconds: number,
): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
    void app
      .close()
      .then(() => indexer?.stop())
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
