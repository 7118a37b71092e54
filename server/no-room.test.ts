import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AuditRecord } from '#server/store/audit.ts'
import { startOnSmallDisk, whyNoSmallDisk } from '#test/small-disk.ts'
import type { OnSmallDisk } from '#test/small-disk.ts'

/** A real disk that is really full: a small file system in memory, mounted for the server's process alone. */
const why = await whyNoSmallDisk()
const BASE = '/organizations/o/fhir/4'
const MIB = 1024 ** 2

async function start(env: Record<string, string> = {}) {
  const server = await startOnSmallDisk(48, env)
  onTestFinished(() => server[Symbol.asyncDispose]())
  return { ...server, ask: asker(server) }
}

function asker({ url, token }: Pick<OnSmallDisk, 'url' | 'token'>) {
  return async (method: string, path: string, body?: unknown, headers: object = {}) => {
    const isText = typeof body === 'string' || Buffer.isBuffer(body)
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: isText ? new Uint8Array(Buffer.from(body)) : JSON.stringify(body),
      }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text }
  }
}

type Ask = ReturnType<typeof asker>

function binary(id?: string, bytes = 10): object {
  const data = Buffer.alloc(bytes, 'x').toString('base64')
  return {
    resourceType: 'Binary',
    ...(id !== undefined && { id }),
    contentType: 'text/plain',
    data,
  }
}

async function stored(ask: Ask): Promise<string> {
  const { status, headers } = await ask('POST', `${BASE}/Binary`, binary())
  expect(status).toBe(201)
  return /Binary\/([^/]+)/.exec(headers.get('location') ?? '')?.[1] ?? ''
}

const TUS = { 'tus-resumable': '1.0.0' }

/** Everything that changes something. */
function writes(ask: Ask, id: string, upload: string): [string, () => ReturnType<Ask>][] {
  const patch = [{ op: 'add', path: '/language', value: 'de' }]
  const entry = [{ request: { method: 'POST', url: 'Binary' }, resource: binary() }]
  const part = { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }
  return [
    ['create', () => ask('POST', `${BASE}/Binary`, binary())],
    ['create without content', () => ask('POST', `${BASE}/Binary`, binary(undefined, 0))],
    ['raw create', () => ask('POST', `${BASE}/Binary`, 'text', { 'content-type': 'text/plain' })],
    ['large create', () => ask('POST', `${BASE}/Binary`, binary(undefined, 2 * MIB))],
    ['update', () => ask('PUT', `${BASE}/Binary/${id}`, binary(id))],
    [
      'patch',
      () =>
        ask('PATCH', `${BASE}/Binary/${id}`, patch, {
          'content-type': 'application/json-patch+json',
        }),
    ],
    ['delete', () => ask('DELETE', `${BASE}/Binary/${id}`)],
    ['batch', () => ask('POST', BASE, { resourceType: 'Bundle', type: 'batch', entry })],
    ['upload', () => ask('POST', `${BASE}/$uploads`, undefined, { ...TUS, 'upload-length': '5' })],
    ['part', () => ask('PATCH', upload, Buffer.from('12345'), part)],
  ]
}

async function beginUpload(ask: Ask): Promise<string> {
  const begun = await ask('POST', `${BASE}/$uploads`, undefined, { ...TUS, 'upload-length': '5' })
  expect(begun.status).toBe(201)
  return new URL(begun.headers.get('location') ?? '').pathname
}

/** The records of reads that were answered. */
async function recordedReads(ask: Ask, id: string): Promise<AuditRecord[]> {
  const found: AuditRecord[] = []
  let next: string | undefined = `/organizations/o/audit?_count=500&id=${id}`
  while (next !== undefined) {
    const { status, text } = await ask('GET', next)
    expect(status).toBe(200)
    const page = JSON.parse(text) as { records: AuditRecord[]; next?: string }
    found.push(...page.records)
    const url = page.next === undefined ? undefined : new URL(page.next)
    next = url && url.pathname + url.search
  }
  return found.filter(({ interaction, status }) => interaction === 'read' && status === 200)
}

