import { describe, expect, it } from 'vitest'
import type { SessionMethods } from '#test/session-worker.ts'
import { connectWorker } from './worker-session.ts'

function connect() {
  return connectWorker<SessionMethods>(
    new Worker(new URL('../../test/session-worker.ts', import.meta.url), { type: 'module' }),
  )
}

describe('a session', () => {
  it('keeps its state between calls, and lives on after a failure', async () => {
    const client = connect()
    expect(await client.call('add', 2)).toBe(2)
    await expect(client.call('fail', 'too much')).rejects.toThrow('too much')
    expect(await client.call('add', 3)).toBe(5)
    client.stop()
  })

  it('fails the calls under way when it is stopped, and every later one', async () => {
    const client = connect()
    const spinning = client.call('spin', undefined)
    client.stop()
    await expect(spinning).rejects.toThrow('Stopped.')
    await expect(client.call('add', 1)).rejects.toThrow('Stopped.')
  })

  it('fails a call whose answer or argument can’t be cloned', async () => {
    const client = connect()
    await expect(client.call('giveFunction', undefined)).rejects.toThrow(/clone/i)
    await expect(client.call('add', (() => 1) as never)).rejects.toThrow(/clone/i)
    expect(await client.call('add', 1)).toBe(1)
    client.stop()
  })

  it('fails every call to a worker that could not be loaded', async () => {
    const client = connectWorker<SessionMethods>(
      new Worker('/no-such-worker.js', { type: 'module' }),
    )
    await expect(client.call('add', 1)).rejects.toThrow()
    await expect(client.call('add', 1)).rejects.toThrow('could not start')
  })
})
