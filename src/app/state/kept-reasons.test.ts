import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AccessReason } from '#features/access-reason/draft.ts'
import { defaultConfig } from '#site/console-config.ts'
import { browser } from '#test/session-tabs.ts'

/** What becomes of the access reasons when a page is loaded anew, where people sign in at an identity provider. */
const KEY = 'binnacle.access-reason'
const issuer = 'https://id.example'
const reason: AccessReason = { reason: 'Treatment', ticket: '', further: [], format: 'kv' }
const asked = vi.fn<(url: unknown) => Promise<Response>>()

function storage(): Storage {
  const all = new Map<string, string>()
  return {
    getItem: (key: string) => all.get(key) ?? null,
    setItem: (key: string, value: string) => void all.set(key, value),
    removeItem: (key: string) => void all.delete(key),
  } as Storage
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('sessionStorage', storage())
  vi.stubGlobal('localStorage', storage())
  const page = { origin: 'https://console.example', pathname: '/o/a/Binary', search: '', hash: '' }
  vi.stubGlobal('location', page)
  vi.stubGlobal('document', Object.assign(new EventTarget(), { querySelector: () => null }))
  vi.stubGlobal('window', new EventTarget())
  // The provider takes its time.
  vi.stubGlobal('fetch', asked.mockReset().mockReturnValue(new Promise(() => undefined)))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The page, loaded anew: what is in memory is gone. */
async function load() {
  vi.resetModules()
  const reasons = await import('#features/access-reason/reasons.ts')
  const provider = await import('#features/session/provider/start.tsx')
  const { session, channel } = browser().tab()
  session.credentials.onChange((change, actor) => {
    if (change === 'present') reasons.openAccessReasons(actor.subject)
  })
  const signInAt = { issuer, clientId: 'c', scopes: 'openid', name: undefined, parameters: {} }
  const config = { ...defaultConfig, apiBase: '/api', signIn: signInAt }
  const check = () => Promise.reject(new Error('Nobody gets so far.'))
  const own = { config, session, check, channel, onNobody: reasons.forgetAccessReasons }
  const signIn = provider.createSignIn(own)
  if (!signIn) throw new Error('There is no provider.')
  const come = (subject: string) =>
    session.start({ token: `of ${subject}`, subject, subjectFrom: 'provider' })
  return { ...reasons, ...provider, own, session, signIn, come }
}

async function adaGaveOne() {
  const { come, setAccessReason } = await load()
  come('ada')
  setAccessReason('a', reason)
  expect(sessionStorage.getItem(KEY)).toContain('Treatment')
}

const before = () => ({ lastActivity: Date.now(), ends: '' })

test('they outlast the way to the provider and back, for the same person', async () => {
  await adaGaveOne()
  const leaving = await load()
  leaving.comeBack(leaving.own, leaving.signIn, before())
  expect(leaving.signIn.get()).toEqual({ step: 'leaving' })
  expect(sessionStorage.getItem(KEY)).toContain('Treatment')
  const back = await load()
  back.come('ada')
  expect(back.accessReasons.get()).toEqual({ a: reason })
})

test('somebody else who comes back instead never sees them', async () => {
  await adaGaveOne()
  const back = await load()
  back.come('bob')
  expect(back.accessReasons.get()).toEqual({})
  expect(sessionStorage.getItem(KEY)).toBeNull()
})

test('they are forgotten where nobody was signed in, or it is too late to come back', async () => {
  for (const former of [undefined, { ...before(), lastActivity: 0 }]) {
    await adaGaveOne()
    const { comeBack, own, signIn } = await load()
    comeBack(own, signIn, former)
    expect(sessionStorage.getItem(KEY)).toBeNull()
  }
})

test('they are forgotten where the provider does not answer, or leads back with nobody', async () => {
  await adaGaveOne()
  const away = await load()
  asked.mockRejectedValue(new TypeError('Failed to fetch'))
  away.comeBack(away.own, away.signIn, before())
  await vi.waitFor(() => expect(away.signIn.get().step).toBe('failed'))
  expect(sessionStorage.getItem(KEY)).toBeNull()

  await adaGaveOne()
  const back = await load()
  back.finish(back.signIn, { parameters: '?error=login_required&state=s', kept: null })
  await vi.waitFor(() => expect(back.signIn.get().step).toBe('failed'))
  expect(sessionStorage.getItem(KEY)).toBeNull()
})
