import { describe, expect, it, vi } from 'vitest'
import { actorOf, type ActorOptions } from '#test/actor.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { createClient, type ClientOptions } from './client.ts'
import { isAbort } from './errors.ts'

const get = { method: 'GET', path: '/organizations/o/fhir/4/Binary/x' } as const

function client(base: string, options: Partial<ClientOptions> = {}) {
  return createClient({
    base,
    actor: actorOf({ token: () => 'secret-token' }),
    logCdata: () => undefined,
    ...options,
  })
}

describe('headers', () => {
  it('sends what the API documents, below any base', async () => {
    await using server = await oddServer((_, response) => sendJson(response, {}))
    const logCdata = { text: 'reason=x', format: 'json' } as const
    await client(`${server.base}/fhir-gate/`, { logCdata: () => logCdata }).json(get)
    expect(server.seen).toEqual(['GET /fhir-gate/organizations/o/fhir/4/Binary/x'])
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'content-type': 'application/json',
      'log-cdata': 'reason=x',
      'log-cdata-format': 'json',
    })
  })

  it('sends neither a token nor an access reason where there is none', async () => {
    await using server = await oddServer((_, response) => sendJson(response, {}))
    await client(server.base, { actor: actorOf({ token: () => '' }) }).json(get)
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
    expect(server.requests[0]?.headers['log-cdata']).toBeUndefined()
  })
})

describe('a token that is refused', () => {
  const byToken = (good: () => string) =>
    oddServer((request, response) => {
      const ok = request.headers.authorization === `Bearer ${good()}`
      sendJson(response, { ok }, { status: ok ? 200 : 401 })
    })

  it('is asked for once by all that wait, and each goes on', async () => {
    await using server = await byToken(() => 'new')
    let token = 'old'
    const renewToken = vi.fn<ActorOptions['renewToken']>(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      token = 'new'
      return 'renewed'
    })
    const asking = client(server.base, { actor: actorOf({ token: () => token, renewToken }) })
    const answers = await Promise.all([
      asking.json(get),
      asking.json(get),
      asking.upload({ ...get, method: 'PUT', body: '{}' }, () => undefined),
    ])
    expect(answers.map(({ body }) => body)).toEqual([{ ok: true }, { ok: true }, { ok: true }])
    expect(renewToken).toHaveBeenCalledTimes(1)
    await asking.bytes(get)
  })

  it('fails when nobody gives another, and is asked for again the next time', async () => {
    await using server = await byToken(() => 'new')
    const renewToken = vi.fn<ActorOptions['renewToken']>(async () => 'abandoned')
    const asking = client(server.base, {
      actor: actorOf({ token: () => 'secret-token', renewToken }),
    })
    for (let i = 0; i < 2; i += 1)
      await expect(asking.json(get)).rejects.toMatchObject({ kind: 'unauthorized', status: 401 })
    expect(renewToken).toHaveBeenCalledTimes(2)
    expect(server.seen).toHaveLength(2)
  })

  it('is tried once more and not for ever', async () => {
    await using server = await byToken(() => 'none')
    const renewToken = vi.fn<ActorOptions['renewToken']>(async () => 'renewed')
    await expect(
      client(server.base, { actor: actorOf({ token: () => 'secret-token', renewToken }) }).json(
        get,
      ),
    ).rejects.toMatchObject({
      kind: 'unauthorized',
    })
    expect(server.seen).toHaveLength(2)
    expect(renewToken).toHaveBeenCalledTimes(1)
  })

  it('was replaced while the request was under way: nobody is asked', async () => {
    let token = 'old'
    await using server = await oddServer((request, response) => {
      const ok = request.headers.authorization === 'Bearer new'
      token = 'new'
      sendJson(response, { ok }, { status: ok ? 200 : 401 })
    })
    const renewToken = vi.fn<ActorOptions['renewToken']>(async () => 'abandoned')
    await client(server.base, { actor: actorOf({ token: () => token, renewToken }) }).json(get)
    expect(renewToken).not.toHaveBeenCalled()
  })

  it('never shows in an error', async () => {
    await using server = await oddServer((_, response) => sendJson(response, {}, { status: 500 }))
    const error: unknown = await client(server.base)
      .json(get)
      .catch((one: unknown) => one)
    expect(JSON.stringify(error) + String(error)).not.toContain('secret-token')
  })
})

