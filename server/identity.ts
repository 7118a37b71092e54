import type { FastifyBaseLogger } from 'fastify'
import type { IssuerTimes } from './auth/oidc/issuer.ts'
import { openProvider, type Provider } from './auth/oidc/provider.ts'
import { basePathOf, type Config } from './config.ts'
import type { Site } from './console/config-json.ts'
import type { Check, CheckName } from './health/health.ts'
import type { SignInElsewhere } from './routes/deps.ts'
import type { Store } from './store/store.ts'

/** Who says whose a token is beside the store, and what the rest of the server is told of them. */
export interface Identity {
  /** Knows whose a token of the identity provider is. */
  people?: Provider['principal']
  elsewhere?: SignInElsewhere
  checks: Partial<Record<CheckName, Check>>
  site: Site
  start(): void
  stop(): void
}

/** The identity provider of the settings; nobody where they name none. */
export function openIdentity(
  { oidc, publicUrl }: Pick<Config, 'oidc' | 'publicUrl'>,
  options: {
    organizations: Store['organizations']
    clock: () => Date
    logger?: Pick<FastifyBaseLogger, 'info' | 'warn'> | undefined
    times?: Partial<IssuerTimes>
  },
): Identity {
  const basePath = basePathOf(publicUrl)
  if (!oidc) return { checks: {}, site: { basePath }, start: () => {}, stop: () => {} }
  const { organizations, clock, logger, times = {} } = options
  const refused = (why: string) =>
    logger?.warn({ why }, 'a token that the identity provider signed was refused')
  const away = (why: string | undefined) =>
    why === undefined
      ? logger?.info('the identity provider answers again')
      : logger?.warn({ why }, 'the identity provider can not be asked for its keys')
  const provider = openProvider(oidc, { organizations, clock, refused, away, times })
  const { issuer } = oidc
  const origins = (): string[] => {
    const { token, revocation } = provider.endpoints ?? {}
    return [issuer, token, revocation].filter((address) => address !== undefined)
  }
  return {
    people: (token) => provider.principal(token),
    elsewhere: {
      issuer,
      get endpoints() {
        return provider.endpoints
      },
    },
    checks: { provider: () => provider.finding() },
    site: { basePath, ...(oidc.console && { signIn: { config: oidc.console, origins } }) },
    start: () => provider.start(),
    stop: () => provider.stop(),
  }
}
