import { createHash, randomBytes } from 'node:crypto'
import type { IdentityProvider } from '#test/identity-provider.ts'
import { walkSignIn } from './walk-sign-in.ts'

/** What the token endpoint answers. */
export interface Granted {
  access_token: string
  id_token: string
  refresh_token: string
  expires_in: number
  scope: string
}

/**
 * Signs somebody in as a browser would: the authorization request with PKCE, the login page, the way back, and the
 * exchange of the code.
 */
export async function signInThere(
  provider: IdentityProvider,
  user: string,
  scope = 'openid profile',
): Promise<Granted> {
  const back = 'http://127.0.0.1:1/connect'
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: back,
    scope,
    state: 'state',
    nonce: 'nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const url = `${provider.issuer}/auth?${query.toString()}`
  const { parameters } = await walkSignIn(url, back, user)
  const code = new URLSearchParams(parameters).get('code')
  if (code === null) throw new Error(`There is no code in ${parameters}`)
  return await tokenRequest(provider, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: back,
    code_verifier: verifier,
  })
}

/** @throws Error with what the provider says */
export async function tokenRequest(
  { issuer, clientId }: IdentityProvider,
  parameters: Record<string, string>,
): Promise<Granted> {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, ...parameters }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as Granted
}
