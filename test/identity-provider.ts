import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import Provider, { errors, type Configuration, type JWK } from 'oidc-provider'
import { interact, logoutPage } from './identity/login-page.ts'
import { memory } from './identity/memory.ts'

/** Of a token; those that are `undefined` are left out. */
export type Claims = Readonly<Record<string, unknown>>

/** Somebody who can sign in there, with their user name as the password. */
export interface Account {
  /** What the provider knows them by; the user name. */
  sub: string
  name?: string
  organizations?: unknown
  roles?: unknown
  [claim: string]: unknown
}

/** Seconds for which each is good. What is handed out from then on has them. */
interface Lifetimes {
  accessToken: number
  refreshToken: number
  session: number
}

/**
 * A real identity provider (`oidc-provider`, a certified implementation) in this process, on a loopback port. It has one
 * public client, the console: authorization code with PKCE, refresh tokens that rotate, access tokens as JWTs.
 */
export interface IdentityProvider extends AsyncDisposable {
  issuer: string
  clientId: string
  audience: string
  lifetimes: Lifetimes
  /** Lets the console of that origin come back, to `/connect` or `/` unless told otherwise. */
  allow(origin: string, paths?: readonly string[]): void
  /** Adds somebody, or changes what is said of them from their next token on. */
  enrol(account: Account): void
  /** Other signing keys from now on. @param keep whether those of before are still published */
  rotate(keep?: boolean): Promise<void>
  /** `down` breaks every connection, `silent` never answers. */
  state: 'up' | 'down' | 'silent'
  /** Paths of all requests so far, without their queries. */
  seen: string[]
  /** A token with these claims and no others, signed by the key of now. */
  sign(claims: Claims, header?: { typ?: string; kid?: string | undefined }): Promise<string>
  /** Of now, as it is published. */
  publicKey(): JWK
  stop(): Promise<void>
}

const SCOPES = 'openid profile email user/Binary.cruds user/Binary.rs system/Binary.r'

export interface ProviderOptions {
  accounts?: readonly Account[]
  algorithm?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'
  /** A fixed one, where something else has to name it before it is there. */
  port?: number
}

export async function startIdentityProvider({
  accounts = [],
  algorithm = 'RS256',
  port = 0,
}: ProviderOptions = {}): Promise<IdentityProvider> {
  const people = new Map(accounts.map((account) => [account.sub, account]))
  const origins = new Map<string, readonly string[]>()
  const adapter = memory()
  let keys = [await makeKey(algorithm)]
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let running: Provider
  const build = () => {
    const jwks = { keys: keys.map(({ jwk }) => jwk) }
    const settings = { algorithm, origins, people, lifetimes: provider.lifetimes }
    running = new Provider(issuer, { ...configurationOf(settings), adapter, jwks })
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.replace(/\?.*/, '') ?? ''
    provider.seen.push(path)
    if (provider.state === 'down') request.socket.destroy()
    if (provider.state !== 'up') return
    if (path.startsWith('/interaction/')) await interact(running, people, request, response)
    else await running.callback()(request, response)
  }
  const provider: IdentityProvider = {
    issuer,
    clientId: CLIENT,
    audience: AUDIENCE,
    lifetimes: { accessToken: 300, refreshToken: 3600, session: 3600 },
    allow: (origin, paths = ['/connect', '/']) => {
      origins.set(origin, paths)
      build()
    },
    enrol: (account) => void people.set(account.sub, account),
    rotate: async (keep = false) => {
      keys = [await makeKey(algorithm), ...(keep ? keys : [])]
      build()
    },
    state: 'up',
    seen: [],
    sign: (claims, header) => {
      const [{ jwk, privateKey } = missing()] = keys
      const head = { alg: algorithm, kid: jwk.kid, typ: 'at+jwt', ...header }
      return new SignJWT(claims).setProtectedHeader(head as { alg: string }).sign(privateKey)
    },
    publicKey: () => {
      const [{ jwk } = missing()] = keys
      const { kty, kid, n, e, crv, x, y } = jwk
      return JSON.parse(JSON.stringify({ kty, kid, n, e, crv, x, y })) as JWK
    },
    stop: async () => {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
    [Symbol.asyncDispose]: () => provider.stop(),
  }
  build()
  return provider
}

const CLIENT = 'binnacle-console'
const AUDIENCE = 'https://binnacle.test/api'

let keysMade = 0

async function makeKey(algorithm: string): Promise<{ jwk: JWK; privateKey: CryptoKey }> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const kid = `key ${(keysMade += 1)} ${crypto.randomUUID()}`
  const jwk = { ...(await exportJWK(privateKey)), kid, alg: algorithm, use: 'sig' }
  return { jwk, privateKey }
}

function missing(): never {
  throw new Error('There is no key.')
}

interface Settings {
  algorithm: NonNullable<ProviderOptions['algorithm']>
  origins: ReadonlyMap<string, readonly string[]>
  people: ReadonlyMap<string, Account>
  lifetimes: Lifetimes
}

function configurationOf({ algorithm, origins, people, lifetimes }: Settings): Configuration {
  const places = [...origins].flatMap(([origin, paths]) => paths.map((path) => origin + path))
  const resource = {
    scope: SCOPES,
    audience: AUDIENCE,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: algorithm } },
  } as const
  return {
    clients: [
      {
        client_id: CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: places.length > 0 ? places : ['http://127.0.0.1:1/connect'],
        post_logout_redirect_uris: places,
        id_token_signed_response_alg: algorithm,
      },
    ],
    clientBasedCORS: (_context, origin) => origins.has(origin),
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
    },
    conformIdTokenClaims: false,
    cookies: { keys: ['for tests'] },
    enabledJWA: {
      idTokenSigningAlgValues: [algorithm],
      userinfoSigningAlgValues: [algorithm],
    },
    findAccount: (_context, sub) => {
      const account = people.get(sub)
      return account && { accountId: sub, claims: async () => account }
    },
    extraTokenClaims: (_context, token) => {
      if (token.kind !== 'AccessToken') return undefined
      const { sub: _, ...claims } = people.get(token.accountId) ?? { sub: '' }
      return claims
    },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    // The console is the operator's own: nobody is asked whether it may.
    loadExistingGrant: async (context) => {
      const { provider, session, client } = context.oidc
      if (!client || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: CLIENT, accountId: session.accountId })
      grant.addOIDCScope(SCOPES)
      grant.addResourceScope(AUDIENCE, SCOPES)
      await grant.save()
      return grant
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => void (context.body = logoutPage(form)),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, indicator) => {
          if (indicator !== AUDIENCE) throw new errors.InvalidTarget()
          return { ...resource, accessTokenTTL: lifetimes.accessToken }
        },
      },
    },
    ttl: {
      AccessToken: () => lifetimes.accessToken,
      RefreshToken: () => lifetimes.refreshToken,
      Session: () => lifetimes.session,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 3600,
    },
  }
}
