import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Health } from '#server/health/health.ts'
import { EngineAway } from '#server/store/errors.ts'
import { openStore } from '#server/store/open-store.ts'
import { addStoreGauges } from './gauges.ts'
import { Metrics } from './metrics.ts'

test('a database that is away while the index of words is looked at ends nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-gauges-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const places = { folder, database: { kind: 'sqlite' }, contents: { kind: 'folder' } } as const
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add({ id: 'here', slug: 'here', name: 'Here' })
  const unhandled = vi.fn<(reason: unknown) => void>()
  process.on('unhandledRejection', unhandled)
  onTestFinished(() => void process.off('unhandledRejection', unhandled))
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => clock.mockRestore())
  const metrics = new Metrics({ now: () => now })
  addStoreGauges(metrics, { store, health: new Health({}), backlog: { waiting: 0 } })
  const WORDS = 'binnacle_words_contents{state="indexed"} 0'
  expect(await metrics.text()).toContain(WORDS)
  const list = vi.spyOn(store.organizations, 'list')
  list.mockRejectedValue(new EngineAway('away'))
  now = 60_000
  expect(await metrics.text()).toContain(WORDS)
  await setImmediate()
  expect(list).toHaveBeenCalled()
  expect(unhandled).not.toHaveBeenCalled()
})
