import type { QueryClient } from '@tanstack/react-query'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSize, fileName, withFileName } from '#fhir/binary/binary.ts'
import { connect } from '#test/connect-api.ts'
import { startFaultProxy } from '#test/fault-proxy.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import type { Api } from '../api.ts'
import type { UploadHooks } from '../binaries/types.ts'
import { PARTS_FROM } from './send.ts'
import { idAfter } from './upload-way.ts'

let server: TestServer
let base: string
let api: Api
let queryClient: QueryClient

const silent: UploadHooks = {
  onProgress: () => undefined,
  onHashed: () => undefined,
  onLocation: () => undefined,
}

function ownWay() {
  return { kind: 'own-id', id: crypto.randomUUID() } as const
}

beforeAll(async () => {
  server = await testServer()
  base = await server.listen()
  ;({ api, queryClient } = connect(base, { token: () => TOKENS.writer }))
})
afterAll(async () => server[Symbol.asyncDispose]())

describe('uploads to the embedded server', () => {
  it.each([true, false])('uploads and verifies, raw: %s', async (raw) => {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000))
    const fields = withFileName(
      {
        resourceType: 'Binary',
        contentType: 'image/png',
        language: 'de',
        securityContext: { reference: 'Patient/7' },
      },
      'Röntgen (1).png',
    )
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob([bytes]),
      fields,
      raw,
    } as const
    const done = await api.upload(upload, silent, new AbortController().signal)
    expect(done).toMatchObject({
      verified: true,
      written: {
        binary: {
          contentType: 'image/png',
          language: 'de',
          securityContext: { reference: 'Patient/7' },
        },
        madeVersionId: '1',
      },
    })
    expect(fileName(done.written.binary)).toBe('Röntgen (1).png')
    expect(contentSize(done.written.binary)).toBe(50_000)
    const id = done.written.binary.id ?? ''
    const next = {
      ...upload,
      way: { kind: 'version', id, ifMatch: '1' },
      file: new Blob(['new']),
    } as const
    await expect(api.upload(next, silent, new AbortController().signal)).resolves.toMatchObject({
      verified: true,
      written: { binary: { id, meta: { versionId: '2' } } },
    })
    await expect(
      api.upload({ ...next, file: new Blob(['other']) }, silent, new AbortController().signal),
    ).rejects.toMatchObject({ kind: 'precondition-failed' })
    const content = await queryClient.fetchQuery(api.binaries.content('a', id, '1'))
    expect(content.blob.type).toBe('image/png')
    expect(new Uint8Array(await content.blob.arrayBuffer())).toEqual(bytes)
  })

  it.each([
    'application/fhir+json',
    'application/json; charset=utf-8',
    'application/fhir+xml',
    'application/xml+fhir; charset=utf-8',
  ])('shows and stores a Binary that holds %s', async (contentType) => {
    const inner = JSON.stringify({ resourceType: 'Binary', contentType: 'a/b', data: 'eA==' })
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob([inner]),
      fields: { resourceType: 'Binary', contentType },
      raw: true,
    } as const
    const {
      written: { binary },
      verified,
    } = await api.upload(upload, silent, new AbortController().signal)
    expect(verified).toBe(true)
    const id = binary.id ?? ''
    await expect(queryClient.fetchQuery(api.binaries.detail('a', id))).resolves.toMatchObject({
      binary: { id, contentType },
    })
    const content = await queryClient.fetchQuery(api.binaries.content('a', id))
    expect(await content.blob.text()).toBe(inner)
    expect(content.blob.type).toBe('application/octet-stream')
  })

  it('uploads an empty file', async () => {
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob([]),
      fields: { resourceType: 'Binary', contentType: 'text/plain' },
    } as const
    for (const raw of [true, false]) {
      const {
        written: { binary },
      } = await api.upload({ ...upload, way: ownWay(), raw }, silent, new AbortController().signal)
      const content = await queryClient.fetchQuery(api.binaries.content('a', binary.id ?? '', '1'))
      expect(content.blob.size).toBe(0)
    }
  })

  it('carries the access reason with every request', async () => {
    const spoken = connect(base, {
      token: () => TOKENS.writer,
      logCdata: () => ({ text: 'reason=care%20review', format: 'kv' }),
    })
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob(['x']),
      fields: { resourceType: 'Binary', contentType: 'text/plain' },
      raw: true,
    } as const
    const {
      written: { binary },
    } = await spoken.api.upload(upload, silent, new AbortController().signal)
    expect(JSON.stringify(binary.meta?.extension)).toContain('care')
    const broken = connect(base, {
      token: () => TOKENS.writer,
      logCdata: () => ({ text: 'nonsense', format: 'json' }),
    })
    await expect(
      broken.queryClient.fetchQuery(broken.api.binaries.detail('a', 'x')),
    ).rejects.toMatchObject({ kind: 'bad-request' })
  })

  it.each(['video/mp4', 'application/fhir+xml'])(
    'sends large %s in parts, and in one piece where those are refused',
    async (contentType) => {
      const bytes = new Uint8Array(PARTS_FROM + 5)
      crypto.getRandomValues(bytes.subarray(0, 65_536))
      const upload = {
        org: 'a',
        file: new Blob([bytes]),
        fields: { resourceType: 'Binary', contentType },
        raw: true,
      } as const
      for (const [url, places] of [
        ['$uploads', 1],
        ['$elsewhere', 0],
      ] as const) {
        const locations: (string | undefined)[] = []
        const hooks = { ...silent, onLocation: (to: string | undefined) => locations.push(to) }
        const request = { ...upload, way: ownWay(), parts: { url, location: undefined } }
        const done = await api.upload(request, hooks, new AbortController().signal)
        expect(done).toMatchObject({ verified: true, found: false })
        expect(contentSize(done.written.binary)).toBe(bytes.length)
        expect(locations).toHaveLength(places)
        const again = await api.upload(request, silent, new AbortController().signal)
        expect(again).toMatchObject({ verified: true, found: true })
      }
    },
  )

  it('leaves nothing begun where something on the way refuses the parts', async () => {
    await using proxy = await disposable(base)
    const refusing = connect(proxy.url, { token: () => TOKENS.writer })
    proxy.add({ method: 'PATCH', path: /uploads/ }, { kind: 'answer', status: 405 })
    const locations: (string | undefined)[] = []
    const hooks = { ...silent, onLocation: (to: string | undefined) => locations.push(to) }
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob([new Uint8Array(PARTS_FROM + 7)]),
      fields: { resourceType: 'Binary', contentType: 'video/mp4' },
      raw: true,
      parts: { url: '$uploads', location: undefined },
    } as const
    const done = await refusing.api.upload(upload, hooks, new AbortController().signal)
    expect(done).toMatchObject({ verified: true, found: false })
    const id = locations[0]?.split('/').at(-1) ?? ''
    expect(id).not.toBe('')
    const of = { organizationId: 'a', owner: 'writer', id }
    expect(await server.store.uploads.find(of)).toBeUndefined()
    expect(locations.at(-1)).toBeUndefined()
  })

  it('takes another id where somebody else’s content has it', async () => {
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob(['theirs']),
      fields: { resourceType: 'Binary', contentType: 'text/plain' },
      raw: true,
    } as const
    await api.upload(upload, silent, new AbortController().signal)
    const mine = { ...upload, file: new Blob(['mine']) }
    for (const found of [false, true]) {
      const done = await api.upload(mine, silent, new AbortController().signal)
      expect(done).toMatchObject({ verified: true, found })
      expect(done.written.binary.id).toBe(idAfter(upload.way.id))
    }
  })

  it.each([true, false])('is loud where other bytes arrived (raw: %s)', async (raw) => {
    await using proxy = await disposable(base)
    const broken = connect(proxy.url, { token: () => TOKENS.writer })
    proxy.add({ method: 'PUT', path: /./ }, { kind: 'corrupt', at: raw ? 10 : 140 }, 1)
    const upload = {
      org: 'a',
      way: ownWay(),
      file: new Blob(['x'.repeat(1000)]),
      fields: { resourceType: 'Binary', contentType: 'text/plain' },
      raw,
    } as const
    const done = await broken.api.upload(upload, silent, new AbortController().signal)
    expect(done.verified).toBe(false)
  })
})

async function disposable(target: string) {
  const proxy = await startFaultProxy(target, { keepAlive: true })
  return { ...proxy, [Symbol.asyncDispose]: () => proxy.stop() }
}
