import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readMetrics, sumOf } from '#test/read-metrics.ts'
import { runAdmin } from './admin/run-admin.ts'
import { hashToken } from './auth/authenticate.ts'
import { openStore } from './store/open-store.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const TOKEN = 'environment-token-0123456789'
let folder: string
const running = new Set<ChildProcess>()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-run-'))
})
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  running.clear()
  await rm(folder, { recursive: true, force: true })
})

interface Process {
  child: ChildProcess
  out: () => string
  err: () => string
  ended: Promise<number | null>
}

function start(env: Record<string, string> = {}): Process {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      BINNACLE_DATA: join(folder, 'data'),
      BINNACLE_DEMO: '0',
      ...env,
    },
  })
  running.add(child)
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, out: () => out, err: () => err, ended }
}

/** @returns what the line on stdout says: the address and the code in it */
async function ready(server: Process): Promise<{ url: string; code: string | undefined }> {
  while (!server.out().includes('\n')) {
    await Promise.race([
      once(server.child.stdout ?? server.child, 'data'),
      server.ended.then(() => Promise.reject(new Error(server.err()))),
    ])
  }
  const [, url = '', code] = /(http:\/\/[^\s/]+)\/(?:#code=(\S+))?/.exec(server.out()) ?? []
  return { url, code }
}

async function signIn(url: string, code: string): Promise<{ token?: string }> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ code })
  return (await fetch(`${url}/session`, { method: 'POST', headers, body })).json()
}

const bearer = (token = '') => ({ authorization: `Bearer ${token}` })

describe('the first start', () => {
  test('prints one line with a link that signs in once, and logs neither its code nor the token', async () => {
    const server = start({ BINNACLE_DEMO: '1' })
    const { url, code = '' } = await ready(server)
    const { token } = await signIn(url, code)
    expect((await signIn(url, code)).token).toBeUndefined()
    const answer = await fetch(`${url}/organizations`, { headers: bearer(token) })
    expect(await answer.json()).toMatchObject({ organizations: [{ slug: 'demo' }] })
    const list = await fetch(`${url}/organizations/demo/fhir/4/Binary?_summary=count`, {
      headers: bearer(token),
    })
    expect(await list.json()).toMatchObject({ total: expect.toSatisfy((n: number) => n > 10) })
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.out().trim().split('\n')).toHaveLength(1)
    for (const secret of [code, String(token)]) expect(server.err()).not.toContain(secret)
    expect(server.out()).not.toContain(String(token))
    for (const line of server.err().trim().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow()
  })

  test('takes BINNACLE_TOKEN in its place, and prints it nowhere', async () => {
    const server = start({ BINNACLE_TOKEN: TOKEN })
    const { url, code } = await ready(server)
    expect(code).toBeUndefined()
    expect(server.out() + server.err()).not.toContain(TOKEN)
    expect((await fetch(`${url}/organizations`, { headers: bearer(TOKEN) })).status).toBe(200)
  })

  test('makes up no token beside those of the operator', async () => {
    const store = await openStore(join(folder, 'data'))
    const token = { name: 'x', access: 'write', admin: false, organizations: 'all' } as const
    await store.tokens.add({ ...token, created: new Date().toISOString() }, hashToken(TOKEN))
    await store.close()
    const server = start()
    const { url, code } = await ready(server)
    expect(code).toBeUndefined()
    expect(server.out()).toContain('npm run admin -- token')
    expect((await fetch(`${url}/organizations`, { headers: bearer(TOKEN) })).status).toBe(200)
  })
})

test.runIf(process.platform === 'linux')(
  'shares arenas of memory between its threads, unless somebody has chosen how many there are',
  async () => {
    const arenasOf = async ({ child }: Process) => {
      const environment = await readFile(`/proc/${child.pid}/environ`, 'utf8')
      return environment.split('\0').filter((one) => one.startsWith('MALLOC_ARENA_MAX='))
    }
    const ours = start()
    await ready(ours)
    expect(await arenasOf(ours)).toStrictEqual(['MALLOC_ARENA_MAX=2'])
    // What began it can still end it: it is the same process.
    ours.child.kill('SIGTERM')
    expect(await ours.ended).toBe(0)
    const chosen = start({ MALLOC_ARENA_MAX: '7' })
    await ready(chosen)
    expect(await arenasOf(chosen)).toStrictEqual(['MALLOC_ARENA_MAX=7'])
  },
)

test('a link of the admin command signs in at the server that runs', async () => {
  const server = start({ BINNACLE_TOKEN: TOKEN })
  const { url } = await ready(server)
  const lines: string[] = []
  const env = { BINNACLE_DATA: join(folder, 'data'), PORT: new URL(url).port }
  const say = { now: new Date(), out: (line: string) => lines.push(line), note: () => undefined }
  expect(await runAdmin(['link'], { env, ...say })).toBe(0)
  const [, code = ''] = new RegExp(`^${url}/#code=(\\S+)$`).exec(lines[0] ?? '') ?? []
  const { token } = await signIn(url, code)
  expect((await fetch(`${url}/organizations`, { headers: bearer(token) })).status).toBe(200)
})

