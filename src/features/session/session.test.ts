import { expect, test, vi } from 'vitest'
import { browser, minute, tokenOf } from '#test/session-tabs.ts'

test('a token is stored for the tab, and gone at sign-out with everything that belongs to it', () => {
  const { session, storage, changes, token } = browser().tab()
  expect(session.get()).toMatchObject({ phase: 'signed-out' })
  session.start(tokenOf('ada'))
  expect(token()).toBe('secret-of-ada')
  expect(storage.stored?.accepted.token).toBe('secret-of-ada')
  session.signOut()
  expect(session.get()).toMatchObject({ phase: 'signed-out' })
  expect(token()).toBeUndefined()
  expect(storage.stored).toBeUndefined()
  expect(changes).toEqual(['present', 'ended'])
})

test('a minute before the lock it warns, and staying takes the warning back', () => {
  const { clock, tab } = browser()
  const { session } = tab()
  session.start(tokenOf('ada'))
  clock.now += 14 * minute
  session.tick()
  expect(session.get()).toMatchObject({ phase: 'active', lockAt: clock.now + minute })
  session.touch()
  expect(session.get()).toMatchObject({ phase: 'active', lockAt: undefined })
})

test('after the time it locks, drops the token, and a late key press does not open it', () => {
  const { clock, tab } = browser()
  const { session, storage, changes, token } = tab()
  session.start(tokenOf('ada'))
  clock.now += 9 * 60 * minute
  session.touch()
  const locked = { phase: 'locked', afterMs: 15 * minute }
  expect(session.get()).toEqual(locked)
  expect(token()).toBeUndefined()
  expect(storage.stored).toBeUndefined()
  session.touch()
  session.tick()
  expect(session.get()).toEqual(locked)
  expect(changes).toEqual(['present', 'locked'])
})

test('a lock by hand is not called one for lack of activity, in no tab', () => {
  const { tab } = browser()
  const [one, two] = [tab(), tab()]
  one.session.start(tokenOf('ada'))
  two.session.start(tokenOf('ada'))
  one.session.lock()
  for (const { session } of [one, two]) {
    expect(session.get()).toEqual({ phase: 'locked', afterMs: undefined })
  }
})

test('a tab that has been idle locks itself alone: it may not have heard of activity in the others', () => {
  const { clock, tab } = browser()
  const [deaf, busy] = [tab(), tab()]
  for (const { session } of [deaf, busy]) session.start(tokenOf('ada'))
  deaf.leave()
  clock.now += 14 * minute
  busy.session.touch()
  clock.now += minute
  for (const { session } of [deaf, busy]) session.tick()
  expect(deaf.session.get()).toMatchObject({ phase: 'locked' })
  expect(busy.session.get()).toMatchObject({ phase: 'active', lockAt: undefined })
  expect(busy.token()).toBe('secret-of-ada')
})

test('a tab restored a day later comes up locked', () => {
  const { clock, tab } = browser()
  const lastActivity = clock.now - 24 * 60 * minute
  const { session, storage, token } = tab({ accepted: tokenOf('ada'), lastActivity, ends: '' })
  expect(session.get()).toMatchObject({ phase: 'locked' })
  expect(token()).toBeUndefined()
  expect(storage.stored).toBeUndefined()
})

test('activity in one tab keeps the others open; lock and sign-out reach all; the token reaches none', () => {
  const { clock, tab, sent } = browser()
  const one = tab()
  const two = tab()
  one.session.start(tokenOf('ada'))
  two.session.start(tokenOf('bob'))
  clock.now += 14 * minute
  two.session.tick()
  one.session.touch()
  clock.now += 5 * minute
  two.session.tick()
  expect(two.session.get()).toMatchObject({ phase: 'active', lockAt: undefined })
  one.session.lock()
  expect(two.session.get()).toMatchObject({ phase: 'locked' })
  two.session.start(tokenOf('bob'))
  expect(one.session.get()).toMatchObject({ phase: 'locked' })
  two.session.signOut()
  expect(one.session.get()).toMatchObject({ phase: 'signed-out' })
  expect(JSON.stringify(sent)).not.toContain('secret')
})

test('a sign-out in one tab locks another that has unfinished work, and ends the rest', () => {
  const { tab } = browser()
  const [one, busy, idle] = [tab(), tab(undefined, true), tab()]
  for (const { session } of [one, busy, idle]) session.start(tokenOf('ada'))
  one.session.signOut()
  expect(idle.session.get()).toMatchObject({ phase: 'signed-out' })
  expect(busy.session.get()).toMatchObject({ phase: 'locked' })
  expect(busy.token()).toBeUndefined()
  expect(busy.storage.stored).toBeUndefined()
  busy.session.start(tokenOf('ada'))
  expect(busy.changes).not.toContain('ended')
})

