import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { bytesOf, readNamed } from '#server/store/contract/support.ts'
import type { Store } from '#server/store/store.ts'
import { killedData } from '#test/killed-data.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { rounds, seeded } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'
import { naming, PART, pathOf, TUS } from '#test/upload-parts.ts'

const TOKEN = 'kills-test-token-0123456789'
const KILLS = 20
const BASE = '/organizations/o/fhir/4'

const data = killedData()

/** One file on its way, and what the server has said of it. */
interface Sending {
  id: string
  bytes: Buffer<ArrayBuffer>
  path: string | undefined
  /** Bytes that the server has said it has. */
  told: number
  /** Whether it was asked to become a Binary. */
  asked: boolean
}

/**
 * Kills the real server with SIGKILL at random moments while files are sent in parts over HTTP, and lets each file go on
 * where the next server says.
 */
test.each(Array.from({ length: rounds(1) }, (_, turn) => turn + 1))(
  `after ${KILLS} kills every upload goes on where it was told to be, and is stored once (%i)`,
  { timeout: 300_000 },
  async (turn) => {
    const random = seeded(String(turn))
    await data.withStore((store) => store.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' }))
    const finished: Sending[] = []
    const senders = Array.from({ length: 4 }, () => ({ current: next(random) }))
    const resumed = { times: 0 }
    /** Goes on with one file after the other until the server is gone. */
    const send = async (address: string, sender: { current: Sending }) => {
      for (;;) {
        const { current } = sender
        const before = current.told
        try {
          await advance(address, current, random)
        } catch (error) {
          // A refusal is an answer, and not what a killed server gives.
          if (!(error instanceof TypeError)) throw error
          return
        } finally {
          if (before > 0 && current.told > before) resumed.times += 1
        }
        finished.push(current)
        sender.current = next(random)
      }
    }
    // A slow machine gets on less between two kills: it has more of them, further apart, until some went on.
    for (let round = 0; round < KILLS || (resumed.times < 4 && round < 3 * KILLS); round += 1) {
      const server = startProcess(data.folder, TOKEN)
      const address = await listening(server)
      const sending = Promise.all(senders.map((sender) => send(address, sender)))
      await delay(50 + random.fraction() * 400 * Math.max(1, round / 10))
      server.kill('SIGKILL')
      await sending
      expect(await killed(server)).toBe('SIGKILL')
      await data.withStore((store) => verify(store, finished, senders))
    }
    // None is left over: what was begun ends by the last server.
    const server = startProcess(data.folder, TOKEN)
    const address = await listening(server)
    for (const { current } of senders) {
      await advance(address, current, random)
      finished.push(current)
    }
    await killed(server)
    expect(finished.length).toBeGreaterThan(senders.length)
    expect(resumed.times).toBeGreaterThanOrEqual(4)
    await data.withStore(async (store) => {
      await verify(store, finished, [])
      await store.contents.collect()
      await verify(store, finished, [])
    })
  },
)

function next(random: Random): Sending {
  const bytes = random.bytes(random.once(3) ? random.int(100_000) : random.int(30_000_000))
  return { id: random.uuid(), bytes, path: undefined, told: 0, asked: false }
}

/** Brings it to its end. @throws TypeError when the server is gone */
async function advance(address: string, sending: Sending, random: Random): Promise<void> {
  const { bytes, id } = sending
  const ask = async (method: string, path: string, headers: object, body?: BodyInit) => {
    const all = { authorization: `Bearer ${TOKEN}`, ...headers }
    const init = { method, headers: all, ...(body !== undefined && { body }) }
    const response = await fetch(`${address}${path}`, init)
    return { response, text: await response.text() }
  }
  if (sending.path === undefined) {
    const headers = { ...TUS, 'upload-length': String(bytes.length) }
    const { response } = await ask('POST', `${BASE}/$uploads`, headers)
    sending.path = pathOf(response.headers.get('location'))
  }
  const { path } = sending
  const { response: looked } = await ask('HEAD', path, TUS)
  expect(looked.status).toBe(200)
  let offset = Number(looked.headers.get('upload-offset'))
  expect(offset).toBeGreaterThanOrEqual(sending.told)
  sending.told = offset
  while (offset < bytes.length) {
    const part = bytes.subarray(offset, offset + random.int(1, 20_000_000))
    const headers = { ...PART, 'upload-offset': String(offset) }
    const { response, text } = await ask('PATCH', path, headers, part)
    expect([response.status, text]).toEqual([204, ''])
    offset = sending.told = Number(response.headers.get('upload-offset'))
  }
  sending.asked = true
  const headers = { 'content-type': 'application/fhir+json', 'if-none-match': '*' }
  const body = JSON.stringify(naming(path, { id }))
  const { response } = await ask('PUT', `${BASE}/Binary/${id}`, headers, body)
  expect([201, 412]).toContain(response.status)
}

/** What is stored is whole, once, and was asked for; and no file is left that nobody needs. */
async function verify(
  store: Store,
  finished: Sending[],
  senders: { current: Sending }[],
): Promise<void> {
  const versions = await readNamed(
    store,
    await store.binaries.typeHistory('o', { count: 1000 }),
    'o',
  )
  const known = new Map(
    [...finished, ...senders.map(({ current }) => current)].map((one) => [one.id, one]),
  )
  const stored = new Set<string>()
  for (const { id, body } of versions) {
    expect(stored.has(id), `${id} is stored twice`).toBe(false)
    stored.add(id)
    const sent = known.get(id)
    expect(sent?.asked).toBe(true)
    const sha256 = createHash('sha256')
      .update(sent?.bytes ?? '')
      .digest('hex')
    expect(body?.content).toMatchObject({ sha256, size: sent?.bytes.length })
  }
  expect(finished.map(({ id }) => id).filter((id) => !stored.has(id))).toEqual([])
  for (const { body } of versions.slice(0, 20)) {
    const content = body?.content ?? expect.fail('It has no content.')
    const hash = createHash('sha256').update(await bytesOf(store, content))
    expect(hash.digest('hex')).toBe(content.sha256)
  }
  expect(await readdir(join(data.folder, 'contents', 'tmp'))).toEqual([])
  const left = await readdir(join(data.folder, 'contents', 'uploads'))
  // Of those that are under way, and of those whose very address was lost with an answer.
  expect(left.length).toBeLessThanOrEqual(senders.length)
}