test('the metrics have a port of their own, whose token may come from a file, and end with the server', async () => {
  const file = join(folder, 'secret')
  await writeFile(file, `${TOKEN}\n`)
  const server = start({ BINNACLE_METRICS_PORT: '0', BINNACLE_METRICS_TOKEN_FILE: file })
  const { url } = await ready(server)
  await fetch(`${url}/organizations`)
  const [address = ''] = /http:[^"]+\/metrics/.exec(server.err()) ?? []
  expect((await fetch(address)).status).toBe(401)
  const text = await (await fetch(address, { headers: bearer(TOKEN) })).text()
  const all = readMetrics(text)
  const refused = { interaction: 'organizations', status: '401' }
  expect(sumOf(all, 'binnacle_http_requests_total', refused)).toBe(1)
  expect(sumOf(all, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect((await fetch(`${url}/metrics`, { headers: bearer(TOKEN) })).status).toBe(404)
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(server.err()).not.toContain(TOKEN)
})

describe('what stops the start is one clear line, and 1', () => {
  test.each([
    [{ PORT: 'abc' }, /^PORT must be/],
    [{ BINNACLE_MAX_BYTES: '1 GB' }, /^BINNACLE_MAX_BYTES must be/],
    [{ BINNACLE_TOKEN: 'short' }, /^BINNACLE_TOKEN must be/],
    [{ BINNACLE_CORS_ORIGINS: '*' }, /^BINNACLE_CORS_ORIGINS must be/],
    [
      { BINNACLE_METRICS_HOST: '192.0.2.1', BINNACLE_METRICS_PORT: '0' },
      /^BINNACLE_METRICS_PORT 0/,
    ],
    [{ BINNACLE_TOKEN: TOKEN, BINNACLE_METRICS_TOKEN: TOKEN }, /^BINNACLE_METRICS_TOKEN must not/],
    [{ BINNACLE_LOG_LEVEL: 'loud' }, /^BINNACLE_LOG_LEVEL must be/],
    [{ HOST: '192.0.2.1' }, /^HOST is not an address/],
    [{ BINNACLE_DATA: '/dev/null' }, /\/dev\/null/],
  ])('%o', async (env, line) => {
    const server = start(env)
    expect(await server.ended).toBe(1)
    expect(server.err().trim().split('\n')).toHaveLength(1)
    expect(server.err()).toMatch(line)
    expect(server.out()).toBe('')
  })

  test('a folder that is in use, and a port that is', async () => {
    const first = start()
    const { url } = await ready(first)
    const second = start()
    expect(await second.ended).toBe(1)
    expect(second.err().trim().split('\n')).toHaveLength(1)
    expect(second.err()).toMatch(/in use/)
    const third = start({ PORT: new URL(url).port, BINNACLE_DATA: join(folder, 'other') })
    expect(await third.ended).toBe(1)
    expect(third.err().trim()).toMatch(/^Port \d+ is in use/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })
})

describe('SIGTERM', () => {
  test('finishes what is in flight, and what was acknowledged is there at the next start', async () => {
    const server = start({ BINNACLE_TOKEN: TOKEN, BINNACLE_DEMO: '1' })
    const { url } = await ready(server)
    const upload = request(`${url}/organizations/demo/fhir/4/Binary`, {
      method: 'POST',
      headers: { ...bearer(TOKEN), 'content-type': 'text/plain' },
    })
    const answered = once(upload, 'response')
    upload.write('first half, ')
    await expect.poll(() => fetch(`${url}/healthz`).then(({ status }) => status)).toBe(200)
    server.child.kill('SIGTERM')
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed')
    upload.end('second half')
    const [response] = (await answered) as [
      { statusCode: number; headers: { location: string }; resume(): void },
    ]
    response.resume()
    expect(response.statusCode).toBe(201)
    expect(await server.ended).toBe(0)
    const again = start({ BINNACLE_TOKEN: TOKEN })
    const next = await ready(again)
    const path = new URL(response.headers.location).pathname
    const read = await fetch(next.url + path, {
      headers: { ...bearer(TOKEN), accept: 'text/plain' },
    })
    expect(await read.text()).toBe('first half, second half')
  })

  test('does not wait for a client that says nothing longer than the grace', async () => {
    const server = start({ BINNACLE_TOKEN: TOKEN, BINNACLE_DEMO: '1', BINNACLE_GRACE_SECONDS: '1' })
    const { url } = await ready(server)
    const upload = request(`${url}/organizations/demo/fhir/4/Binary`, {
      method: 'POST',
      headers: { ...bearer(TOKEN), 'content-type': 'text/plain', 'content-length': '1000' },
    })
    upload.on('error', () => undefined)
    upload.write('only a part')
    await fetch(`${url}/healthz`)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })
})
