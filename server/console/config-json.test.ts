import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { otherOrigins } from './config-json.ts'

test('the policy names origins, and nothing that an address could add to it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-config-'))
  try {
    const path = join(folder, 'config.json')
    await writeFile(path, JSON.stringify({ apiBase: 'https://a;script-src.example' }))
    const issuer = 'https://id.example/realms/clinic'
    const config = { issuer, clientId: 'console', scopes: 'openid' }
    const tokens = ['https://*.example/token', 'https://[::1]:8443/token', 'data:text/plain,x']
    const signIn = { config, origins: () => [issuer, ...tokens, issuer] }
    expect(await otherOrigins(path, { basePath: '', signIn })).toEqual([
      'https://id.example',
      'https://[::1]:8443',
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
})
