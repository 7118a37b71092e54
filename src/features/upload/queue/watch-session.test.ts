import { expect, test } from 'vitest'
import { itemOf, queueOf } from '#test/upload-items.ts'
import { createStore } from '#ui/store.ts'
import { reduce, type QueueEvent, type QueueState } from './queue.ts'
import type { UploadQueue } from './upload-queue.ts'
import { watchSession, type WatchedSession } from './watch-session.ts'

type Phase = ReturnType<WatchedSession['get']>['phase']

/** A session that is told what to be, and a queue that only thinks. */
function start() {
  const session = createStore<{ phase: Phase }>({ phase: 'active' })
  const droppers: ((why: 'signed-out' | 'locked') => void)[] = []
  let token: string | undefined = 'token-of-ada'
  const queue = createStore<QueueState>(queueOf(itemOf('a', { kind: 'saving' })))
  const dispatch = (event: QueueEvent) => queue.set(reduce(queue.get(), event))
  watchSession({ ...session, onDrop: (dropper) => droppers.push(dropper), token: () => token }, {
    get: queue.get,
    lock: () => dispatch({ type: 'held', why: 'locked' }),
    resume: () => dispatch({ type: 'released' }),
    drop: () => dispatch({ type: 'dropped' }),
  } as Partial<UploadQueue> as UploadQueue)
  return {
    queue,
    end: (why: 'signed-out' | 'locked') => {
      token = undefined
      session.set({ phase: why })
      for (const drop of droppers) drop(why)
    },
    begin: (next: string) => {
      token = next
      session.set({ phase: 'active' })
    },
  }
}

test('the queue stops behind the lock, and goes on with the same token', () => {
  const { queue, end, begin } = start()
  end('locked')
  expect(queue.get()).toMatchObject({ held: 'locked', items: [{ state: { kind: 'waiting' } }] })
  begin('token-of-ada')
  expect(queue.get().held).toBeUndefined()
})

test('whoever unlocks with another token finds it held', () => {
  const { queue, end, begin } = start()
  end('locked')
  begin('token-of-bob')
  expect(queue.get().held).toBe('locked')
})

test('signing out drops it', () => {
  const { queue, end } = start()
  end('signed-out')
  expect(queue.get().items).toEqual([])
})
