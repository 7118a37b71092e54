import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { BadSetting } from './settings/read-setting.ts'

describe('readConfig', () => {
  test('knows a default for everything', () => {
    expect(readConfig({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      data: resolve('data'),
      places: {
        folder: resolve('data'),
        database: { kind: 'sqlite' },
        contents: { kind: 'folder' },
      },
      demo: true,
      corsOrigins: [],
      logLevel: 'info',
      trustProxy: false,
      shareContent: false,
      contentIndex: true,
      auditLimits: {},
      sessionIdleMinutes: 60,
      checkHours: 168,
      metrics: { kind: 'off' },
      uploadCount: 100,
      uploadHours: 48,
      uploadMaxBytes: 68_719_476_736,
      maxBytes: 2 ** 30,
      patchMaxBytes: 2 ** 24,
      fieldsMaxBytes: 65_536,
      memoryBytes: 2 ** 26,
      batchMaxBytes: 8_388_608,
      searchMaxBytes: 393_216,
      headerMaxBytes: 32_768,
      idleSeconds: 60,
      headersSeconds: 20,
      graceSeconds: 30,
      auditRequired: true,
      clockJump: 'refuse',
      reserveBytes: 67_108_864,
      maxConnections: 1024,
      addressConnections: 512,
    })
  })

  test('knows databases by their addresses, and repeats none', () => {
    const url = 'postgres://user:secret@host:5433/name?sslmode=require'
    expect(readConfig({ BINNACLE_DATABASE: url }).places.database).toEqual({
      kind: 'postgres',
      url,
    })
    expect(readConfig({ BINNACLE_DATABASE: 'sqlite:' }).places.database).toEqual({ kind: 'sqlite' })
    for (const wrong of ['mysql://user:secret@host/name', 'user:secret@host', 'postgres:secret'])
      expect(() => readConfig({ BINNACLE_DATABASE: wrong })).toThrow(
        /^(?!.*secret).*must be postgres/,
      )
  })

  test('takes what is empty for not set', () => {
    expect(readConfig({ PORT: '', HOST: ' ', BINNACLE_TOKEN: '' })).toEqual(readConfig({}))
  })

  test('reads what is set', () => {
    const env = {
      PORT: '0',
      BINNACLE_DEMO: 'no',
      BINNACLE_TOKEN: 'x'.repeat(16),
      BINNACLE_CORS_ORIGINS: 'https://a.example, http://b.example:81',
      BINNACLE_PUBLIC_URL: 'https://c.example/fhir/',
    }
    expect(readConfig(env)).toMatchObject({
      port: 0,
      demo: false,
      token: 'x'.repeat(16),
      corsOrigins: ['https://a.example', 'http://b.example:81'],
      publicUrl: 'https://c.example/fhir',
    })
  })

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['BINNACLE_DEMO', 'maybe'],
    ['BINNACLE_TOKEN', 'too short'],
    ['BINNACLE_TOKEN', 'a blank in the middle'],
    ['BINNACLE_MAX_BYTES', '0'],
    ['BINNACLE_MAX_BYTES', '1e9'],
    ['BINNACLE_CORS_ORIGINS', 'null'],
    ['BINNACLE_CORS_ORIGINS', 'https://a.example/path'],
    ['BINNACLE_PUBLIC_URL', 'a.example'],
    ['BINNACLE_PUBLIC_URL', 'https://user@a.example'],
    ['BINNACLE_PUBLIC_URL', 'ftp://a.example'],
    // A proxy that strips the path could not be told from one that does not.
    ['BINNACLE_PUBLIC_URL', 'https://a.example/organizations'],
    ['BINNACLE_PUBLIC_URL', 'https://a.example/o/x'],
    ['BINNACLE_PUBLIC_URL', 'https://a.example/a%22b'],
    ['BINNACLE_LOG_LEVEL', 'INFO'],
    ['BINNACLE_IDLE_SECONDS', 'x'],
    ['BINNACLE_CLOCK_JUMP', '1'],
    ['BINNACLE_RESERVE_BYTES', '64MB'],
  ])('refuses %s=%s in one line that names it', (name, value) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(BadSetting)
    expect(read).toThrow(new RegExp(`^${name} [^\\n]*$`))
  })

  test('a token that is refused is not repeated', () => {
    expect(() => readConfig({ BINNACLE_TOKEN: 'secret' })).not.toThrow(/secret/)
  })
})

const document = readFileSync(new URL('../docs/server.md', import.meta.url), 'utf8')
const source = ['config.ts', ...readdirSync(new URL('settings', import.meta.url)).map(inSettings)]
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n')

function inSettings(name: string): string {
  return `settings/${name}`
}

test('docs/server.md lists every variable with its default', () => {
  const read = [...source.matchAll(/\((?:\d+, )?env, '([A-Z0-9_]+)'/g)].map(([, name]) => name)
  const listed = [...document.matchAll(/^\| `([A-Z0-9_]+)`\s*\| `?([^`|]+)`?\s*\|/gm)]
  expect(new Set(listed.map(([, name]) => name))).toEqual(new Set(read))
  const env = Object.fromEntries(
    listed
      .filter(([, , value]) => value?.trim() !== 'none')
      .map(([, name, value]) => [name, value?.trim()]),
  )
  expect(readConfig(env as Record<string, string>)).toEqual(readConfig({}))
})

test('docs/server.md lists what may come from a file', () => {
  const read = [...source.matchAll(/\b(?:secret|bearerToken)\(env, '([A-Z0-9_]+)'/g)].map(
    ([, name]) => `${name}_FILE`,
  )
  const listed = [...document.matchAll(/`([A-Z0-9_]+_FILE)`/g)].map(([, name]) => name)
  expect(new Set(listed)).toEqual(new Set(read))
})
