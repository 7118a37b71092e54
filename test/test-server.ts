import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApp } from '#server/app.ts'
import type { AppOptions } from '#server/app.ts'
import { authenticateTokens, hashToken } from '#server/auth/authenticate.ts'
import { openIdentity } from '#server/auth/identity.ts'
import type { IssuerTimes } from '#server/auth/oidc/issuer.ts'
import { SignIn } from '#server/auth/sign-in.ts'
import { basePathOf, readConfig } from '#server/config.ts'
import type { Site } from '#server/console/config-json.ts'
import { Health } from '#server/health/health.ts'
import { storeChecks } from '#server/health/store-checks.ts'
import type { Pages } from '#server/http/answer/error-answers.ts'
import { Measuring } from '#server/metrics/measuring.ts'
import type { Metrics } from '#server/metrics/metrics.ts'
import { openStore } from '#server/store/open-store.ts'
import type { ContentPlace } from '#server/store/places.ts'
import type { Store, Token } from '#server/store/store.ts'

/** A real server on a folder of its own, with two organizations and a token of each kind. */
export interface TestServer extends AsyncDisposable {
  app: FastifyInstance
  store: Store
  signIn: SignIn
  folder: string
  /** What it counts of itself, where the settings want that. */
  metrics: Metrics | undefined
  /** Ends it and starts another one on the same data; `app` and `store` are the new one's. */
  restart(env?: Record<string, string>): Promise<void>
  /** Listens on a free port. @returns its address, without a slash at the end */
  listen(): Promise<string>
}

export const TOKENS = {
  /** Writes in both organizations, and nowhere else. */
  writer: 'writer-token-0123456789',
  reader: 'reader-token-0123456789',
  /** Writes in `b` alone. */
  ofB: 'other-token-0123456789',
  admin: 'admin-token-0123456789',
  expired: 'expired-token-0123456789',
} as const

/** Base paths of the two organizations' Binaries; `a` is also known as `alpha`. */
export const A = '/organizations/a/fhir/4/Binary'
export const B = '/organizations/b/fhir/4/Binary'

type Options = Partial<Pick<AppOptions, 'clock' | 'newId' | 'logger'>> & {
  pages?: (site: Site) => Pages
  env?: Record<string, string>
  /** A token beside those of the store. */
  session?: string
  /** Where contents are; in its folder by default. */
  contents?: ContentPlace
  /** Of an identity provider that `env` names. */
  times?: Partial<IssuerTimes>
}

export async function testServer(options: Options = {}): Promise<TestServer> {
  const { contents = { kind: 'folder' }, ...appOptions } = options
  const { clock = () => new Date() } = appOptions
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-test-'))
  const data = join(folder, 'data')
  const places = { folder: data, database: { kind: 'sqlite' }, contents } as const
  const open = () => openStore(places, { now: () => clock().getTime() })
  const store = await open()
  await store.organizations.add({ id: 'a', slug: 'alpha', name: 'Alpha clinic' })
  await store.organizations.add({ id: 'b', slug: 'beta', name: 'Beta clinic' })
  for (const token of tokens()) await store.tokens.add(token, hashToken(TOKENS[token.name]))
  const stop = async () => {
    server.app.server.closeAllConnections()
    await server.app.close()
    await server.store.close()
  }
  const server: TestServer = {
    ...appOn(store, appOptions),
    store,
    folder,
    restart: async (env) => {
      await stop()
      server.store = await open()
      Object.assign(server, appOn(server.store, { ...appOptions, ...(env && { env }) }))
    },
    listen: async () => {
      await server.app.listen({ port: 0, host: '127.0.0.1' })
      return `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
    },
    [Symbol.asyncDispose]: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return server
}

function appOn(
  opened: Store,
  {
    env = {},
    session,
    clock = () => new Date(),
    times = {},
    pages,
    ...others
  }: Omit<Options, 'contents'>,
): Pick<TestServer, 'app' | 'signIn' | 'metrics'> {
  const config = readConfig(env)
  const measuring =
    config.metrics.kind === 'off'
      ? undefined
      : new Measuring(config.metrics, opened, { ofProcess: false })
  const store = measuring?.store ?? opened
  const signIn = new SignIn(store, {
    clock,
    name: 'session',
    idleMinutes: config.sessionIdleMinutes,
  })
  if (session !== undefined) signIn.admit(session)
  const { organizations } = store
  const basePath = basePathOf(config.publicUrl)
  const { logger } = others
  const identity = openIdentity(config.oidc, { basePath, organizations, clock, logger, times })
  const health = new Health({ ...storeChecks(store), ...identity.checks })
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
    ...(measuring && { metrics: measuring.watch(health) }),
    ...others,
    ...(pages && { pages: pages(identity.site) }),
  })
  app.addHook('onClose', async () => identity.stop())
  identity.start()
  return { app, signIn, metrics: measuring?.metrics }
}

function tokens(): (Token & { name: keyof typeof TOKENS })[] {
  const created = '2026-01-01T00:00:00.000Z'
  const base = { access: 'write', admin: false, organizations: ['a', 'b'], created } as const
  const all = [
    { ...base, name: 'writer' },
    { ...base, name: 'reader', access: 'read' },
    { ...base, name: 'ofB', organizations: ['b'] },
    { ...base, name: 'admin', admin: true, organizations: 'all' },
    { ...base, name: 'expired', expires: '2026-01-02T00:00:00.000Z' },
  ] as const
  return all.map((token) => ({
    ...token,
    organizations: token.organizations === 'all' ? 'all' : [...token.organizations],
  }))
}
