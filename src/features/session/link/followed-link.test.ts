import { expect, test } from 'vitest'
import { browser, tokenOf } from '#test/session-tabs.ts'

test('a link waits until it is accepted or refused, where nobody is signed in', () => {
  const { session, storage } = browser().tab()
  session.offer('#token=from-a-link')
  expect(session.offered()).toBe('#token=from-a-link')
  expect(storage.offered).toBe('#token=from-a-link')
  session.refuseOffered()
  expect(session.offered()).toBeUndefined()
  expect(storage.offered).toBeUndefined()
  session.offer('#code=again')
  session.start(tokenOf('ada', 'again'))
  expect(session.offered()).toBeUndefined()
  expect(storage.offered).toBeUndefined()
  expect(session.get()).toMatchObject({ phase: 'active', link: undefined })
})

test.each(['#token=another', '#code=anything', '#token=of%20nobody'])(
  'a link that is followed while somebody is signed in changes nothing by itself: %s',
  (link) => {
    const { tab, sent } = browser()
    const { session, storage, changes, token } = tab(undefined, true)
    session.start(tokenOf('ada'))
    sent.length = 0
    session.offer(link)
    expect(session.get()).toMatchObject({
      phase: 'active',
      link: link.includes('%') ? undefined : link,
    })
    expect([token(), changes, sent]).toEqual(['secret-of-ada', ['present'], []])
    expect(storage).toMatchObject({ stored: { accepted: tokenOf('ada') }, offered: undefined })
    session.declineLink()
    expect(session.get()).toMatchObject({ phase: 'active', link: undefined })

    session.lock()
    session.offer(link)
    expect(session.get()).toMatchObject({ phase: 'locked' })
    expect(changes).toEqual(['present', 'locked'])
    session.declineLink()
    expect(session.get()).toMatchObject({ phase: 'locked', link: undefined })
  },
)

test('a link with the token of whoever is signed in asks nothing', () => {
  const { session } = browser().tab()
  session.start(tokenOf('ada'))
  session.offer('#token=secret-of-ada')
  expect(session.get()).toMatchObject({ phase: 'active', link: undefined })
})

test('a link in a new tab asks where another tab is signed in, also after a reload in between', async () => {
  const { tab } = browser()
  tab().session.start(tokenOf('ada'))
  const { session, token } = tab()
  session.offer('#token=another')
  await session.startFromAnotherTab(1000)
  expect(token()).toBe('secret-of-ada')
  expect(session.get()).toMatchObject({ phase: 'active', link: '#token=another' })
  expect(session.offered()).toBeUndefined()

  const stored = { accepted: tokenOf('ada'), lastActivity: 1_000_000, ends: '' }
  const reloaded = tab(stored, false, '#code=kept')
  expect(reloaded.session.get()).toMatchObject({ phase: 'active', link: '#code=kept' })
})