describe.skipIf(why !== undefined)(`a full disk${why === undefined ? '' : ` (${why})`}`, () => {
  test('refuses every write with 507, serves reads that it records, and goes on when there is room', async () => {
    const { ask, fill, empty, folder, log } = await start()
    const id = await stored(ask)
    const upload = await beginUpload(ask)
    await expect.poll(() => readdir(folder)).toContain('reserve')
    await fill()
    for (const [name, write] of writes(ask, id, upload)) {
      const { status, text } = await write()
      expect([name, status, text]).toEqual([name, 507, expect.stringContaining('make room')])
      expect(JSON.parse(text)).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ code: 'no-store' }],
      })
    }
    const answers: number[] = []
    for (let read = 0; read < 400; read += 1)
      answers.push((await ask('GET', `${BASE}/Binary/${id}`)).status)
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(await recordedReads(ask, id)).toHaveLength(400)
    const ready = await ask('GET', '/readyz')
    expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('"space":{"failed":')])
    // What makes room is done.
    expect((await ask('DELETE', upload, undefined, TUS)).status).toBe(204)
    await empty()
    await expect.poll(async () => (await ask('GET', '/readyz')).status, { timeout: 5000 }).toBe(200)
    const patch = [{ op: 'add', path: '/language', value: 'de' }]
    const patched = await ask('PATCH', `${BASE}/Binary/${id}`, patch, {
      'content-type': 'application/json-patch+json',
    })
    expect([patched.status, patched.headers.get('etag')]).toEqual([200, 'W/"2"'])
    expect(log()).not.toContain('an audit record was lost')
    const temporary = await readdir(join(folder, 'contents', 'tmp'))
    expect(temporary).toEqual([])
  })

  test('refuses reads once nothing can be recorded: no answer without its record', async () => {
    const { ask, fill, empty } = await start({ BINNACLE_RESERVE_BYTES: '0' })
    const id = await stored(ask)
    await fill()
    let served = 0
    let refused = 0
    for (let read = 0; read < 3000 && refused < 20; read += 1) {
      const { status, text } = await ask('GET', `${BASE}/Binary/${id}`)
      if (status === 200) served += 1
      else {
        refused += 1
        expect([status, text]).toEqual([507, expect.stringContaining('record')])
        expect(text).not.toContain('data')
      }
    }
    expect(refused).toBe(20)
    await empty()
    await expect.poll(async () => (await ask('GET', `${BASE}/Binary/${id}`)).status).toBe(200)
    expect((await recordedReads(ask, id)).length).toBe(served + 1)
  })

  test('serves reads all the same where the operator chose so', async () => {
    const { ask, fill, log } = await start({
      BINNACLE_RESERVE_BYTES: '0',
      BINNACLE_AUDIT_REQUIRED: '0',
    })
    const id = await stored(ask)
    await fill()
    for (let read = 0; read < 1500; read += 1)
      expect((await ask('GET', `${BASE}/Binary/${id}`)).status).toBe(200)
    await expect.poll(log).toContain('an audit record was lost')
  })

  test('lets what makes room be started, by what is in reserve', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'binnacle-full-'))
    onTestFinished(() => rm(disk, { recursive: true, force: true }))
    const script = `mount -t tmpfs -o size=8m none "$0" && "$1" server/admin.ts organization add O &&
      dd if=/dev/urandom of="$BINNACLE_DATA/reserve" bs=1M count=1 && dd if=/dev/zero of="$0/filler" bs=512
      "$1" server/admin.ts collect`
    const namespace = ['--user', '--map-root-user', '--mount', '--propagation', 'private']
    const { code, out, err } = await new Promise<Record<string, unknown>>((resolve) => {
      execFile(
        'unshare',
        [...namespace, 'sh', '-c', script, disk, process.execPath],
        { env: { ...process.env, BINNACLE_DATA: join(disk, 'data') } },
        (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
      )
    })
    expect(err).toContain('No space left')
    expect([code, out]).toEqual([0, expect.stringContaining('Nothing to remove.')])
  })

  test('stops an upload that would use up the reserve, and keeps nothing of it', async () => {
    const { ask, folder } = await start()
    const id = await stored(ask)
    await expect.poll(() => readdir(folder)).toContain('reserve')
    const { status } = await ask('POST', `${BASE}/Binary`, Buffer.alloc(60 * MIB, 1), {
      'content-type': 'application/octet-stream',
    })
    expect(status).toBe(507)
    await expect.poll(() => readdir(join(folder, 'contents', 'tmp'))).toEqual([])
    expect((await ask('PUT', `${BASE}/Binary/${id}`, binary(id))).status).toBe(200)
  })
})

describe.skipIf(why !== undefined)(`a disk${why === undefined ? '' : ` (${why})`}`, () => {
  const SOON = { timeout: 10_000 }

  test('that may only be read for a while: every answer is 503, then it goes on', async () => {
    const { ask, turn } = await start()
    const id = await stored(ask)
    const read = async () => (await ask('GET', `${BASE}/Binary/${id}`)).status
    await turn('read-only')
    const refused = await ask('POST', `${BASE}/Binary`, binary(undefined, MIB))
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('issue')])
    await expect.poll(read, SOON).toBe(503)
    expect((await ask('GET', '/readyz')).text).toContain('"folder":{"failed":')
    await turn('writable')
    await expect.poll(read, SOON).toBe(200)
    expect((await ask('POST', `${BASE}/Binary`, binary())).status).toBe(201)
  })

  test('that is unmounted: nothing is written into nothing', async () => {
    const { ask, turn } = await start()
    const id = await stored(ask)
    await turn('away')
    expect((await ask('POST', `${BASE}/Binary`, binary())).status).toBe(503)
    await expect.poll(async () => (await ask('GET', `${BASE}/Binary/${id}`)).status, SOON).toBe(503)
    expect((await ask('GET', '/readyz')).status).toBe(503)
  })
})
