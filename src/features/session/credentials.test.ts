import { describe, expect, test } from 'vitest'
import { createClient } from '#api/transport/client.ts'
import { isAbort } from '#api/transport/errors.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { Credentials, type AcceptedToken } from './credentials.ts'

function tokenOf(subject: string, token = `token-of-${subject}`): AcceptedToken {
  return { token, subject, subjectFrom: 'server' }
}

const path = '/organizations/o/fhir/4/Binary/x'
const REMOVE = { method: 'DELETE', path } as const

async function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** A server that answers when it is told to, and a client of whoever signs in. */
async function start() {
  const waiting: (() => void)[] = []
  const server = await oddServer((_, response) => {
    waiting.push(() => sendJson(response, {}))
  })
  const credentials = new Credentials(() => true)
  return {
    credentials,
    bearers: () => server.requests.map(({ headers }) => headers.authorization),
    /** Answers the oldest request that is waiting, once it has arrived. */
    answer: async () => {
      await expect.poll(() => waiting.length).toBeGreaterThan(0)
      waiting.shift()?.()
    },
    client: () => {
      const actor = credentials.actor()
      if (!actor) throw new Error('Nobody is signed in.')
      return createClient({ base: server.base, actor, logCdata: () => undefined })
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

describe('a client of somebody', () => {
  test('waits while the screen is locked, and goes on with the new token of the same person', async () => {
    await using setup = await start()
    setup.credentials.accept(tokenOf('ada', 'a-1'))
    const client = setup.client()
    setup.credentials.lock()
    const removing = client.json(REMOVE)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(setup.bearers()).toEqual([])
    setup.credentials.accept(tokenOf('ada', 'a-2'))
    await setup.answer()
    await removing
    expect(setup.bearers()).toEqual(['Bearer a-2'])
  })

  test('never sends anything for the next person', async () => {
    await using setup = await start()
    setup.credentials.accept(tokenOf('ada'))
    const client = setup.client()
    setup.credentials.lock()
    const removing = settled(client.json(REMOVE))
    setup.credentials.accept(tokenOf('bob'))
    expect(isAbort(await removing)).toBe(true)
    expect(isAbort(await settled(client.json(REMOVE)))).toBe(true)
    expect(setup.bearers()).toEqual([])
  })

  test('learns the answer to what it sent when the same person unlocks, and never at another one’s', async () => {
    await using setup = await start()
    setup.credentials.accept(tokenOf('ada'))
    let told = false
    const removing = setup
      .client()
      .json(REMOVE)
      .then(() => {
        told = true
      })
    await expect.poll(() => setup.bearers().length).toBe(1)
    setup.credentials.lock()
    await setup.answer()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(told).toBe(false)
    setup.credentials.accept(tokenOf('ada'))
    await removing
    const second = settled(setup.client().json(REMOVE))
    await expect.poll(() => setup.bearers().length).toBe(2)
    setup.credentials.accept(tokenOf('bob'))
    await setup.answer()
    expect(isAbort(await second)).toBe(true)
  })

  test('gives up waiting when its caller does', async () => {
    await using setup = await start()
    setup.credentials.accept(tokenOf('ada'))
    const client = setup.client()
    setup.credentials.lock()
    const stop = new AbortController()
    const reading = settled(client.json({ method: 'GET', path }, stop.signal))
    stop.abort()
    expect(isAbort(await reading)).toBe(true)
  })
})

describe('a lease', () => {
  test('keeps the token behind the lock, until it is released', async () => {
    const credentials = new Credentials(() => true)
    credentials.accept(tokenOf('ada', 'a-1'))
    const lease = credentials.actor()?.lease()
    credentials.lock()
    expect(credentials.accepted()).toBeUndefined()
    await expect(lease?.token()).resolves.toBe('a-1')
    expect(lease?.isPresent()).toBe(false)
    lease?.release()
    const waiting = lease?.token()
    credentials.accept(tokenOf('ada', 'a-2'))
    await expect(waiting).resolves.toBe('a-2')
  })

  test('ends with the person', async () => {
    const credentials = new Credentials(() => true)
    credentials.accept(tokenOf('ada'))
    const lease = credentials.actor()?.lease()
    credentials.lock()
    credentials.accept(tokenOf('bob'))
    expect(isAbort(await settled(lease?.token() ?? Promise.resolve()))).toBe(true)
    expect(lease?.ended.aborted).toBe(true)
  })

  test('waits for another token when the server refuses its own behind the lock', async () => {
    const credentials = new Credentials(() => true)
    credentials.accept(tokenOf('ada', 'a-1'))
    const lease = credentials.actor()?.lease()
    credentials.lock()
    const renewing = lease?.renew('a-1')
    credentials.accept(tokenOf('ada', 'a-2'))
    await expect(renewing).resolves.toBe('renewed')
    await expect(lease?.token()).resolves.toBe('a-2')
  })
})

test('tokens are compared by what the server says, and are not taken for the same person’s without it', () => {
  const credentials = new Credentials(() => true)
  expect(credentials.compare(tokenOf('ada'))).toBe('same')
  credentials.accept(tokenOf('ada'))
  expect(credentials.compare(tokenOf('ada', 'another'))).toBe('same')
  expect(credentials.compare(tokenOf('bob'))).toBe('other')
  credentials.accept({ token: 'x', subject: 'token:1', subjectFrom: 'token' })
  expect(credentials.compare({ token: 'x', subject: 'token:1', subjectFrom: 'token' })).toBe('same')
  const other: AcceptedToken = { token: 'y', subject: 'token:2', subjectFrom: 'token' }
  expect(credentials.compare(other)).toBe('unknown')
  const actor = credentials.actor()
  credentials.accept(other, true)
  expect(credentials.actor()).toBe(actor)
  expect(credentials.compare(other)).toBe('same')
})
