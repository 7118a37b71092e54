import { expect } from 'vitest'
import type { IssuerTimes } from '#server/auth/oidc/issuer.ts'
import type { Site } from '#server/console/config-json.ts'
import type { Pages } from '#server/http/answer/error-answers.ts'
import {
  startIdentityProvider,
  type Account,
  type Claims,
  type IdentityProvider,
} from '#test/identity-provider.ts'
import { signInThere } from '#test/identity/sign-in-there.ts'
import { client, type Answer } from '#test/test-client.ts'
import { A, testServer, type TestServer } from '#test/test-server.ts'

/** A server that accepts the tokens of a real provider, in whose organizations Ann may write in `a`. */
export interface ServerWithProvider extends AsyncDisposable {
  provider: IdentityProvider
  server: TestServer
  api: ReturnType<typeof client>
  /** The server's, in milliseconds before the provider's. */
  clock: { ahead: number }
  /** Seconds since 1970, by the provider's clock. */
  now(): number
  /** What an access token of Ann's says, with some of it otherwise. */
  claims(others?: Claims): Claims
  tokenOf: (user: string, scope?: string) => Promise<string>
  statusOf: (token: string, url?: string) => Promise<number>
}

export const ANN: Account = {
  sub: 'ann',
  name: 'Ann Lee',
  organizations: ['alpha', 'nowhere'],
  roles: ['write'],
}

export async function serverWithProvider({
  accounts = [ANN],
  algorithm = 'RS256',
  times = { coolDown: 0 },
  env = {},
  state = 'up',
  pages,
}: {
  accounts?: readonly Account[]
  algorithm?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'
  times?: Partial<IssuerTimes>
  env?: Record<string, string>
  /** Of the provider, when the server starts. */
  state?: IdentityProvider['state']
  pages?: (site: Site) => Pages
} = {}): Promise<ServerWithProvider> {
  const provider = await startIdentityProvider({ accounts, algorithm })
  provider.state = state
  const clock = { ahead: 0 }
  const server = await testServer({
    clock: () => new Date(Date.now() + clock.ahead),
    env: {
      BINNACLE_OIDC_ISSUER: provider.issuer,
      BINNACLE_OIDC_AUDIENCE: provider.audience,
      BINNACLE_OIDC_WRITE_ROLE: 'write',
      BINNACLE_OIDC_ADMIN_ROLE: 'admin',
      ...env,
    },
    times,
    ...(pages && { pages }),
  })
  const api = client(server)
  const now = () => Math.floor(Date.now() / 1000)
  const all: ServerWithProvider = {
    provider,
    server,
    api,
    clock,
    now,
    claims: (others = {}) => ({
      iss: provider.issuer,
      aud: provider.audience,
      sub: 'ann',
      iat: now(),
      exp: now() + 300,
      organizations: ['a'],
      ...others,
    }),
    tokenOf: async (user, scope) => (await signInThere(provider, user, scope)).access_token,
    statusOf: async (token, url = A) => (await api.get(url, { token })).status,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await provider.stop()
    },
  }
  return all
}

/** Nothing tells why: whoever made it up learns nothing. */
export function expectUnknown(answer: Answer): void {
  expect([answer.status, answer.json().issue[0]?.diagnostics]).toEqual([
    401,
    'The token is not known.',
  ])
  expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
}