describe('what goes wrong', () => {
  it.each([
    [400, 'bad-request'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [405, 'bad-request'],
    [409, 'conflict'],
    [410, 'gone'],
    [412, 'precondition-failed'],
    [413, 'too-large'],
    [415, 'unsupported-media-type'],
    [418, 'bad-request'],
    [422, 'unprocessable'],
    [428, 'precondition-failed'],
    [429, 'rate-limited'],
    [500, 'server'],
    [503, 'server'],
  ])('%d is %s, with what the server said of it', async (status, kind) => {
    const outcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'x', diagnostics: 'why' }],
    }
    await using server = await oddServer((_, response) =>
      sendJson(response, outcome, {
        status,
        headers: { 'X-Request-Id': 'r1', 'Retry-After': '7' },
      }),
    )
    await expect(
      client(server.base).json({ ...get, path: `${get.path}?_id=secret` }),
    ).rejects.toMatchObject({
      kind,
      status,
      outcome,
      requestId: 'r1',
      retryAfter: 7,
      method: 'GET',
      path: get.path,
    })
  })

  it('is offline when nobody answers', async () => {
    await using server = await oddServer((_, response) => response.destroy())
    await expect(client(server.base).json(get)).rejects.toMatchObject({ kind: 'offline' })
    await expect(client('http://127.0.0.1:1').json(get)).rejects.toMatchObject({ kind: 'offline' })
  })

  it.each([
    ['{"resourceType":"Bin', 'application/json', 'truncated'],
    [`{"resourceType":"Binary","data":"${'A'.repeat(9000)}`, 'application/json', 'truncated'],
    ['<!doctype html>', 'text/html', 'not-fhir'],
    ['OK', 'text/plain', 'not-fhir'],
  ])('tells what %.30j of type %s is', async (body, type, kind) => {
    await using server = await oddServer((_, response) => {
      response.writeHead(200, { 'Content-Type': type })
      response.end(body)
    })
    await expect(client(server.base).json(get)).rejects.toMatchObject({ kind })
  })

  it('is truncated when the connection breaks within the body', async () => {
    await using server = await oddServer((_, response) => {
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': '100',
      })
      response.write('half', () => response.destroy())
    })
    await expect(client(server.base).bytes(get)).rejects.toMatchObject({ kind: 'truncated' })
  })

  it('is not a failure when the caller gives up', async () => {
    await using server = await oddServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.write('{')
    })
    const controller = new AbortController()
    const reading = client(server.base)
      .json(get, controller.signal)
      .catch((error: unknown) => error)
    setTimeout(() => controller.abort(), 20)
    expect(isAbort(await reading)).toBe(true)
    expect(
      isAbort(
        await client(server.base)
          .json(get, AbortSignal.abort())
          .catch((error: unknown) => error),
      ),
    ).toBe(true)
  })

  it('is a timeout when nothing is heard, before the answer or within it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      for (const begun of [false, true]) {
        const transport: typeof fetch = async (_, init) => {
          const silent = new Promise<never>((_, reject) => {
            init?.signal?.addEventListener('abort', () =>
              reject(new DOMException('', 'AbortError')),
            )
          })
          return begun ? new Response(new ReadableStream({ pull: () => silent })) : silent
        }
        const reading = client('http://h', { transport })
          .json(get)
          .catch((error: unknown) => error)
        await vi.advanceTimersByTimeAsync(29_000)
        await vi.advanceTimersByTimeAsync(2000)
        expect(await reading).toMatchObject({ kind: 'timeout' })
      }
    } finally {
      vi.useRealTimers()
    }
  })

  it('reports progress of what arrives', async () => {
    await using server = await oddServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': '6' })
      response.end('abcdef')
    })
    const progress: object[] = []
    const { blob } = await client(server.base).bytes(get, undefined, (one) => progress.push(one))
    expect(blob.size).toBe(6)
    expect(progress.at(-1)).toEqual({ loaded: 6, total: 6 })
  })
})
