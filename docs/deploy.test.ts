import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { readYaml } from '#test/read-yaml.ts'
import { testServer } from '#test/test-server.ts'

/** What `deploy/` holds is for machines that are not here: what can be, is held against the code. */
const deploy = resolve(import.meta.dirname, '../deploy')
const read = (name: string) => readFile(join(deploy, name), 'utf8')

test('alerts and document name only metrics that there are', async () => {
  await using server = await testServer({
    env: { BINNACLE_METRICS_TOKEN: 'metrics-token-0123456789' },
  })
  const text = (await server.metrics?.registry.metrics()) ?? ''
  const known = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name))
  const document = await readFile(join(import.meta.dirname, 'server.md'), 'utf8')
  for (const source of [await read('prometheus/alerts.yml'), document]) {
    const named = [...source.matchAll(/\bbinnacle_[a-z_]+/g)].map(([name]) =>
      name.replace(/_(?:bucket|sum|count)$/, ''),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  }
})

interface Compose {
  services: Record<
    string,
    {
      environment?: Record<string, string>
      secrets?: string[]
      volumes?: string[]
      depends_on?: string[] | Record<string, unknown>
    }
  >
  secrets: Record<string, { file: string }>
  volumes: Record<string, unknown>
}

const compose = async () => readYaml(await read('compose.yaml')) as unknown as Compose

test('the server understands every setting that compose.yaml gives it', async () => {
  const { services } = await compose()
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-compose-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { environment: env = {}, secrets = [] } = services['binnacle'] ?? {}
  const given = await Promise.all(
    Object.entries(env).map(async ([name, value]) => {
      if (!name.endsWith('_FILE')) return [name, value] as const
      const secret = basename(value)
      expect([value, secrets]).toEqual([`/run/secrets/${secret}`, expect.arrayContaining([secret])])
      const path = join(folder, secret)
      await writeFile(path, `${SECRETS[secret]}\n`)
      return [name, path] as const
    }),
  )
  const asked = new Set<string>()
  const watched = new Proxy<Record<string, string>>(Object.fromEntries(given), {
    get: (all, name: string) => {
      asked.add(name)
      return all[name]
    },
  })
  const config = readConfig(watched)
  expect(given.map(([name]) => name).filter((name) => !asked.has(name))).toEqual([])
  expect(config).toMatchObject({
    host: '0.0.0.0',
    trustProxy: true,
    places: {
      database: { kind: 'postgres', url: SECRETS['database'] },
      contents: { kind: 's3', keys: { kind: 'fixed', accessKeyId: SECRETS['s3_key'] } },
    },
    metrics: { kind: 'own-port', token: SECRETS['metrics_token'] },
  })
})

const SECRETS: Record<string, string> = {
  database: 'postgres://binnacle:secret@database/binnacle',
  s3_key: 'AKIAEXAMPLE',
  s3_secret: 'secret',
  metrics_token: 'metrics-token-0123456789',
}

test('compose.yaml names no secret, volume or service that it does not have', async () => {
  const { services, secrets, volumes } = await compose()
  for (const { secrets: used = [], volumes: mounts = [], depends_on = [] } of Object.values(
    services,
  )) {
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(used))
    const named = mounts
      .map((mount) => mount.split(':')[0] ?? '')
      .filter((name) => !name.startsWith('.'))
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named))
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)
    expect(Object.keys(services)).toEqual(expect.arrayContaining(needed))
  }
  const caddyfile = await read('Caddyfile')
  for (const name of Object.keys(services['proxy']?.environment ?? {}))
    expect(caddyfile).toContain(`{$${name}:`)
})
