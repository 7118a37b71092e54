import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
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
