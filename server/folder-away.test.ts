import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { openSharedStore } from '#server/store/open-store.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'

const TOKEN = 'away-token-0123456789'
const BINARY = '/organizations/o/fhir/4/Binary'
/** Nothing is closed to root: then the server is somebody else's. */
const USER = process.getuid?.() === 0 ? 65_534 : undefined
const SOON = { timeout: 10_000 }

/** A server as a process of its own, on a folder that is taken away from it. */
async function start() {
  const root = await mkdtemp(join(tmpdir(), 'binnacle-away-'))
  const data = join(root, 'data')
  const store = await openSharedStore(data, { make: true })
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  await store.close()
  for (const path of [root, data, ...(await readdir(data)).map((name) => join(data, name))])
    if (USER !== undefined) await chown(path, USER, USER)
  const child = startProcess(data, TOKEN, {}, USER)
  onTestFinished(async () => {
    await killed(child)
    await rm(root, { recursive: true, force: true })
  })
  const url = await listening(child)
  const ask = async (method: string, path: string, body?: string, type = 'text/plain') => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': type },
      ...(body !== undefined && { body }),
    })
    return { status: answer.status, text: await answer.text(), headers: answer.headers }
  }
  const store1 = async () => {
    const { status, headers } = await ask('POST', BINARY, 'some content')
    return {
      status,
      path: new URL(headers.get('location') ?? url).pathname.replace(/\/_history.*/, ''),
    }
  }
  return { root, data, ask, create: store1 }
}

/** Everything that is refused while the data is away. */
async function expectAway(ask: Awaited<ReturnType<typeof start>>['ask'], path: string) {
  const asked: [string, string, string?][] = [
    ['GET', path],
    ['GET', BINARY],
    ['GET', '/organizations'],
    ['POST', BINARY, 'more'],
    ['PUT', path, 'more'],
    ['DELETE', path],
    ['POST', '/organizations/o/fhir/4/$uploads'],
  ]
  for (const [method, url, body] of asked) {
    const { status, text } = await ask(method, url, body)
    expect([method, url, status]).toEqual([method, url, 503])
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(text).not.toContain(tmpdir())
  }
  expect((await ask('GET', '/healthz')).status).toBe(200)
}

test('a renamed folder: every answer is 503 until it is back, and nothing is stored meanwhile', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  await rename(data, `${data}-away`)
  // The very first write is refused: nobody is told that something was stored where nobody finds it.
  expect((await create()).status).toBe(503)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
  await expectAway(ask, path)
  const ready = await ask('GET', '/readyz')
  expect([ready.status, JSON.parse(ready.text)]).toEqual([
    503,
    expect.objectContaining({
      checks: expect.objectContaining({ folder: { failed: expect.stringContaining('gone') } }),
    }),
  ])
  await rename(`${data}-away`, data)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(200)
  await expect.poll(async () => (await ask('GET', '/readyz')).status, SOON).toBe(200)
  expect((await create()).status).toBe(201)
})

test('another folder in its place stays refused, and says to restart', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  await rename(data, `${data}-away`)
  await mkdir(join(data, 'contents'), { recursive: true })
  new DatabaseSync(join(data, 'binnacle.sqlite')).close()
  expect((await create()).status).toBe(503)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
  await expectAway(ask, path)
  await expect
    .poll(async () => (await ask('GET', '/readyz')).text, SOON)
    .toContain('restart the server')
})

test('a database file that was exchanged is noticed as well', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  await rename(join(data, 'binnacle.sqlite'), join(data, 'old.sqlite'))
  expect((await create()).status).toBe(503)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
})

test('so is the log beside it, which holds what was stored last', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  await rm(join(data, 'binnacle.sqlite-wal'))
  expect((await create()).status).toBe(503)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
})

test('so is a log that was cut, also once it has been written to since', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  await truncate(join(data, 'binnacle.sqlite-wal'))
  expect((await create()).status).toBe(503)
  await writeFile(join(data, 'binnacle.sqlite-wal'), Buffer.alloc(10_000_000))
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
  await expectAway(ask, path)
  await expect.poll(async () => (await ask('GET', '/readyz')).text, SOON).toContain('was cut')
})

test('a log that another process has emptied, as it may, is as good as before', async () => {
  const { data, ask, create } = await start()
  const { path } = await create()
  const other = new DatabaseSync(join(data, 'binnacle.sqlite'))
  expect(other.prepare('pragma wal_checkpoint(truncate)').get()).toMatchObject({ busy: 0 })
  expect((await stat(join(data, 'binnacle.sqlite-wal'))).size).toBe(0)
  expect((await create()).status).toBe(201)
  expect((await ask('GET', path)).status).toBe(200)
  other.close()
})

const PARTS = ['.', 'tmp', 'organizations', 'uploads']

test.each(PARTS)('a renamed contents/%s: 503 at once, until it is back as it was', async (part) => {
  const { data, ask, create } = await start()
  const { path } = await create()
  const place = join(data, 'contents', part)
  await rename(place, join(data, 'elsewhere'))
  await expectRefusedAtOnce(ask, path, part)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
  await expectAway(ask, path)
  const ready = await ask('GET', '/readyz')
  expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('gone')])
  await expect(stat(place)).rejects.toThrow('ENOENT')
  await rename(join(data, 'elsewhere'), place)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(200)
  expect((await create()).status).toBe(201)
  // Nothing was taken for missing meanwhile.
  const well = expect.stringMatching(/"folder":"ok".*"damage":"ok"|"damage":"ok".*"folder":"ok"/)
  await expect.poll(async () => (await ask('GET', '/readyz')).text, SOON).toEqual(well)
})

test.each(PARTS)('contents/%s that may not be read any more: the same', async (part) => {
  const { data, ask, create } = await start()
  const { path } = await create()
  const place = join(data, 'contents', part)
  await chmod(place, 0)
  await expectRefusedAtOnce(ask, path, part)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(503)
  await expectAway(ask, path)
  const ready = await ask('GET', '/readyz')
  expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('may not be read')])
  await chmod(place, 0o700)
  await expect.poll(async () => (await ask('GET', path)).status, SOON).toBe(200)
  expect((await create()).status).toBe(201)
})

/** What needs the folder that is gone fails for that reason, before anybody has looked; what does not may succeed. */
async function expectRefusedAtOnce(
  ask: Awaited<ReturnType<typeof start>>['ask'],
  path: string,
  part: string,
) {
  const batch = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [
      {
        request: { method: 'POST', url: 'Binary' },
        resource: { resourceType: 'Binary', contentType: 'text/plain', data: btoa('batched') },
      },
    ],
  }
  const answers = await Promise.all([
    ask('GET', path),
    ask('POST', BINARY, 'other content'),
    ask('POST', '/organizations/o/fhir/4', JSON.stringify(batch), 'application/json'),
  ])
  for (const { status, text, headers } of answers) {
    expect([200, 201, 503]).toContain(status)
    expect(text).not.toContain('"status":"500')
    expect(text).not.toContain('missing')
    if (status === 503) expect(headers.get('retry-after')).toBe('5')
  }
  const refused = answers.some(({ status, text }) => status === 503 || text.includes('"503'))
  // Nothing of these needs it.
  expect(refused || part === 'uploads').toBe(true)
}
