import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import { createApp } from './app.ts'
import { authenticateTokens } from './auth/authenticate.ts'
import { openIdentity } from './auth/identity.ts'
import { SignIn } from './auth/sign-in.ts'
import { noteDamage, startBackground, type Background } from './background.ts'
import { basePathOf, readConfig } from './config.ts'
import type { Config } from './config.ts'
import type { Site } from './console/config-json.ts'
import { loadDemo } from './demo/load-demo.ts'
import { Health } from './health/health.ts'
import { storeChecks } from './health/store-checks.ts'
import type { Pages } from './http/answer/error-answers.ts'
import { Measuring } from './metrics/measuring.ts'
import { clearTextWarnings } from './settings/clear-text.ts'
import { BadSetting } from './settings/read-setting.ts'
import { checkedAtStart, steadyClock } from './start-checks.ts'
import type { SteadyClock } from './steady-clock.ts'
import { databaseFile } from './store/data-folder.ts'
import { StoreUnavailable } from './store/errors.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'

/**
 * The server as a process: settings from the environment, one line with its address on stdout, logs on stderr, and a
 * clean end at SIGTERM or SIGINT. What prevents the start is reported in one line, and ends the process with 1.
 */
export async function runServer(pagesOf: (site: Site) => Pages): Promise<void> {
  try {
    const config = readConfig(process.env)
    await start(config, pagesOf)
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`)
    process.exitCode = 1
  }
}

async function start(config: Config, pagesOf: (site: Site) => Pages): Promise<void> {
  let clock = () => new Date()
  // Before anything is written, a newer schema included: what is damaged would only get worse.
  const isOwn = config.places.database.kind === 'sqlite' && existsSync(databaseFile(config.data))
  const check = isOwn ? await checkedAtStart(config.data) : undefined
  const opened = await openStore(config.places, {
    now: () => clock().getTime(),
    words: config.contentIndex,
    shared: config.shareContent,
    reserve: config.reserveBytes,
  })
  const measuring =
    config.metrics.kind === 'off'
      ? undefined
      : new Measuring(config.metrics, opened, { ofProcess: true })
  const store = measuring?.store ?? opened
  let background: Background | undefined
  try {
    const logger = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }))
    for (const warning of clearTextWarnings(config.places)) logger.warn(warning)
    const steady = await steadyClock(store, config)
    clock = () => steady.now()
    if (config.demo) await loadDemo(store, { now: clock() })
    const { app, signIn } = newApp(config, { store, measuring, steady, logger, pagesOf })
    const metricsAt = await measuring?.listen()
    if (metricsAt !== undefined) logger.info({ address: metricsAt }, 'the metrics have a port')
    await app.listen({
      port: config.port,
      host: config.host,
      listenTextResolver: () => 'listening',
    })
    background = startBackground(config, store, { clock: steady, logger })
    void check?.later.then((problems) => noteDamage(store, problems, logger))
    endOnSignal(app, { store, background }, config.graceSeconds)
    const how = await howToSignIn(config, { store, signIn, logger })
    process.stdout.write(`Binnacle is at ${addressOf(app, config)}/${how}\n`)
  } catch (error) {
    await background?.stop()
    await measuring?.stop()
    await store.close()
    throw error
  }
}

interface AppParts {
  store: Store
  measuring: Measuring | undefined
  steady: SteadyClock
  logger: Logger
  pagesOf: (site: Site) => Pages
}

/** The server, not listening yet; closing it ends what it began beside. */
function newApp(
  config: Config,
  { store, measuring, steady, logger, pagesOf }: AppParts,
): { app: FastifyInstance; signIn: SignIn } {
  const clock = () => steady.now()
  const signIn = new SignIn(store, {
    clock,
    name: START_TOKEN,
    idleMinutes: config.sessionIdleMinutes,
  })
  if (config.token !== undefined) signIn.admit(config.token)
  const { organizations } = store
  const basePath = basePathOf(config.publicUrl)
  const identity = openIdentity(config.oidc, { basePath, organizations, clock, logger })
  const health = new Health({
    ...storeChecks(store),
    ...identity.checks,
    clock: () => steady.finding(),
  })
  const app = createApp({
    stores: store,
    authenticate: authenticateTokens(store.tokens, signIn, clock, identity.people),
    signIn,
    audit: store.audit,
    health,
    ...(identity.elsewhere && { elsewhere: identity.elsewhere }),
    config,
    clock,
    newId: randomUUID,
    logger,
    pages: pagesOf(identity.site),
    ...(measuring && { metrics: measuring.watch(health) }),
  })
  app.addHook('onClose', () => measuring?.stop())
  app.addHook('onClose', async () => identity.stop())
  identity.start()
  return { app, signIn }
}

/** What follows the address: never a token, since what is printed is kept in logs, and what is opened in a browser's history. */
async function howToSignIn(
  config: Config,
  { store, signIn, logger }: { store: Store; signIn: SignIn; logger: Logger },
): Promise<string> {
  if (config.token !== undefined) return ' (sign in with BINNACLE_TOKEN)'
  // Once the operator has created tokens, the server lets nobody in beside them.
  if ((await store.tokens.list()).length > 0)
    return ' (make a token with: npm run admin -- token add --help)'
  try {
    return `#code=${await signIn.offer()}`
  } catch (error) {
    // On a full disk, or beside somebody who writes for long: the server is of use to who is signed in.
    logger.error({ err: error }, 'the code of the link could not be stored')
    return ' (make a link with: npm run admin -- link)'
  }
}

/** Names whoever started the server, and signed in by its token or link; it reads well after "by". */
const START_TOKEN = 'the start token'

function addressOf(app: FastifyInstance, config: Config): string {
  const { port, family, address } = app.server.address() as AddressInfo
  const everywhere = address === '::' || address === '0.0.0.0'
  const host = everywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address
  return config.publicUrl ?? `http://${host}:${port}`
}

/** Accepts no new connections, finishes the requests under way, closes the store, and ends; a second signal ends at once. */
function endOnSignal(
  app: FastifyInstance,
  { store, background }: { store: Store; background: Background },
  graceSeconds: number,
): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    const cut = setTimeout(() => app.server.closeAllConnections(), graceSeconds * 1000)
    void app
      .close()
      .then(() => background.stop())
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