test('another person in one tab ends the session of the others, of which one keeps what is unfinished', () => {
  const { tab } = browser()
  const [one, idle, busy, away] = [tab(), tab(), tab(undefined, true), tab()]
  for (const { session } of [one, idle, busy, away]) session.start(tokenOf('ada'))
  away.leave()
  one.session.lock()
  one.session.start(tokenOf('bob'))
  away.session.tick()
  for (const { session, changes } of [idle, away]) {
    expect(session.get()).toMatchObject({ phase: 'signed-out', left: true })
    expect(changes.at(-1)).toBe('ended')
  }
  expect(busy.session.get()).toMatchObject({ phase: 'locked' })
  for (const { session } of [one, idle, busy, away]) session.tick()
  expect(one.token()).toBe('secret-of-bob')
  busy.session.start(tokenOf('ada'))
  expect(busy.changes).not.toContain('ended')
  expect(one.session.get()).toMatchObject({ phase: 'active' })
})

test('all who meet a 401 wait for one answer', async () => {
  const { session, token } = browser().tab()
  session.start(tokenOf('ada', 'old'))
  const actor = session.credentials.actor()
  const waiting = actor?.renew('old') ?? Promise.resolve('abandoned')
  const again = actor?.renew('old') ?? Promise.resolve('abandoned')
  expect(session.get()).toMatchObject({ renewal: 'asking' })
  session.start(tokenOf('ada', 'new'))
  await expect(Promise.all([waiting, again])).resolves.toEqual(['renewed', 'renewed'])
  await expect(actor?.renew('old')).resolves.toBe('renewed')
  expect(session.get()).toMatchObject({ renewal: 'none', actor })
  expect(token()).toBe('new')
})

test('who declines is not asked at every request, until they save something or ask for it', async () => {
  const { session } = browser().tab()
  session.start(tokenOf('ada'))
  const actor = session.credentials.actor()
  const waiting = actor?.renew('secret-of-ada')
  session.declineRenewal()
  await expect(waiting).resolves.toBe('abandoned')
  await expect(actor?.renew('secret-of-ada')).resolves.toBe('abandoned')
  await expect(actor?.lease().renew('secret-of-ada', true)).resolves.toBe('abandoned')
  void actor?.renew('secret-of-ada', true)
  expect(session.get()).toMatchObject({ renewal: 'asking' })
  session.declineRenewal()
  session.askForRenewal()
  expect(session.get()).toMatchObject({ renewal: 'asking' })
})

test('a request behind a locked screen continues for the same person alone, and fails at sign-out', async () => {
  const { session } = browser().tab()
  session.start(tokenOf('ada', 'a-1'))
  const ada = session.credentials.actor()
  session.lock()
  const upload = ada?.renew('a-1')
  session.start(tokenOf('ada', 'a-2'))
  await expect(upload).resolves.toBe('renewed')
  session.lock()
  const other = ada?.renew('a-2')
  session.start(tokenOf('bob'))
  await expect(other).resolves.toBe('abandoned')
  expect(ada?.ended.aborted).toBe(true)
  const bob = session.credentials.actor()
  const last = bob?.renew('secret-of-bob')
  session.signOut()
  await expect(last).resolves.toBe('abandoned')
})

test('an unlocked tab hands its session to a new one, once, and both lock together', async () => {
  const { tab, sent } = browser()
  const open = [tab(), tab()]
  for (const { session } of open) session.start(tokenOf('ada'))
  const fresh = tab()
  await fresh.session.startFromAnotherTab(1000)
  expect(fresh.session.get()).toMatchObject({ phase: 'active' })
  expect(fresh.storage.stored?.accepted).toEqual(tokenOf('ada'))
  expect(sent.filter(({ type }) => type === 'hand-over')).toHaveLength(1)
  open[0]?.session.lock()
  expect(fresh.session.get()).toMatchObject({ phase: 'locked' })
})

test('a tab that is locked, signed out or has a refused token hands nothing over', async () => {
  vi.useFakeTimers()
  try {
    const { tab, sent } = browser()
    const [locked, out, refused] = [tab(), tab(), tab()]
    refused.session.start(tokenOf('ada'))
    refused.session.askForRenewal()
    locked.session.start(tokenOf('ada'))
    locked.session.lock()
    out.session.start(tokenOf('ada'))
    out.session.signOut()
    refused.session.start(tokenOf('ada'))
    refused.session.askForRenewal()
    const fresh = tab()
    const waiting = fresh.session.startFromAnotherTab(200)
    await vi.advanceTimersByTimeAsync(200)
    await waiting
    expect(fresh.session.get()).toMatchObject({ phase: 'signed-out' })
    expect(sent.filter(({ type }) => type === 'offer' || type === 'hand-over')).toEqual([])
  } finally {
    vi.useRealTimers()
  }
})
