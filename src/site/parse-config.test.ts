import { expect, test } from 'vitest'
import { accessReasonFor, defaultConfig } from './console-config.ts'
import { parseConfig } from './parse-config.ts'

async function problemsOf(json: unknown) {
  const parsed = await parseConfig(json)
  return parsed.ok ? [] : parsed.problems
}

test('an empty object is a whole configuration', async () => {
  expect(await parseConfig({})).toEqual({ ok: true, config: defaultConfig })
})

test('reads every key', async () => {
  const parsed = await parseConfig({
    name: 'Files of the clinic',
    logo: '/logo.svg',
    apiBase: 'https://fhir.example.org/api/',
    organizations: [
      { id: 'north', name: 'North', accessReason: { required: true } },
      { id: 'south' },
    ],
    idleMinutes: 5,
    tokenStorage: 'memory',
    maxFileMegabytes: 250,
    contextLinks: { Patient: 'https://ehr.example/patients/{id}' },
    accessReason: {
      format: 'json',
      reasons: ['Treatment'],
      templates: [{ name: 'T', values: { n: 1 } }],
    },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  expect(parsed.config.apiBase).toBe('https://fhir.example.org/api')
  expect(parsed.config.organizations[1]).toEqual({ id: 'south', name: 'south', accessReason: {} })
  expect(accessReasonFor(parsed.config, 'north')).toMatchObject({ required: true, format: 'json' })
  expect(accessReasonFor(parsed.config, 'elsewhere').required).toBe(false)
})

test.each([
  [{ idleMinutes: '15' }, 'idleMinutes', '"15"'],
  [{ idleMinutes: 0 }, 'idleMinutes', '0'],
  [{ maxFileMegabytes: '100' }, 'maxFileMegabytes', '"100"'],
  [{ maxFileMegabytes: 0 }, 'maxFileMegabytes', '0'],
  [{ contextLinks: 'https://ehr.example/{id}' }, 'contextLinks', '"https://ehr.example/{id}"'],
  [{ tokenStorage: 'cookie' }, 'tokenStorage', '"cookie"'],
  [{ organizations: { id: 'x' } }, 'organizations', '{"id":"x"}'],
  [{ organizations: [{ name: 'North' }] }, 'organizations[0].id', 'nothing'],
  [{ organizations: [{ id: 'a', nmae: 'A' }] }, 'organizations[0].nmae', '"A"'],
  [{ accessReason: { required: 'yes' } }, 'accessReason.required', '"yes"'],
  [
    { accessReason: { templates: [{ name: 'T', values: { a: [] } }] } },
    'accessReason.templates[0].values.a',
    '[]',
  ],
  [{ signIn: { issuer: 'https://id.example' } }, 'signIn.clientId', 'nothing'],
  [{ signIn: { clientId: 'console' } }, 'signIn.issuer', 'nothing'],
  [{ signIn: { issuer: 'https://id.example', client: 'c' } }, 'signIn.client', '"c"'],
  [{ signIn: { scopes: 'profile' } }, 'signIn.scopes', '"profile"'],
  [{ signIn: { parameters: { audience: 1 } } }, 'signIn.parameters', '{"audience":1}'],
  [{ signIn: { parameters: { state: 'x' } } }, 'signIn.parameters', '{"state":"x"}'],
  [{ signIn: 'https://id.example' }, 'signIn', '"https://id.example"'],
  [{ idleMinute: 5 }, 'idleMinute', '5'],
  [{ logo: 'https://elsewhere.example/logo.png' }, 'logo', '"https://elsewhere.example/logo.png"'],
  [{ logo: '//elsewhere.example/logo.png' }, 'logo', '"//elsewhere.example/logo.png"'],
  [{ name: null }, 'name', 'null'],
  [[], 'config.json', '[]'],
  ['text', 'config.json', '"text"'],
])('%j is refused, naming the key and what was found', async (json, key, found) => {
  expect(await problemsOf(json)).toContainEqual({
    key,
    found,
    expected: expect.stringMatching(/.{5,}/),
  })
})

test.each([
  'ftp://x',
  'javascript:alert(1)',
  '//evil.example',
  'https://user:secret@x.example',
  'https://x.example/?a=1',
  'x.example',
  7,
])('%j is not a base address of an API', async (apiBase) => {
  expect((await problemsOf({ apiBase })).map((problem) => problem.key)).toEqual(['apiBase'])
})

test.each([
  'https://ehr.example/patients',
  'javascript:alert({id})',
  'https://{id}.example/',
  'https://user:secret@ehr.example/{id}',
  'patients/{id}',
  7,
])('%j does not lead to a patient elsewhere', async (link) => {
  const found = JSON.stringify(link)
  expect(await problemsOf({ contextLinks: { Patient: link } })).toMatchObject([
    { key: 'contextLinks.Patient', found },
  ])
})

test.each([
  'http://id.example',
  'http://localhost.evil.example',
  '//id.example',
  '/realms/clinic',
  'https://user:secret@id.example',
  'https://id.example/?tenant=1',
  'javascript:alert(1)',
])('%j is not the address of an identity provider', async (issuer) => {
  const problems = await problemsOf({ signIn: { issuer, clientId: 'console' } })
  expect(problems.map((problem) => problem.key)).toEqual(['signIn.issuer'])
})

test.each(['https://id.example/realms/clinic', 'https://id.example/', 'http://127.0.0.2:4000'])(
  '%j is the address of an identity provider, and stays as it is',
  async (issuer) => {
    const resource = 'https://files.example'
    const parsed = await parseConfig({ signIn: { issuer, clientId: 'console', resource } })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    expect(parsed.config.signIn).toEqual({
      issuer,
      clientId: 'console',
      scopes: 'openid profile',
      name: undefined,
      parameters: { resource },
    })
  },
)

test('reports all wrong keys at once', async () => {
  expect(await problemsOf({ idleMinutes: -1, tokenStorage: 1, colour: 'red' })).toHaveLength(3)
})
