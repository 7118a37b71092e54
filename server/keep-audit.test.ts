import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dropOldRecords, keepAudit } from './keep-audit.ts'
import { SteadyClock } from './steady-clock.ts'
import type { AuditRecord } from './store/audit.ts'
import { auditRecord } from './store/contract/support.ts'
import { openStore } from './store/open-store.ts'

const DAY = 24 * 3600_000
const NOW = Date.parse('2026-11-22T12:00:00Z')

async function opened() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-keep-'))
  const store = await openStore(folder)
  const close = async () => {
    await store.close()
    await rm(folder, { recursive: true })
  }
  const all = async (filter: object = {}): Promise<AuditRecord[]> => {
    const records: AuditRecord[] = []
    let cursor: string | undefined
    do {
      const page = await store.audit.list({
        count: 500,
        ...filter,
        ...(cursor !== undefined && { cursor }),
      })
      records.push(...page.records)
      cursor = page.next
    } while (cursor !== undefined)
    return records
  }
  return { audit: store.audit, all, close }
}

const ago = (days: number) => new Date(NOW - days * DAY).toISOString()

test('what is too old is dropped, and the log says of each organization what it lacks', async () => {
  const { audit, all, close } = await opened()
  onTestFinished(close)
  for (const [organization, days] of [
    ['a', 40],
    ['a', 31],
    ['a', 29],
    ['b', 35],
    [undefined, 50],
    ['b', 1],
  ] as const)
    await audit.append(auditRecord({ at: ago(days), ...(organization && { organization }) }))
  await audit.appendFold(
    auditRecord({
      at: ago(60),
      organization: 'a',
      folded: { kind: 'refused', address: 'x', until: ago(59), count: 7 },
    }),
  )
  expect(await dropOldRecords(audit, { days: 30 }, NOW)).toBe(5)
  const dropped = (await all()).filter(({ interaction }) => interaction === 'dropped')
  const told = Object.fromEntries(
    dropped.map(({ organization = '', folded }) => [organization, folded]),
  )
  expect(told).toEqual({
    a: { kind: 'dropped', from: ago(60), until: ago(31), count: 9 },
    b: { kind: 'dropped', from: ago(35), until: ago(35), count: 1 },
    '': { kind: 'dropped', from: ago(50), until: ago(50), count: 1 },
  })
  expect((await all({ organization: 'a' })).map(({ at }) => at)).toEqual([ago(0), ago(29)])
  // Later it counts on, in the same record.
  expect(await dropOldRecords(audit, { days: 30 }, NOW + 5 * DAY)).toBe(1)
  const later = (await all({ organization: 'a' })).map(({ at, folded }) => [at, folded])
  expect(later).toEqual([[ago(-5), { kind: 'dropped', from: ago(60), until: ago(29), count: 10 }]])
})

test('without a limit nothing is dropped', async () => {
  const { audit, all, close } = await opened()
  onTestFinished(close)
  await audit.append(auditRecord({ at: ago(36_000) }))
  expect(await dropOldRecords(audit, {}, NOW)).toBe(0)
  expect(await all()).toHaveLength(1)
})

test('whatever is dropped in whatever order, no record is missing without being told of', async () => {
  const record = fc.record({
    organization: fc.constantFrom('a', 'b', undefined),
    days: fc.nat(100),
  })
  const limits = fc.oneof(
    fc.record({ days: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ bytes: fc.integer({ min: 200, max: 6000 }) }),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 60 }),
      fc.array(limits, { maxLength: 3 }),
      async (records, steps) => {
        const { audit, all, close } = await opened()
        try {
          await Promise.all(
            records.map(({ organization, days }) =>
              audit.append(auditRecord({ at: ago(days), ...(organization && { organization }) })),
            ),
          )
          for (const step of steps) await dropOldRecords(audit, step, NOW)
          for (const organization of ['a', 'b', undefined]) {
            const kept = (await all()).filter((one) => one.organization === organization)
            const told = kept.filter(({ interaction }) => interaction === 'dropped')
            expect(told.length).toBeLessThanOrEqual(1)
            const sent = records
              .filter((one) => one.organization === organization)
              .map(({ days }) => ago(days))
              .sort()
            const lacks = told[0]?.folded?.count ?? 0
            expect(kept.length - told.length + lacks).toBe(sent.length)
            // It is the oldest that went, and the record says from when to when.
            expect(
              kept
                .filter((one) => !told.includes(one))
                .map(({ at }) => at)
                .sort(),
            ).toEqual(sent.slice(lacks))
            if (told[0])
              expect(told[0].folded).toMatchObject({ from: sent[0], until: sent[lacks - 1] })
          }
        } finally {
          await close()
        }
      },
    ),
    { numRuns: 20 },
  )
})

test('a log that takes too much is cut to about what it may take', async () => {
  const { audit, all, close } = await opened()
  onTestFinished(close)
  const made = Array.from({ length: 3000 }, (_, at) =>
    audit.append(
      auditRecord({ at: ago(90 - at / 100), organization: 'a', requestId: crypto.randomUUID() }),
    ),
  )
  await Promise.all(made)
  const dropped = await dropOldRecords(audit, { bytes: 200_000 }, NOW)
  const left = await all()
  expect(left.length - 1).toBe(3000 - dropped)
  expect(left.length).toBeGreaterThan(700)
  expect(left.length).toBeLessThan(2000)
  expect(await dropOldRecords(audit, { bytes: 200_000 }, NOW)).toBeLessThan(5)
})

test('a machine that has slept for days goes on dropping, one whose clock was set ahead does not', async () => {
  const machine = { wall: NOW, elapsed: 0, awake: 0 }
  const clock = new SteadyClock(NOW, true, {
    wall: () => machine.wall,
    elapsed: () => machine.elapsed,
    awake: () => machine.awake,
  })
  const surplus = vi.fn<() => Promise<number>>(async () => 0)
  const warn = vi.fn<() => void>()
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] })
  const end = keepAudit(
    { drop: async () => 0, surplus },
    { bytes: 1 },
    { clock, logger: { info: () => undefined, warn } },
  )
  onTestFinished(async () => {
    vi.useRealTimers()
    await end()
  })
  machine.wall += 3 * DAY
  machine.awake += 3 * DAY
  await vi.advanceTimersByTimeAsync(3600_000)
  expect([surplus.mock.calls.length, warn.mock.calls.length]).toEqual([2, 0])
  machine.wall += 3653 * DAY
  await vi.advanceTimersByTimeAsync(3600_000)
  expect([surplus.mock.calls.length, warn.mock.calls.length]).toEqual([2, 1])
})
