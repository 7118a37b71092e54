import { expect, test } from 'vitest'
import { browser, tokenOf } from '#test/session-tabs.ts'

/** Two tabs of one person, of which one is elsewhere: on another site, or in the back-forward cache. */
function away(hasUnfinished = false) {
  const { tab, clock } = browser()
  const [here, other] = [tab(), tab(undefined, hasUnfinished)]
  for (const { session } of [here, other]) session.start(tokenOf('ada'))
  other.leave()
  return { here, other, tab, clock }
}

test('a page that comes back from the cache asks what has become of the session', () => {
  const { here, other } = away()
  here.session.signOut()
  expect(other.session.get()).toMatchObject({ phase: 'active' })
  other.session.tick()
  expect(other.session.get()).toEqual({ phase: 'signed-out', left: true })
  expect(other.token()).toBeUndefined()
  expect(other.storage.stored).toBeUndefined()
  expect(other.changes).toEqual(['present', 'ended'])
})

test('a sign-out is none the less one when another person has signed in and locked since', () => {
  const { here, other } = away()
  here.session.signOut()
  here.session.start(tokenOf('bob'))
  here.session.lock()
  other.session.tick()
  expect(other.session.get()).toEqual({ phase: 'signed-out', left: true })
  expect(other.changes).toEqual(['present', 'ended'])
})

test('one with something unfinished keeps it behind a lock, for its person', () => {
  const { here, other } = away(true)
  here.session.signOut()
  other.session.tick()
  expect(other.session.get()).toMatchObject({ phase: 'locked' })
  expect(other.token()).toBeUndefined()
})

test('a lock reaches it too, and whoever unlocks in one tab does so in that one alone', () => {
  const { here, other } = away()
  here.session.lock()
  here.session.start(tokenOf('ada'))
  other.session.tick()
  expect(other.session.get()).toMatchObject({ phase: 'locked' })
  other.session.start(tokenOf('ada'))
  for (const { session } of [here, other]) {
    session.tick()
    expect(session.get()).toMatchObject({ phase: 'active' })
  }
})

test('a tab that loads anew after a sign-out elsewhere does not believe its own storage', () => {
  const { here, other, tab } = away()
  const { stored } = other.storage
  expect(tab(stored).session.get()).toMatchObject({ phase: 'active' })
  here.session.signOut()
  here.session.start(tokenOf('bob'))
  const back = tab(stored)
  expect(back.session.get()).toEqual({ phase: 'signed-out', left: true })
  expect(back.token()).toBeUndefined()
  expect(back.storage.stored).toBeUndefined()
})

test('one that loads anew after a lock elsewhere asks for a token, and keeps its place', () => {
  const { here, other, tab } = away()
  here.session.lock()
  expect(tab(other.storage.stored).session.get()).toEqual({ phase: 'signed-out', left: false })
})

test('a tab in which nobody was signed in keeps the place of its link', () => {
  expect(browser().tab().session.get()).toEqual({ phase: 'signed-out', left: false })
})
