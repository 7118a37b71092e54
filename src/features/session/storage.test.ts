import { expect, test } from 'vitest'
import type { AcceptedToken } from './credentials.ts'
import { signedInBefore, tabStorage } from './storage.ts'

function tab() {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  } as Storage
  return { stored, storage: () => storage, kept: tabStorage(() => storage) }
}

const pasted: AcceptedToken = { token: 'secret-1', subject: 'server:ada', subjectFrom: 'server' }
const given: AcceptedToken = {
  token: 'secret-2',
  subject: 'person-ada',
  subjectFrom: 'provider',
  name: 'Ada',
  grant: {
    subject: 'person-ada',
    generation: 'g1',
    refreshToken: 'secret-3',
    receivedAt: 0,
    expiresIn: 300,
  },
}
const times = { lastActivity: 5, ends: '1 2' }

test('a pasted token is kept for the tab', () => {
  const { kept, storage } = tab()
  kept.write({ accepted: pasted, ...times })
  expect(kept.read()).toEqual({ accepted: pasted, ...times })
  expect(signedInBefore(storage)).toBeUndefined()
})

test('of what a provider gave nothing is kept, but when somebody was there', () => {
  const { kept, storage, stored } = tab()
  kept.write({ accepted: pasted, ...times })
  kept.write({ accepted: given, ...times })
  expect([...stored.values()].join()).not.toMatch(/secret|ada/i)
  expect(kept.read()).toBeUndefined()
  expect(signedInBefore(storage)).toEqual(times)
  kept.clear()
  expect(signedInBefore(storage)).toBeUndefined()
})

test.each(['', '{', 'null', '[]', '{"lastActivity":"5"}'])(
  'storage that holds %j says nothing',
  (text) => {
    const { storage, stored } = tab()
    stored.set('binnacle.session', text)
    expect(signedInBefore(storage)).toBeUndefined()
  },
)
