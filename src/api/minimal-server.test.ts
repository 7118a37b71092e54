import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSize } from '#fhir/binary/binary.ts'
import { connect } from '#test/connect-api.ts'
import { startMinimalServer, type MinimalServer } from '#test/minimal-server.ts'
import { distinctHistory } from './binaries/histories/history-order.ts'
import { distinctBinaries } from './binaries/pages.ts'
import { restoreVersion } from './binaries/restoring/restore.ts'
import type { BinarySearch } from './binaries/search/search-types.ts'
import { createBinary, patchBinary, removeBinary, updateBinary } from './binaries/writes.ts'

const binary = {
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  meta: { versionId: 'v' },
} as const
const all: BinarySearch = { ids: [], method: 'POST' }

describe('a server that knows the documented interactions alone', () => {
  let server: MinimalServer
  beforeAll(async () => {
    server = await startMinimalServer()
  })
  afterAll(() => server.stop())

  it('is worked with all the same', async () => {
    const org = server.organization
    const { client, api, queryClient } = connect(server.url, { token: () => server.token })
    expect(await queryClient.fetchQuery(api.organizations.list())).toEqual({
      known: false,
      organizations: [],
    })
    expect(await queryClient.fetchQuery(api.organizations.check(org))).toEqual({ idOrSlug: org })
    expect(await queryClient.fetchQuery(api.capabilities(org))).toEqual({
      known: false,
      raw: false,
      updateCreate: false,
      conditionalCreate: false,
      batch: false,
      searchParams: [],
      interactions: [],
    })

    const created = await createBinary(client, org, { ...binary, data: 'Zmlyc3Q=' })
    const id = created.binary.id ?? ''
    expect(created.versionId).toBeTypeOf('string')
    const patched = await patchBinary(client, org, {
      id,
      operations: [{ op: 'add', path: '/language', value: 'de' }],
      ifMatch: created.versionId ?? '',
    })
    expect(patched.binary).toMatchObject({ language: 'de' })
    const updated = await updateBinary(client, org, { id, binary: { ...binary, data: 'c2Vjb25k' } })
    expect(contentSize(updated.binary)).toBe(6)

    const list = await queryClient.fetchInfiniteQuery(api.binaries.list(org, all))
    expect(list.pages[0]?.items).toHaveLength(1)
    expect(
      JSON.stringify(queryClient.getQueryData(api.binaries.list(org, all).queryKey)),
    ).not.toContain('c2Vjb25k')
    expect(contentSize(list.pages[0]?.items[0] ?? binary)).toBe(6)

    const content = await queryClient.fetchQuery(
      api.binaries.content(org, id, created.versionId ?? ''),
    )
    expect(await content.blob.text()).toBe('first')
    await removeBinary(client, org, { id })
    expect(await queryClient.fetchQuery(api.binaries.detail(org, id))).toMatchObject({
      state: 'deleted',
    })
    const restored = await restoreVersion(client, org, {
      id,
      versionId: created.versionId ?? '',
      replaces: { state: 'deleted' },
    })
    expect(contentSize(restored.binary)).toBe(5)
    expect(
      distinctHistory(
        (await queryClient.fetchInfiniteQuery(api.binaries.history(org, id))).pages,
      ).map(({ kind }) => kind),
    ).toEqual(['version', 'deletion', 'version', 'version', 'version'])
    expect(
      (await queryClient.fetchInfiniteQuery(api.binaries.typeHistory(org))).pages[0]?.supported,
    ).toBe(true)
  })

  it('repeats entries at the edges of its pages, and is read whole and once', async () => {
    const org = server.organization
    const { client, api, queryClient } = connect(server.url, { token: () => server.token })
    for (let i = 0; i < 45; i += 1)
      await createBinary(client, org, { ...binary, language: 'fr', data: 'eA==' })
    const { pages } = await queryClient.fetchInfiniteQuery({
      ...api.binaries.list(org, { ...all, language: 'fr' }),
      pages: 99,
    })
    expect(pages.length).toBeGreaterThan(2)
    expect(distinctBinaries(pages)).toHaveLength(45)
  })
})
