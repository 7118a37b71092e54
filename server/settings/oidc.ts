import { BadSetting, quoted, text, whole, type Env } from './read-setting.ts'

/** Whose access tokens are accepted beside the server's own, and what is made of what they say. */
export interface OidcConfig {
  /** Exactly as the provider calls itself. */
  issuer: string
  /** Of which a token has to name one. */
  audiences: string[]
  /** Names of claims, or paths to them such as `realm_access.roles`. */
  organizationsClaim: string
  rolesClaim: string
  /** Who has it may change something: nobody without, everybody with `*`. */
  writeRole?: string
  /** Who has it may read the audit log of their organizations. */
  adminRole?: string
  /** Seconds by which clocks may differ. */
  skewSeconds: number
  /** Minutes after which a token counts as expired, whatever it says itself. */
  maxMinutes: number
  /** For the console; without it, people paste tokens there. */
  console?: ConsoleSignIn
}

/** What the console's `config.json` says under `signIn`. */
export interface ConsoleSignIn {
  issuer: string
  clientId: string
  scopes: string
  /** What people know the provider by. */
  name?: string
  /** https://www.rfc-editor.org/rfc/rfc8707 */
  resource?: string
  /** Further ones of the authorization request. */
  parameters?: Record<string, string>
}

/**
 * @returns nothing where there is no identity provider
 * @throws BadSetting
 */
export function readOidc(env: Env): OidcConfig | undefined {
  const issuer = text(env, 'BINNACLE_OIDC_ISSUER')
  if (issuer === undefined) {
    const other = ALL.find((name) => text(env, name) !== undefined)
    if (other === undefined) return undefined
    throw new BadSetting(`${other} says nothing without BINNACLE_OIDC_ISSUER.`)
  }
  checkIssuer(issuer)
  const audiences = (text(env, 'BINNACLE_OIDC_AUDIENCE') ?? '').split(/[\s,]+/).filter(Boolean)
  if (audiences.length === 0) {
    throw new BadSetting(
      'BINNACLE_OIDC_AUDIENCE must say for whom the provider issues its tokens, so that those for other servers are refused.',
    )
  }
  const writeRole = text(env, 'BINNACLE_OIDC_WRITE_ROLE')
  const adminRole = text(env, 'BINNACLE_OIDC_ADMIN_ROLE')
  if (adminRole === '*') throw new BadSetting('BINNACLE_OIDC_ADMIN_ROLE must name a role.')
  const signIn = consoleSignIn(env, issuer)
  return {
    issuer,
    audiences,
    organizationsClaim: text(env, 'BINNACLE_OIDC_ORGANIZATIONS_CLAIM') ?? 'organizations',
    rolesClaim: text(env, 'BINNACLE_OIDC_ROLES_CLAIM') ?? 'roles',
    ...(writeRole !== undefined && { writeRole }),
    ...(adminRole !== undefined && { adminRole }),
    skewSeconds: whole(env, 'BINNACLE_OIDC_SKEW_SECONDS', 60, 0, 300),
    maxMinutes: whole(env, 'BINNACLE_OIDC_MAX_MINUTES', 1440, 1, 525_600),
    ...(signIn && { console: signIn }),
  }
}

/** Those that nobody sets for nothing. */
const ALL = [
  'BINNACLE_OIDC_AUDIENCE',
  'BINNACLE_OIDC_CLIENT_ID',
  'BINNACLE_OIDC_NAME',
  'BINNACLE_OIDC_RESOURCE',
  'BINNACLE_OIDC_PARAMETERS',
  'BINNACLE_OIDC_WRITE_ROLE',
  'BINNACLE_OIDC_ADMIN_ROLE',
]

/** Keys that come unprotected could be anybody's; on this machine itself nobody is in between. */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address)
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
}

function checkIssuer(issuer: string): void {
  if (isSafeAddress(issuer) && !issuer.includes('?')) return
  throw new BadSetting(
    `BINNACLE_OIDC_ISSUER must be the https address that the provider calls itself by, and is ${quoted(issuer)}.`,
  )
}

function consoleSignIn(env: Env, issuer: string): ConsoleSignIn | undefined {
  const clientId = textUpTo(200, env, 'BINNACLE_OIDC_CLIENT_ID')
  if (clientId === undefined) return undefined
  const scopes = (text(env, 'BINNACLE_OIDC_SCOPES') ?? 'openid profile').split(/\s+/)
  if (!scopes.includes('openid'))
    throw new BadSetting(
      'BINNACLE_OIDC_SCOPES must hold openid, so that the console learns who signed in.',
    )
  const name = textUpTo(60, env, 'BINNACLE_OIDC_NAME')
  const resource = textUpTo(500, env, 'BINNACLE_OIDC_RESOURCE')
  const parameters = text(env, 'BINNACLE_OIDC_PARAMETERS')
  return {
    issuer,
    clientId,
    scopes: scopes.join(' '),
    ...(name !== undefined && { name }),
    ...(resource !== undefined && { resource }),
    ...(parameters !== undefined && {
      parameters: readParameters(parameters),
    }),
  }
}

/** The console takes no longer one, and shows nobody a sign-in then. */
function textUpTo(longest: number, env: Env, name: string): string | undefined {
  const value = text(env, name)
  if (value === undefined || value.length <= longest) return value
  throw new BadSetting(`${name} must have ${longest} characters at most, and has ${value.length}.`)
}

/** As in the query of an address. */
function readParameters(value: string): Record<string, string> {
  const pairs = value.split('&').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, Math.max(at, 0)).trim(), decoded(pair.slice(at + 1))] as const
  })
  for (const [name, text] of pairs) {
    if (/^\w+$/.test(name) && text !== undefined && !OF_THE_PROTOCOL.has(name)) continue
    throw new BadSetting(
      `BINNACLE_OIDC_PARAMETERS must be such as audience=https://host&kc_idp_hint=clinic, without what the console sends itself (${[...OF_THE_PROTOCOL].join(', ')}).`,
    )
  }
  return Object.fromEntries(pairs) as Record<string, string>
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value.trim())
  } catch {
    return undefined
  }
}

/** The console refuses a configuration with one of them. */
const OF_THE_PROTOCOL = new Set([
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'id_token_hint',
  'max_age',
  'nonce',
  'prompt',
  'redirect_uri',
  'request',
  'request_uri',
  'resource',
  'response_mode',
  'response_type',
  'scope',
  'state',
])
