import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  startIdentityProvider,
  type IdentityProvider as Provider,
} from '#test/identity-provider.ts'
import { consoleAt, kindOf } from '#test/identity/console-there.ts'
import { walkSignIn, type Jar } from '#test/identity/walk-sign-in.ts'
import type { Asking } from './identity-provider.ts'

/** After a lock a real provider has to ask who is there. */
const ORIGIN = 'http://127.0.0.1:1'
const HERE = `${ORIGIN}/connect`
const { signal } = new AbortController()

let real: Provider
beforeAll(async () => {
  real = await startIdentityProvider({ accounts: [{ sub: 'ada' }] })
  real.allow(ORIGIN)
})
afterAll(() => real.stop())
afterEach(() => void vi.useRealTimers())

const { consoleOf, walk } = consoleAt(() => real, HERE)

test('behind a lock the provider asks also whom it knows', async () => {
  const jar: Jar = new Map()
  await walk({ jar })
  const anew = await walk({ asking: 'anew', jar })
  expect(anew.asked).toBe(true)
  await anew.console.exchange(anew.parameters, anew.pending, signal)
})

test.each([
  ['prompt and max_age', ['prompt', 'max_age']],
  ['prompt, with the max_age of any other sign-in', ['prompt']],
])(
  'behind a lock an answer for which nobody was asked opens nothing: without %s',
  async (_, out) => {
    const jar: Jar = new Map()
    const console = consoleOf()
    const come = async (asking: Asking, change: (url: URL) => void) => {
      const { pending, url: asked } = await console.request(asking, '/', signal)
      const url = new URL(asked)
      change(url)
      const back = await walkSignIn(url.href, HERE, 'ada', jar)
      return { ...back, answer: console.exchange(back.parameters, pending, signal) }
    }
    await (
      await come('ask', () => undefined)
    ).answer
    // Ten minutes after the password, whoever sits there takes the question out of the address.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 })
    const { asked, answer } = await come('anew', ({ searchParams }) => {
      searchParams.set('max_age', '3600')
      for (const name of out) searchParams.delete(name)
    })
    const kind = kindOf(answer)
    expect(asked).toBe(false)
    expect(await kind).toBe('not-asked')
  },
)

test('a password of just before the lock opens nothing after it', async () => {
  const jar: Jar = new Map()
  const console = consoleOf()
  const before = await console.request('ask', '/', signal)
  const first = await walkSignIn(before.url, HERE, 'ada', jar)
  await console.exchange(first.parameters, before.pending, signal)
  // Half a minute later the screen is locked, and whoever comes takes the question out of the address.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 })
  const { pending, url } = await console.request('anew', '/', signal)
  const silent = new URL(url)
  for (const name of ['prompt', 'max_age']) silent.searchParams.delete(name)
  const { asked, parameters } = await walkSignIn(silent.href, HERE, 'ada', jar)
  expect(asked).toBe(false)
  expect(await kindOf(console.exchange(parameters, pending, signal))).toBe('not-asked')
})
