import { expect, test, vi } from 'vitest'
import { Health, OK } from './health.ts'
import type { Finding } from './health.ts'

const failed: Finding = { kind: 'failed', reason: 'It is gone.' }
const warning: Finding = { kind: 'warning', reason: 'It is nearly full.' }

test('is ready while nothing failed, and names what each check found', async () => {
  const checks = { database: () => OK, space: async () => warning }
  expect(await new Health(checks).report()).toEqual({
    ready: true,
    checks: { database: OK, space: warning },
  })
  expect(await new Health({ ...checks, content: () => failed }).report()).toEqual({
    ready: false,
    checks: { database: OK, space: warning, content: failed },
  })
})

test('a check that throws has failed, and its error is not repeated', async () => {
  const health = new Health({
    database: () => {
      throw new Error('/the/secret/path')
    },
    content: () => Promise.reject(new Error('/the/secret/path')),
  })
  const report = await health.report()
  expect(report).toMatchObject({
    checks: { database: { kind: 'failed' }, content: { kind: 'failed' } },
  })
  expect(JSON.stringify(report)).not.toContain('secret')
})

test('a check that does not answer has failed', async () => {
  vi.useFakeTimers()
  try {
    const report = new Health({ content: () => new Promise(() => undefined) }).report()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await report).toMatchObject({ ready: false, checks: { content: { kind: 'failed' } } })
  } finally {
    vi.useRealTimers()
  }
})

test('looks once a second, however often it is asked', async () => {
  let now = 0
  const check = vi.fn<() => Finding>(() => OK)
  const health = new Health({ database: check }, () => now)
  await Promise.all([health.report(), health.report()])
  now = 999
  await health.report()
  expect(check).toHaveBeenCalledTimes(1)
  now = 1000
  await health.report()
  expect(check).toHaveBeenCalledTimes(2)
})
