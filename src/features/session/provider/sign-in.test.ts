import { expect, test, vi } from 'vitest'
import { defaultConfig } from '#site/console-config.ts'
import { setUp } from '#test/renewing-tabs.ts'
import type { SessionEnds } from '../storage.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { PendingSignIn } from './pending.ts'
import { SignInError } from './problems.ts'
import { SignIn } from './sign-in.ts'
import { comeBack, mayReturn, stayWhenKept } from './start.tsx'
import { tellAsker, type WindowChannel } from './windows.ts'

/** Windows of one browser, as a BroadcastChannel joins them. */
function windows() {
  const listeners = new Set<Parameters<WindowChannel['listen']>[0]>()
  return (): WindowChannel => ({
    post: (message) => {
      for (const listener of listeners) listener(message)
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
}

/** A tab with a sign-in, and a provider that gives what the test wants; the real one is asked in identity-provider.test.ts. */
function start() {
  const { open, model } = setUp()
  const tab = open()
  const channel = windows()
  const kept: PendingSignIn[] = []
  const gone: string[] = []
  const anew: { since?: number | undefined } = {}
  const asked: string[] = []
  const check = vi.fn(async ({ text }: { text: string }) => ({
    token: text,
    subject: 'server:somebody',
    subjectFrom: 'server' as const,
    name: 'As the server has it',
  }))
  const ends = { fails: false }
  let requests = 0
  const provider: IdentityProvider = {
    request: async (asking, place) => {
      asked.push(asking)
      requests += 1
      const pending = { state: `s${requests}`, verifier: 'v', nonce: 'n', place }
      return { pending, url: `https://id.example/auth?state=s${requests}` }
    },
    exchange: async () => model.give('ada'),
    renew: async (current) => current,
    end: async () => {
      if (ends.fails) throw new TypeError('Failed to fetch')
      return 'https://id.example/end'
    },
  }
  const signIn = new SignIn({
    name: 'City Clinic',
    provider,
    session: tab.session,
    check,
    renewer: tab.renewer,
    channel: channel(),
    keepPending: (pending) => void kept.push(pending),
    anew: {
      get: () => anew.since,
      set: (wanted) => void (anew.since = wanted ? (anew.since ?? Date.now()) : undefined),
    },
    go: (url) => void gone.push(url),
    halt: () => void gone.push('halted'),
  })
  return { ...tab, signIn, provider, channel, kept, gone, anew, asked, check, ends, model }
}

const back = (pending: PendingSignIn | undefined) => ({ parameters: '?code=c&state=s1', pending })

test('goes there and comes back as the person that the provider names', async () => {
  const { signIn, session, kept, gone, asked } = start()
  await signIn.goThere('/o/demo/Binary')
  expect(signIn.get()).toEqual({ step: 'leaving' })
  expect(gone).toEqual(['https://id.example/auth?state=s1'])
  expect(asked).toEqual(['ask'])
  await signIn.finish(back(kept[0]))
  expect(signIn.get()).toEqual({ step: 'idle' })
  expect(session.credentials.accepted()).toMatchObject({ subject: 'ada', subjectFrom: 'provider' })
  expect(signIn.isTheirs()).toBe(true)
})

test('what nobody asked for here signs nobody in', async () => {
  const { signIn, session, check } = start()
  await signIn.finish(back(undefined))
  expect(signIn.get()).toMatchObject({ failure: { problem: { kind: 'not-begun-here' } } })
  expect(session.get().phase).toBe('signed-out')
  expect(check).not.toHaveBeenCalled()
})

test('a token that the server does not take signs nobody in', async () => {
  const { signIn, session, kept, check } = start()
  await signIn.goThere('/o')
  check.mockRejectedValueOnce(new Error('401'))
  await signIn.finish(back(kept[0]))
  expect(signIn.get()).toMatchObject({ step: 'failed', failure: { by: 'server' } })
  expect(session.get().phase).toBe('signed-out')
})

test('after a lock the provider has to ask, in this window, in another one, and silently not at all', async () => {
  const { signIn, session, model, asked, anew } = start()
  session.start(model.give('ada'))
  session.lock()
  expect(anew.since).toBeDefined()
  void signIn.inWindow(true).begin(() => undefined)
  await signIn.goThere('/o')
  await signIn.goThere('/o', true)
  expect(asked).toEqual(['anew', 'anew'])
})

test('a sign-in that began before the lock, here or in another tab, opens nothing after it', async () => {
  const { signIn, kept, anew } = start()
  await signIn.goThere('/o')
  anew.since = Date.now()
  await signIn.finish(back(kept[0]))
  expect(signIn.get()).toMatchObject({ failure: { problem: { kind: 'not-asked' } } })
})

test('a pasted token leaves the provider out of it', () => {
  const { signIn, session, anew } = start()
  session.start({ token: 't', subject: 'server:x', subjectFrom: 'server' })
  expect(signIn.isTheirs()).toBe(false)
  expect(signIn.leaving()).toBeUndefined()
  session.lock()
  expect(anew.since).toBeUndefined()
})

test('another window signs in for this one, and what comes from any other request is left alone', async () => {
  const { signIn, session, model, channel } = start()
  session.start(model.give('ada'))
  const flow = signIn.inWindow(false)
  const accepted: unknown[] = []
  const waiting = flow.begin((next) => accepted.push(next))
  await expect.poll(() => flow.get()).toMatchObject({ step: 'ready' })
  expect(await tellAsker(channel(), '?code=c&state=other', 1)).toBe(false)
  expect(flow.get()).toMatchObject({ step: 'ready' })
  expect(await tellAsker(channel(), '?code=c&state=s1', 1)).toBe(true)
  await waiting
  expect(accepted).toMatchObject([{ subject: 'ada' }])
  // It is used up.
  expect(await tellAsker(channel(), '?code=c&state=s1', 1)).toBe(false)
})

test('who has gone from the lock hears of no window any longer', async () => {
  const { signIn, channel } = start()
  const flow = signIn.inWindow(true)
  void flow.begin(() => expect.unreachable())
  await expect.poll(() => flow.get()).toMatchObject({ step: 'ready' })
  flow.stop()
  expect(await tellAsker(channel(), '?code=c&state=s1', 1)).toBe(false)
})

test('a sign-out ends the provider’s session too, and says where that could not be', async () => {
  const one = start()
  one.session.start(one.model.give('ada'))
  const leave = one.signIn.leaving()
  one.session.signOut()
  await leave?.()
  expect(one.gone).toEqual(['https://id.example/end'])
  expect(one.token()).toBeUndefined()

  const two = start()
  two.session.start(two.model.give('ada'))
  two.ends.fails = true
  const failing = two.signIn.leaving()
  two.session.signOut()
  await failing?.()
  expect(two.signIn.get()).toMatchObject({ failure: { problem: { kind: 'half-signed-out' } } })
  expect(two.anew.since).toBeDefined()
})

test('a way to the provider that is given up leads nowhere', async () => {
  const { signIn, provider, gone, kept } = start()
  const asking = Promise.withResolvers<never>()
  provider.request = (_, __, signal) => {
    signal.addEventListener('abort', () => asking.reject(signal.reason as Error))
    return asking.promise
  }
  const going = signIn.goThere('/o')
  signIn.stay()
  await going
  expect(signIn.get()).toEqual({ step: 'idle' })
  expect([gone, kept]).toEqual([['halted'], []])
})

test('a way that is given up at the last moment leads nowhere either, nor one on which the provider is slow', async () => {
  const { signIn, gone, kept } = start()
  const going = signIn.goThere('/o')
  signIn.stay()
  await going
  expect([gone, kept]).toEqual([['halted'], []])
  await signIn.goThere('/o')
  signIn.stay()
  signIn.stay()
  expect(gone).toEqual(['halted', 'https://id.example/auth?state=s2', 'halted'])
})

test('what the provider says is shown, whatever was tried', async () => {
  const { signIn, provider } = start()
  provider.request = () => Promise.reject(new SignInError('away', 'no answer'))
  await signIn.goThere('/o')
  expect(signIn.get()).toMatchObject({ failure: { by: 'provider', problem: { kind: 'away' } } })
})

test('a page that was loaded anew may ask silently, but not after a lock, a sign-out, or too long', () => {
  const ends = (current: string): SessionEnds => ({ current: () => current, mark: () => undefined })
  const before = { lastActivity: 1_000, ends: '1 2' }
  expect(mayReturn(before, ends('1 2'), 2_000, 60_000)).toBe(true)
  expect(mayReturn(before, ends('1 3'), 2_000, 60_000)).toBe(false)
  expect(mayReturn(before, ends('2 2'), 2_000, 60_000)).toBe(false)
  expect(mayReturn(before, ends('1 2'), 62_000, 60_000)).toBe(false)
})

test('a reload asks the provider silently, but not in the place of a link that is to sign in', async () => {
  vi.stubGlobal('location', { pathname: '/o', search: '?q', hash: '' })
  const config = { ...defaultConfig, apiBase: 'https://api.example' }
  const before = { lastActivity: Date.now(), ends: '' }
  for (const [link, expected] of [
    [undefined, ['silent']],
    ['#token=abcdefghijklmnop', []],
  ] as const) {
    const { signIn, session, check, asked } = start()
    if (link !== undefined) session.offer(link)
    const channel = { post: () => undefined, listen: () => () => undefined }
    comeBack({ config, session, check, channel, onNobody: () => undefined }, signIn, before)
    await Promise.resolve()
    expect([link, asked]).toEqual([link, expected])
  }
  vi.unstubAllGlobals()
})

test('a page that is shown for the first time goes on to the provider, and one that was kept stays', async () => {
  const { signIn } = start()
  const page = new EventTarget()
  stayWhenKept(page, signIn)
  await signIn.goThere('/o', true)
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
  expect(signIn.get()).toEqual({ step: 'leaving' })
  page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
  expect(signIn.get()).toEqual({ step: 'idle' })
})
