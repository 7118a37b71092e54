import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { startIdentityProvider } from './identity-provider.ts'
import { signInThere, tokenRequest } from './identity/sign-in-there.ts'

const ANN = { sub: 'ann', name: 'Ann Lee', organizations: ['a'], roles: ['write'] }

test('hands out access tokens as JWTs that say who somebody is, and takes a refresh token once', async () => {
  await using provider = await startIdentityProvider({ accounts: [ANN] })
  const granted = await signInThere(provider, 'ann')
  expect(decodeProtectedHeader(granted.access_token)).toMatchObject({ typ: 'at+jwt' })
  expect(decodeJwt(granted.access_token)).toMatchObject({
    ...ANN,
    iss: provider.issuer,
    aud: provider.audience,
  })
  const refresh = { grant_type: 'refresh_token', refresh_token: granted.refresh_token }
  const renewed = await tokenRequest(provider, refresh)
  expect(renewed.refresh_token).not.toBe(granted.refresh_token)
  await expect(tokenRequest(provider, refresh)).rejects.toThrow('invalid_grant')
})

test('goes on with other keys, and breaks connections while it is down', async () => {
  await using provider = await startIdentityProvider({ accounts: [ANN] })
  const before = await signInThere(provider, 'ann')
  await provider.rotate()
  const after = await signInThere(provider, 'ann')
  const kid = ({ access_token }: { access_token: string }) =>
    decodeProtectedHeader(access_token).kid
  expect(kid(after)).not.toBe(kid(before))
  provider.state = 'down'
  await expect(fetch(`${provider.issuer}/jwks`)).rejects.toThrow('fetch failed')
})
