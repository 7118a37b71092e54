import { describe, expect, it } from 'vitest'
import type { SampleTask } from '#test/sample-worker.ts'
import { createWorkerPool, WorkerUnavailable } from './worker-pool.ts'

function pool(running: number) {
  let created = 0
  const create = () => {
    created += 1
    return new Worker(new URL('../../test/sample-worker.ts', import.meta.url), { type: 'module' })
  }
  return { ...createWorkerPool<SampleTask>({ create, running }), created: () => created }
}

async function* pieces(...values: number[]) {
  for (const value of values) yield Uint8Array.of(value)
}

describe('the pool', () => {
  it('gives a hundred tasks to a few workers that live on', async () => {
    const { run, created } = pool(3)
    const tasks = Array.from({ length: 100 }, () => run({ does: 'name' }))
    const names = new Set(await Promise.all(tasks))
    expect(names.size).toBeLessThanOrEqual(3)
    expect(created()).toBe(3)
    expect(names).toContain(await run({ does: 'name' }))
  })

  it('hands chunks over as they are asked for, and tells progress', async () => {
    const told: number[] = []
    const chunk = Uint8Array.of(1, 2)
    async function* chunks() {
      yield chunk
      yield* pieces(10, 20)
    }
    const sum = await pool(1).run(
      { does: 'add' },
      { chunks: chunks(), transferOf: ({ buffer }) => [buffer], onProgress: (at) => told.push(at) },
    )
    expect(sum).toBe(33)
    expect(told).toEqual([3, 13, 33])
    expect(chunk.length).toBe(0)
  })

  it('carries errors whole, and works on', async () => {
    const { run } = pool(1)
    const failure = await run({ does: 'fail' }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(failure).toMatchObject({ name: 'OwnError', message: 'Too much', offset: 7, cause: 'x' })
    expect(await run({ does: 'add' }, { chunks: pieces(1) })).toBe(1)
  })

  it('fails as the chunks do', async () => {
    async function* broken(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      yield Uint8Array.of(1)
      throw new Error('cut')
    }
    await expect(pool(1).run({ does: 'add' }, { chunks: broken() })).rejects.toThrow('cut')
  })

  it('ends what is aborted, even a computation, and never starts what waits and is', async () => {
    const { run, created } = pool(1)
    const controllers = [new AbortController(), new AbortController()]
    const spinning = run({ does: 'spin' }, { signal: controllers[0]?.signal })
    const waiting = run({ does: 'spin' }, { signal: controllers[1]?.signal })
    const next = run({ does: 'name' })
    controllers[1]?.abort(new Error('not wanted'))
    await expect(waiting).rejects.toThrow('not wanted')
    controllers[0]?.abort()
    await expect(spinning).rejects.toMatchObject({ name: 'AbortError' })
    expect(await next).toMatch(/-/)
    expect(created()).toBe(2)
    await expect(run({ does: 'name' }, { signal: AbortSignal.abort() })).rejects.toThrow()
  })

  it('tells a worker that can’t be loaded, or breaks down, from a task that failed', async () => {
    const lost = createWorkerPool<SampleTask>({
      create: () => new Worker('/there-is-no-such-worker.js', { type: 'module' }),
    })
    await expect(lost.run({ does: 'name' })).rejects.toBeInstanceOf(WorkerUnavailable)
    const refused = createWorkerPool<SampleTask>({
      create: () => {
        throw new DOMException('by policy', 'SecurityError')
      },
    })
    await expect(refused.run({ does: 'name' })).rejects.toBeInstanceOf(WorkerUnavailable)
    await expect(pool(1).run({ does: 'break' })).rejects.toBeInstanceOf(WorkerUnavailable)
  })
})
