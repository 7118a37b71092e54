import { expect, test } from 'vitest'
import { Session } from './session.ts'
import type { KeptSession, SessionMessage } from './storage.ts'

const minute = 60_000

/** Tabs of one browser, with one clock and a channel that delivers to all others. */
function browser() {
  const clock = { now: 1_000_000 }
  const tabs: ((message: SessionMessage) => void)[] = []
  const sent: SessionMessage[] = []
  function tab(kept?: KeptSession) {
    const storage: { kept: KeptSession | undefined; offered?: string | undefined } = { kept }
    let own: ((message: SessionMessage) => void) | undefined
    const session = new Session({
      now: () => clock.now,
      idleMs: 15 * minute,
      keeper: {
        read: () => storage.kept,
        write: (next) => (storage.kept = next),
        clear: () => (storage.kept = undefined),
        readOffered: () => storage.offered,
        writeOffered: (token) => (storage.offered = token),
      },
      channel: {
        post(message) {
          sent.push(message)
          for (const listener of tabs) if (listener !== own) listener(message)
        },
        listen(listener) {
          own = listener
          tabs.push(listener)
        },
      },
    })
    const drops: string[] = []
    session.onDrop((why) => drops.push(why))
    return { session, storage, drops }
  }
  return { clock, tab, sent }
}

test('a token is kept for the tab, and gone at sign-out with everything that holds content', () => {
  const { session, storage, drops } = browser().tab()
  expect(session.get()).toEqual({ phase: 'signed-out' })
  session.start('t-1')
  expect(session.token()).toBe('t-1')
  expect(storage.kept?.token).toBe('t-1')
  session.signOut()
  expect(session.get()).toEqual({ phase: 'signed-out' })
  expect(session.token()).toBeUndefined()
  expect(storage.kept).toBeUndefined()
  expect(drops).toEqual(['signed-out'])
})

test('a minute before the lock it warns, and staying takes the warning back', () => {
  const { clock, tab } = browser()
  const { session } = tab()
  session.start('t')
  clock.now += 14 * minute
  session.tick()
  expect(session.get()).toMatchObject({ phase: 'active', lockAt: clock.now + minute })
  session.touch()
  expect(session.get()).toMatchObject({ phase: 'active', lockAt: undefined })
})

test('after the time it locks, drops the token, and a late key press does not open it', () => {
  const { clock, tab } = browser()
  const { session, storage, drops } = tab()
  session.start('t')
  clock.now += 9 * 60 * minute
  session.touch()
  expect(session.get()).toEqual({ phase: 'locked' })
  expect(session.token()).toBeUndefined()
  expect(storage.kept).toBeUndefined()
  session.touch()
  session.tick()
  expect(session.get()).toEqual({ phase: 'locked' })
  expect(drops).toEqual(['locked'])
})

test('a tab restored a day later comes up locked', () => {
  const { clock, tab } = browser()
  const { session, storage } = tab({ token: 'old', lastActivity: clock.now - 24 * 60 * minute })
  expect(session.get()).toEqual({ phase: 'locked' })
  expect(session.token()).toBeUndefined()
  expect(storage.kept).toBeUndefined()
})

test('activity in one tab keeps the others open; lock and sign-out reach all; the token reaches none', () => {
  const { clock, tab, sent } = browser()
  const one = tab()
  const two = tab()
  one.session.start('secret-1')
  two.session.start('secret-2')
  clock.now += 14 * minute
  two.session.tick()
  one.session.touch()
  clock.now += 5 * minute
  two.session.tick()
  expect(two.session.get()).toMatchObject({ phase: 'active', lockAt: undefined })
  one.session.lock()
  expect(two.session.get()).toEqual({ phase: 'locked' })
  two.session.start('secret-2')
  expect(one.session.get()).toEqual({ phase: 'locked' })
  two.session.signOut()
  expect(one.session.get()).toEqual({ phase: 'signed-out' })
  expect(JSON.stringify(sent)).not.toContain('secret')
})

test('all who meet a 401 wait for one answer', async () => {
  const { session } = browser().tab()
  session.start('old')
  const first = session.renewToken()
  expect(session.renewToken()).toBe(first)
  expect(session.get()).toMatchObject({ renewal: 'asking' })
  session.start('new')
  await expect(first).resolves.toBe('renewed')
  expect(session.get()).toMatchObject({ renewal: 'none' })
  expect(session.token()).toBe('new')
})

test('who declines is not asked at every request, until they ask for it', async () => {
  const { session } = browser().tab()
  session.start('old')
  const waiting = session.renewToken()
  session.declineRenewal()
  await expect(waiting).resolves.toBe('abandoned')
  await expect(session.renewToken()).resolves.toBe('abandoned')
  session.askForRenewal()
  expect(session.get()).toMatchObject({ renewal: 'asking' })
})

test('a request behind a locked screen goes on when it opens, and fails at sign-out', async () => {
  const { session } = browser().tab()
  session.start('t')
  session.lock()
  const upload = session.renewToken()
  session.start('t-2')
  await expect(upload).resolves.toBe('renewed')
  const other = session.renewToken()
  session.signOut()
  await expect(other).resolves.toBe('abandoned')
  await expect(session.renewToken()).resolves.toBe('abandoned')
})

test('a token from a link ends what was, and waits until it is accepted or refused', () => {
  const { session, storage, drops } = browser().tab()
  session.start('mine')
  session.offer('theirs')
  expect(session.get()).toEqual({ phase: 'signed-out' })
  expect(drops).toEqual(['signed-out'])
  expect(session.token()).toBeUndefined()
  expect(session.offered()).toBe('theirs')
  expect(storage.offered).toBe('theirs')
  session.refuseOffered()
  expect(session.offered()).toBeUndefined()
  expect(storage.offered).toBeUndefined()
  session.offer('again')
  session.start('again')
  expect(session.offered()).toBeUndefined()
  expect(storage.offered).toBeUndefined()
})
