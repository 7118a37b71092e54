import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openSharedStore } from '#server/store/open-store.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'

const TOKEN = 'busy-token-0123456789'
const BINARY = '/organizations/o/fhir/4/Binary'

/** A server as a process of its own, and another one that keeps its database from being written. */
async function start(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-busy-'))
  const store = await openSharedStore(folder, { make: true })
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  await store.close()
  const child = startProcess(folder, TOKEN, env)
  const url = await listening(child)
  const other = new DatabaseSync(join(folder, 'binnacle.sqlite'))
  onTestFinished(async () => {
    other.close()
    await killed(child)
    await rm(folder, { recursive: true, force: true })
  })
  const ask = asking(url)
  const made = await ask('POST', BINARY, 'content')
  const path = new URL(made.headers.get('location') ?? '').pathname.replace(/\/_history.*/, '')
  return { ask, other, path, folder, child }
}

function asking(url: string) {
  return async (method: string, path: string, body?: string) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' },
      ...(body !== undefined && { body }),
    })
    const { status, headers } = answer
    return { status, text: await answer.text(), retryAfter: headers.get('retry-after'), headers }
  }
}

/** The ids of the requests in the audit log. */
async function recorded(ask: ReturnType<typeof asking>): Promise<string[]> {
  const { text } = await ask('GET', '/organizations/o/audit?_count=1000')
  const { records } = JSON.parse(text) as { records: { requestId: string }[] }
  return records.map(({ requestId }) => requestId)
}

const isAside = (name: string) => name.startsWith('audit-aside.')

test('while another process writes for long, writes are 503 with Retry-After, and reads go on, recorded', async () => {
  const { ask, other, path, folder } = await start()
  other.exec('begin immediate')
  const waiting = Promise.all([
    ask('POST', BINARY, 'more'),
    ask('PUT', path, 'more'),
    ask('DELETE', path),
    ask('POST', BINARY, 'x'.repeat(1_000_000)),
  ])
  const reads = [path, BINARY, `${path}/_history`, `${BINARY}/_history`]
  const requests: (string | null)[] = []
  // One that waits inside SQLite would answer once, or twice.
  let answered = 0
  const isOver = waiting.then(() => true)
  while (!(await Promise.race([isOver, delay(20, false)]))) {
    expect((await ask('GET', '/healthz')).status).toBe(200)
    for (const { status, headers } of await Promise.all(reads.map((read) => ask('GET', read)))) {
      expect(status).toBe(200)
      requests.push(headers.get('x-request-id'))
    }
    answered += 1
  }
  expect(answered).toBeGreaterThan(5)
  for (const { status, text, retryAfter } of await waiting) {
    expect([status, retryAfter]).toEqual([503, '1'])
    expect(JSON.parse(text)).toMatchObject({ issue: [{ code: 'transient' }] })
  }
  other.exec('rollback')
  expect(JSON.parse((await ask('GET', path)).text)).toMatchObject({ data: 'Y29udGVudA==' })
  const { text } = await ask('GET', `${BINARY}/_history?_count=0`)
  expect(JSON.parse(text)).toMatchObject({ total: 1 })
  await vi.waitFor(async () =>
    expect(await recorded(ask)).toEqual(expect.arrayContaining(requests)),
  )
  expect(readdirSync(folder).filter(isAside)).toEqual([])
})

test('what was recorded aside survives a kill, and is recorded once', async () => {
  const { ask, other, path, folder, child } = await start()
  other.exec('begin immediate')
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask('GET', path)))
  const requests = answers.map(({ headers }) => headers.get('x-request-id') ?? '')
  await killed(child)
  const name = readdirSync(folder).find(isAside) ?? ''
  const file = join(folder, name)
  const lines = readFileSync(file, 'utf8')
  // As a crash in the middle of a line leaves it.
  appendFileSync(file, lines.slice(0, 50))
  other.exec('rollback')
  for (const turn of ['taken over', 'taken over before the file was removed']) {
    if (turn !== 'taken over') {
      other.exec(`insert into audit_aside (name) values ('${name}')`)
      writeFileSync(file, lines)
    }
    const again = startProcess(folder, TOKEN)
    const records = await recorded(asking(await listening(again)))
    await killed(again)
    const found = records.filter((id) => requests.includes(id))
    expect([turn, ...found.toSorted()]).toEqual([turn, ...requests.toSorted()])
    expect(readdirSync(folder).filter(isAside)).toEqual([])
  }
})

test('who writes for a moment only delays others', async () => {
  const { ask, other, path } = await start()
  other.exec('begin immediate')
  const waiting = Promise.all([ask('PUT', path, 'more'), ask('GET', path)])
  await delay(300)
  other.exec('rollback')
  expect((await waiting).map(({ status }) => status)).toEqual([200, 200])
})

test('reads need not wait for their record where the operator chose so', async () => {
  const { ask, other, path } = await start({ BINNACLE_AUDIT_REQUIRED: '0' })
  other.exec('begin immediate')
  for (let read = 0; read < 20; read += 1) expect((await ask('GET', path)).status).toBe(200)
  other.exec('rollback')
})
