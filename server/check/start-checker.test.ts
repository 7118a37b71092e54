import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openCheckWork } from '#server/store/check/open-check.ts'
import { openStore } from '#server/store/open-store.ts'
import { placesOf } from '#server/store/places.ts'
import { startChecker } from './start-checker.ts'

/** What `npm run admin -- check` does beside a running server. */
async function checkBeside(data: string): Promise<void> {
  const work = await openCheckWork(data)
  const { signal } = new AbortController()
  await work?.run({ mayGoOn: () => true, pace: async () => undefined, signal })
  await work?.close()
}

test('a server hears of damage to the database that the operator’s own check found, once', async () => {
  const data = await mkdtemp(join(tmpdir(), 'binnacle-checker-'))
  const store = await openStore(data)
  const told: string[] = []
  const checker = startChecker({
    places: placesOf(data),
    reports: store.check,
    hours: 0,
    now: Date.now,
    onDamage: (problem) => void told.push(problem),
    onFailure: (error) => void told.push(String(error)),
    look: 20,
  })
  onTestFinished(async () => {
    await checker.stop()
    await store.close()
    await rm(data, { recursive: true })
  })
  await checkBeside(data)
  await delay(100)
  expect(told).toEqual([])
  const database = new DatabaseSync(join(data, 'binnacle.sqlite'))
  // A row that is not as its table says.
  database.exec(`pragma ignore_check_constraints = on;
    insert into content_fault (sha256, owner, fault, noticed) values (x'00', 1, 'odd', 0)`)
  database.close()
  await checkBeside(data)
  await expect.poll(() => told).toEqual([expect.stringContaining('CHECK')])
  await delay(100)
  expect(told).toHaveLength(1)
})
