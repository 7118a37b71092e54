import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSharedStore } from '#server/store/open-store.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'

const TOKEN = 'words-token-0123456789'
const BINARY = '/organizations/o/fhir/4/Binary'
const FILES = 60

async function server(folder: string) {
  const child = startProcess(folder, TOKEN)
  const url = await listening(child)
  onTestFinished(async () => {
    await killed(child)
  })
  const ask = async (path: string, body?: string) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
      ...(body !== undefined && { body }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const found = async () => {
    const { status, text } = await ask(`${BINARY}?_content=everywhere&_total=accurate&_count=1`)
    expect([status, text]).toEqual([200, expect.stringContaining('"total"')])
    return (JSON.parse(text) as { total: number }).total
  }
  return { child, ask, found }
}

test('an index of words that is damaged in its middle is made anew, and nothing else is refused meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-words-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = await openSharedStore(folder, { make: true })
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  await store.close()
  const first = await server(folder)
  for (let at = 0; at < FILES; at += 1) {
    const words = Array.from({ length: 200 }, (_, index) => `word${at * 1000 + index}`)
    expect((await first.ask(BINARY, `everywhere ${words.join(' ')}`)).status).toBe(201)
  }
  await expect.poll(() => first.found(), { timeout: 30_000 }).toBe(FILES)
  const ended = new Promise((resolve) => void first.child.once('exit', resolve))
  first.child.kill('SIGTERM')
  await ended
  const file = join(folder, 'words.sqlite')
  const { size } = await stat(file)
  expect(size).toBeGreaterThan(200_000)
  const handle = await open(file, 'r+')
  // All but the first pages, by which it is opened.
  await handle.write(Buffer.alloc(size - 40_960, 0x5a), 0, undefined, 40_960)
  await handle.close()
  const second = await server(folder)
  await expect.poll(() => second.found(), { timeout: 40_000 }).toBe(FILES)
  expect((await second.ask(BINARY, 'everywhere again')).status).toBe(201)
  await expect.poll(() => second.found(), { timeout: 20_000 }).toBe(FILES + 1)
  expect((await second.ask('/readyz')).status).toBe(200)
}, 120_000)
