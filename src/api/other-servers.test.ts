import { describe, expect, it } from 'vitest'
import { contentSize } from '#fhir/binary/binary.ts'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { distinctHistory } from './binaries/histories/history-order.ts'
import { restoreVersion } from './binaries/restoring/restore.ts'
import type { BinarySearch } from './binaries/search/search-types.ts'

const outcome = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-supported' }],
}
const binary = {
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  meta: { versionId: 'v' },
} as const
const all: BinarySearch = { ids: [], method: 'POST' }

describe('servers that are odd in other ways', () => {
  it('ignores filters: the page says so, and shows what was asked for', async () => {
    await using server = await oddServer((_, response) =>
      sendJson(response, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'self', url: '/Binary?_id=x' }],
        entry: [
          { resource: { ...binary, language: 'de' } },
          { resource: { ...binary, id: 'y', language: 'fr' } },
        ],
      }),
    )
    const { api, queryClient } = connect(server.base)
    const { pages } = await queryClient.fetchInfiniteQuery(
      api.binaries.list('o', { ids: ['x'], language: 'de', method: 'GET' }),
    )
    expect(pages[0]).toMatchObject({
      ignored: ['_id', '_language'],
      received: 2,
      items: [{ id: 'x' }],
    })
  })

  it('leaves a filter out of its self link, though its matches happen to fit', async () => {
    await using server = await oddServer((_, response) =>
      sendJson(response, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'self', url: '/Binary?_id=x' }],
        entry: [{ resource: { ...binary, language: 'de' } }],
      }),
    )
    const { api, queryClient } = connect(server.base)
    const { pages } = await queryClient.fetchInfiniteQuery(
      api.binaries.list('o', { ids: ['x'], language: 'de', method: 'POST' }),
    )
    expect(pages[0]?.ignored).toEqual(['_language'])
  })

  it.each([
    ['the same link', () => '?page=2'],
    [
      'ever other links to the same page',
      (() => {
        let n = 0
        return () => `?page=${(n += 1)}`
      })(),
    ],
  ])('links on for ever by %s, and comes to an end', async (_, link) => {
    await using server = await oddServer((request, response) =>
      sendJson(response, {
        resourceType: 'Bundle',
        type: 'history',
        link: [
          { relation: 'next', url: `http://inner:8080${request.url?.split('?')[0]}${link()}` },
        ],
        entry: [{ resource: binary }],
      }),
    )
    const { api, queryClient } = connect(server.base)
    const { pages } = await queryClient.fetchInfiniteQuery({
      ...api.binaries.typeHistory('o'),
      pages: 1000,
    })
    expect(pages.length).toBeLessThan(5)
    expect(distinctHistory(pages)).toHaveLength(1)
  })

  it('sends pages without anything, one after another', async () => {
    let page = 0
    await using server = await oddServer((_, response) =>
      sendJson(response, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'next', url: `?page=${(page += 1)}` }],
      }),
    )
    const { api, queryClient } = connect(server.base)
    const { pages } = await queryClient.fetchInfiniteQuery({
      ...api.binaries.list('o', all),
      pages: 1000,
    })
    expect(pages.length).toBeLessThan(100)
  })

  it('links elsewhere: nothing goes there, and what is loaded stays', async () => {
    await using elsewhere = await oddServer((_, response) => sendJson(response, {}))
    await using server = await oddServer((_, response) =>
      sendJson(response, {
        resourceType: 'Bundle',
        type: 'searchset',
        link: [{ relation: 'next', url: `${elsewhere.base}/steal?token=1` }],
        entry: [{ resource: binary }],
      }),
    )
    const { api, queryClient } = connect(server.base)
    const options = api.binaries.list('o', all)
    const { pages } = await queryClient.fetchInfiniteQuery(options)
    expect(pages[0]?.items).toHaveLength(1)
    await expect(
      queryClient.fetchInfiniteQuery({ ...options, pages: 2, staleTime: 0 }),
    ).rejects.toMatchObject({ kind: 'blocked-link' })
    expect(elsewhere.seen).toEqual([])
  })

  it.each([404, 405, 501])('lacks the type-level history (%d)', async (status) => {
    await using server = await oddServer((_, response) => sendJson(response, outcome, { status }))
    const { api, queryClient } = connect(server.base)
    expect((await queryClient.fetchInfiniteQuery(api.binaries.typeHistory('o'))).pages).toEqual([
      { supported: false, entries: [], received: 0 },
    ])
    expect(
      await queryClient.fetchQuery(api.binaries.changesSince('o', '2026-01-01T00:00:00Z')),
    ).toEqual({ supported: false, entries: [], more: false })
  })

  it.each([
    ['HTML', 404],
    ['HTML', 200],
    ['HTML', 401],
  ])('answers metadata with %s and %d', async (_, status) => {
    await using server = await oddServer((_, response) => {
      response.writeHead(status, { 'Content-Type': 'text/html' })
      response.end('<!doctype html><p>hello')
    })
    const { api, queryClient } = connect(server.base)
    const reading = queryClient.fetchQuery(api.capabilities('o'))
    if (status === 401) await expect(reading).rejects.toMatchObject({ kind: 'unauthorized' })
    else await expect(reading).resolves.toMatchObject({ known: false, raw: false })
  })

  it('unwraps a Binary that holds JSON', async () => {
    const inner = { resourceType: 'Patient', id: 'p', data: 'x'.repeat(9000) }
    await using server = await oddServer((_, response) => sendJson(response, inner))
    const { api, queryClient } = connect(server.base)
    const { blob, contentType } = await queryClient.fetchQuery(api.binaries.content('o', 'x', '1'))
    expect(JSON.parse(await blob.text())).toEqual(inner)
    expect(contentType).toBe('application/json')
    expect(await queryClient.fetchQuery(api.binaries.detail('o', 'x'))).toMatchObject({
      state: 'live',
      binary: { id: 'x' },
    })
  })

  it('does not restore what it can only see unwrapped', async () => {
    await using server = await oddServer((_, response) =>
      sendJson(response, { resourceType: 'Patient' }),
    )
    const { client } = connect(server.base)
    await expect(
      restoreVersion(client, 'o', { id: 'x', versionId: '1', replaces: { state: 'live' } }),
    ).rejects.toMatchObject({
      kind: 'not-fhir',
    })
    expect(server.seen).toEqual(['GET /organizations/o/fhir/4/Binary/x/_history/1'])
  })

  it.each([
    ['AAA', 'invalid-base64'],
    [`${'A'.repeat(9000)}*`, 'invalid-base64'],
    ['A'.repeat(9001), 'invalid-base64'],
  ])('stores content that is not base64', async (data, kind) => {
    await using server = await oddServer((request, response) =>
      request.url?.includes('metadata')
        ? sendJson(response, {}, { status: 404 })
        : sendJson(response, { ...binary, data }),
    )
    const { api, queryClient } = connect(server.base)
    await expect(queryClient.fetchQuery(api.binaries.content('o', 'x', '1'))).rejects.toMatchObject(
      { kind },
    )
  })

  it('announces another size than it sends', async () => {
    const _data = {
      extension: [{ url: 'https://binnacle.dev/fhir/content', valueAttachment: { size: 4 } }],
    }
    await using server = await oddServer((_, response) =>
      sendJson(response, { ...binary, data: 'YWJj', _data }),
    )
    const { api, queryClient } = connect(server.base)
    await expect(
      queryClient.fetchQuery({ ...api.binaries.content('o', 'x', '1'), retry: false }),
    ).rejects.toMatchObject({ kind: 'content-mismatch' })
  })

  it('refuses the parameter that spares the content', async () => {
    await using server = await oddServer((request, response) =>
      request.url?.includes('_elements')
        ? sendJson(response, outcome, { status: 400 })
        : sendJson(response, { ...binary, data: 'YWJj' }),
    )
    const { api, queryClient } = connect(server.base)
    const state = await queryClient.fetchQuery(api.binaries.detail('o', 'x'))
    expect(state.state === 'live' && contentSize(state.binary)).toBe(3)
    expect(JSON.stringify(state)).not.toContain('YWJj')
  })

  it('answers a search with another kind of Bundle', async () => {
    await using server = await oddServer((_, response) =>
      sendJson(response, { resourceType: 'Bundle', type: 'history' }),
    )
    const { api, queryClient } = connect(server.base)
    await expect(queryClient.fetchInfiniteQuery(api.binaries.list('o', all))).rejects.toMatchObject(
      { kind: 'wrong-bundle' },
    )
  })
})
