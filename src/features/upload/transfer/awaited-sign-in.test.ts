import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browser, tokenOf } from '#test/session-tabs.ts'
import { AwaitedSignIn, SHORT } from './awaited-sign-in.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Two uploads of somebody whose token the server takes no longer. */
function start() {
  const { session } = browser().tab()
  session.start(tokenOf('ada', 'old'))
  const told: unknown[] = []
  const awaited = new AwaitedSignIn((event) => void told.push(event))
  const actor = session.credentials.actor()
  const leases = actor ? [actor.lease(), actor.lease()] : []
  const renew = () => leases.map((lease) => awaited.watch(lease).renew('old'))
  return { session, told, renew }
}

test('a queue that waits for a sign-in says so once, until all of it goes on', async () => {
  const { session, told, renew } = start()
  const waiting = renew()
  await vi.advanceTimersByTimeAsync(SHORT)
  expect(told).toEqual([{ type: 'sign-in-awaited', isAwaited: true }])
  session.start(tokenOf('ada', 'new'))
  await expect(Promise.all(waiting)).resolves.toEqual(['renewed', 'renewed'])
  expect(told).toMatchObject([{ isAwaited: true }, { isAwaited: false }])
})

test('of a renewal that is over at once, and of one that is declined, nothing stays', async () => {
  const { session, told, renew } = start()
  const waiting = renew()
  session.declineRenewal()
  await expect(Promise.all(waiting)).resolves.toEqual(['abandoned', 'abandoned'])
  await vi.advanceTimersByTimeAsync(SHORT)
  expect(told).toEqual([])
})
