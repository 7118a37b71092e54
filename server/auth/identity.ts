import type { ConsoleSignIn, OidcConfig } from '#server/settings/oidc.ts'
import type { Looked, OrganizationStore } from '#server/store/store.ts'
import type { Endpoints } from './oidc/discovery.ts'
import type { IssuerTimes } from './oidc/issuer.ts'
import { openProvider, type Provider } from './oidc/provider.ts'

/** Where people sign in, where that is not this server. */
export interface SignInElsewhere {
  issuer: string
  /** Nothing until it has answered for the first time. */
  readonly endpoints: Endpoints | undefined
}

/** Who says whose a token is beside the store, and what the rest of the server is told of them. */
export interface Identity {
  /** Knows whose a token of the identity provider is. */
  people?: Provider['principal']
  elsewhere?: SignInElsewhere
  /** For `/readyz`. */
  checks: { provider?: () => Looked }
  /** For the console. */
  site: { basePath: string; signIn?: SignInThere }
  start(): void
  stop(): void
}

/** How people sign in, and the addresses that the console asks for it. */
interface SignInThere {
  config: ConsoleSignIn
  origins(): readonly string[]
}

/** What it needs of the rest of the server. */
interface Options {
  /** Below which browsers see this server; '' for none. */
  basePath: string
  organizations: Pick<OrganizationStore, 'list'>
  clock: () => Date
  logger?: Log | undefined
  times?: Partial<IssuerTimes>
}

interface Log {
  info(text: string): void
  warn(facts: object, text: string): void
}

/** The identity provider of the settings; nobody where they name none. */
export function openIdentity(oidc: OidcConfig | undefined, options: Options): Identity {
  const { basePath } = options
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
