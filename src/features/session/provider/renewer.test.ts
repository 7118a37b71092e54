import { describe, expect, test } from 'vitest'
import { LIFE, setUp, settle } from '#test/renewing-tabs.ts'

describe('one tab', () => {
  test('has the next token before the present one ends, and nobody notices', async () => {
    const { model, open, pass, clock } = setUp()
    const tab = open()
    tab.session.start(model.give('ada'))
    const before = tab.session.get()
    const actor = tab.session.credentials.actor()
    await pass(LIFE - 61, [tab])
    expect(tab.token()).toBe('token-1')
    await pass(2, [tab])
    expect(tab.token()).toBe('token-2')
    expect(tab.session.credentials.actor()).toBe(actor)
    expect(tab.session.get()).toEqual(before)
    expect(tab.changes).toEqual(['present', 'present'])
    // Nobody was active meanwhile: the lock comes as it would have come.
    clock.now += 15 * 60_000 - (LIFE - 59) * 1000
    tab.session.tick()
    expect(tab.session.get()).toMatchObject({ phase: 'locked' })
  })

  test('renews once for all requests that meet a 401', async () => {
    const { model, open, clock } = setUp()
    const tab = open()
    tab.session.start(model.give('ada'))
    clock.now += 10_000
    expect(await Promise.all([tab.refuse(), tab.refuse(), tab.refuse()])).toEqual([
      'renewed',
      'renewed',
      'renewed',
    ])
    expect(model.counts.renewed).toBe(1)
    expect(tab.session.get()).toMatchObject({ phase: 'active', renewal: 'none' })
  })

  test('waits for a provider that is down, and goes on by itself', async () => {
    const { model, open, pass } = setUp()
    const tab = open()
    tab.session.start(model.give('ada'))
    model.isUp = false
    await pass(LIFE + 1, [tab])
    const waiting = tab.refuse()
    expect(tab.renewer.get()).toMatchObject({ phase: 'waiting', needed: true, failures: 1 })
    await pass(2, [tab])
    expect(tab.renewer.get()).toMatchObject({ phase: 'waiting', failures: 2 })
    expect(tab.session.get()).toMatchObject({ renewal: 'none' })
    model.isUp = true
    await pass(60, [tab])
    expect(await waiting).toBe('renewed')
  })

  test('asks for a sign-in when the provider refuses, and what waited goes on with it', async () => {
    const { model, open, clock } = setUp()
    const tab = open()
    const first = model.give('ada')
    tab.session.start(first)
    await model.renew(first)
    clock.now += 10_000
    const waiting = tab.refuse()
    await settle()
    expect(tab.session.get()).toMatchObject({ renewal: 'asking' })
    tab.session.start(model.give('ada'))
    expect(await waiting).toBe('renewed')
  })

  test('a pasted token is not renewed', async () => {
    const { open, pass } = setUp()
    const tab = open()
    tab.session.start({ token: 'pasted', subject: 'server:ada', subjectFrom: 'server' })
    await pass(10_000, [tab])
    void tab.refuse()
    expect(tab.session.get()).toMatchObject({ renewal: 'asking' })
  })

  test('behind the lock neither token is in memory', () => {
    const { model, open } = setUp()
    const tab = open()
    tab.session.start(model.give('ada'))
    tab.session.lock()
    expect(JSON.stringify(tab.session.credentials.actor())).not.toMatch(/refresh-|token-|id-/)
    expect(tab.renewer.get()).toEqual({ phase: 'none' })
  })
})

describe('several tabs', () => {
  test('renew once, and the others ask the one that did', async () => {
    const { model, open, pass, sent } = setUp()
    const tabs = [open(), open(), open()]
    const first = model.give('ada')
    for (const { session } of tabs) session.start(first)
    await pass(LIFE - 59, tabs)
    expect(tabs.map(({ token }) => token())).toEqual(['token-2', 'token-2', 'token-2'])
    expect(model.counts).toMatchObject({ renewed: 1, reused: 0 })
    // A token is posted only to a tab that asked for it.
    expect(sent.filter(({ type }) => type === 'hand-over')).toHaveLength(2)
  })

  test('pass over the tab of somebody else, whichever answers first', async () => {
    const { model, open, pass } = setUp()
    const [bob, one, two] = [open(), open(), open()]
    const first = model.give('ada')
    bob.session.start(model.give('bob'))
    for (const { session } of [one, two]) session.start(first)
    await pass(LIFE - 59, [one])
    await pass(0, [two])
    await settle()
    expect([two.token(), two.renewer.get().phase]).toEqual([one.token(), 'fresh'])
    expect(two.session.credentials.accepted()?.subject).toBe('ada')
    expect(bob.session.credentials.accepted()?.subject).toBe('bob')
  })

  test('one whose refresh token was used by a tab that is gone asks for a sign-in, and does not try it', async () => {
    const { model, open, pass } = setUp()
    const [gone, left] = [open(), open()]
    const first = model.give('ada')
    for (const { session } of [gone, left]) session.start(first)
    await pass(LIFE - 59, [gone])
    gone.leave()
    await pass(LIFE, [left])
    const waiting = left.refuse()
    await settle()
    expect(left.session.get()).toMatchObject({ renewal: 'asking' })
    expect(model.counts.reused).toBe(0)
    left.session.signOut()
    expect(await waiting).toBe('abandoned')
  })
})
