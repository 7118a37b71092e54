import { expect, test } from 'vitest'
import { isSafeAddress, readOidc } from './oidc.ts'
import { BadSetting } from './read-setting.ts'

const SET = {
  BINNACLE_OIDC_ISSUER: 'https://idp.example/realms/clinic/',
  BINNACLE_OIDC_AUDIENCE: 'api://a, https://b.example',
}

test('an identity provider is one that is named', () => {
  expect(readOidc({ BINNACLE_OIDC_SKEW_SECONDS: '60' })).toBeUndefined()
  // With the slash at its end: it is compared letter by letter.
  expect(readOidc(SET)).toEqual({
    issuer: 'https://idp.example/realms/clinic/',
    audiences: ['api://a', 'https://b.example'],
    organizationsClaim: 'organizations',
    rolesClaim: 'roles',
    skewSeconds: 60,
    maxMinutes: 1440,
  })
})

test.each<[string, Record<string, string>]>([
  ['BINNACLE_OIDC_AUDIENCE', { BINNACLE_OIDC_AUDIENCE: ' , ' }],
  ['BINNACLE_OIDC_ISSUER', { BINNACLE_OIDC_ISSUER: 'http://idp.example' }],
  ['BINNACLE_OIDC_ISSUER', { BINNACLE_OIDC_ISSUER: 'https://user@idp.example' }],
  ['BINNACLE_OIDC_ISSUER', { BINNACLE_OIDC_ISSUER: 'https://idp.example/?x' }],
  ['BINNACLE_OIDC_ISSUER', { BINNACLE_OIDC_ISSUER: 'idp.example' }],
  ['BINNACLE_OIDC_AUDIENCE', { BINNACLE_OIDC_ISSUER: '' }],
  ['BINNACLE_OIDC_ADMIN_ROLE', { BINNACLE_OIDC_ADMIN_ROLE: '*' }],
  ['BINNACLE_OIDC_SKEW_SECONDS', { BINNACLE_OIDC_SKEW_SECONDS: '301' }],
  ['BINNACLE_OIDC_MAX_MINUTES', { BINNACLE_OIDC_MAX_MINUTES: '0' }],
  ['BINNACLE_OIDC_SCOPES', { BINNACLE_OIDC_SCOPES: 'profile' }],
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'state=x' }],
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'audience' }],
  // What the console does not take would keep everybody from its first page.
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'id_token_hint=x' }],
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'request=x' }],
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'request_uri=x' }],
  ['BINNACLE_OIDC_NAME', { BINNACLE_OIDC_NAME: 'x'.repeat(61) }],
  ['BINNACLE_OIDC_CLIENT_ID', { BINNACLE_OIDC_CLIENT_ID: 'x'.repeat(201) }],
  ['BINNACLE_OIDC_RESOURCE', { BINNACLE_OIDC_RESOURCE: 'x'.repeat(501) }],
  ['BINNACLE_OIDC_ISSUER', { BINNACLE_OIDC_ISSUER: 'https://:secret@idp.example' }],
  ['BINNACLE_OIDC_PARAMETERS', { BINNACLE_OIDC_PARAMETERS: 'audience=%zz' }],
])('%s is refused in one line that names it: %j', (name, others) => {
  const read = () => readOidc({ ...SET, BINNACLE_OIDC_CLIENT_ID: 'console', ...others })
  expect(read).toThrow(BadSetting)
  expect(read).toThrow(new RegExp(`^${name} [^\\n]*$`))
})

test('the console is told how to sign in where it is known to the provider', () => {
  const env = {
    ...SET,
    BINNACLE_OIDC_CLIENT_ID: 'console',
    BINNACLE_OIDC_SCOPES: 'profile\topenid',
    BINNACLE_OIDC_PARAMETERS: 'audience=https://b.example&hint=a%26b',
  }
  expect(readOidc(env)?.console).toEqual({
    issuer: SET.BINNACLE_OIDC_ISSUER,
    clientId: 'console',
    scopes: 'profile openid',
    parameters: { audience: 'https://b.example', hint: 'a&b' },
  })
})

test('an address is safe by TLS, or on the machine itself', () => {
  const safe = ['https://a.example', 'http://127.0.0.1:1', 'http://localhost', 'http://[::1]:2/x']
  const others = ['http://127.0.0.1.example', 'http://a.example', 'ftp://localhost', 'https://a#b']
  expect([safe.filter(isSafeAddress), others.filter(isSafeAddress)]).toEqual([safe, []])
})
