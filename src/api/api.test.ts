import type { QueryClient } from '@tanstack/react-query'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSize, fileName, withFileName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { connect } from '#test/connect-api.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import type { Api } from './api.ts'
import type { LiveBinary } from './binaries/types.ts'

let server: TestServer
let base: string
let api: Api
let queryClient: QueryClient

beforeAll(async () => {
  server = await testServer()
  base = await server.listen()
  ;({ api, queryClient } = connect(base, { token: () => TOKENS.writer }))
})
afterAll(async () => server[Symbol.asyncDispose]())

const text = (words: string): Binary => ({
  resourceType: 'Binary',
  contentType: 'text/plain',
  data: Buffer.from(words).toString('base64'),
})

/** Runs a mutation as a component would, and waits until the caches have settled. */
async function run<Data>(
  options: { mutationFn?: unknown; onSuccess?: unknown },
  variables: unknown,
): Promise<Data> {
  const mutation = queryClient.getMutationCache().build(queryClient, options as object)
  return (await mutation.execute(variables)) as Data
}

async function create(binary: Binary): Promise<LiveBinary & { id: string }> {
  const state = await run<LiveBinary>(api.binaries.create('a'), { binary })
  return { ...state, id: state.binary.id ?? '' }
}

describe('on the embedded server', () => {
  it('lists organizations, and checks one by id and by slug', async () => {
    const list = await queryClient.fetchQuery(api.organizations.list())
    expect(list.known).toBe(true)
    expect(list.organizations).toContainEqual({
      id: 'a',
      slug: 'alpha',
      name: 'Alpha clinic',
      access: 'write',
    })
    for (const name of ['a', 'alpha']) {
      await expect(queryClient.fetchQuery(api.organizations.check(name))).resolves.toEqual({
        idOrSlug: name,
      })
    }
    await expect(
      queryClient.fetchQuery({ ...api.organizations.check('nowhere'), retry: false }),
    ).rejects.toMatchObject({ kind: 'forbidden', requestId: expect.any(String) })
  })

  it('reads what the server can do', async () => {
    const capabilities = await queryClient.fetchQuery(api.capabilities('a'))
    expect(capabilities).toMatchObject({ known: true, raw: true, fhirVersion: '4.0.1' })
    expect(capabilities.interactions).toContain('vread')
  })

  it('creates, patches under If-Match, meets a conflict, and knows the state each time', async () => {
    const created = await create({ ...text('first'), language: 'en' })
    expect(created).toMatchObject({ state: 'live', versionId: '1', binary: { language: 'en' } })
    expect(contentSize(created.binary)).toBe(5)
    const operations = [{ op: 'replace' as const, path: '/language', value: 'de' }]
    const { id } = created
    const patched = await run<LiveBinary>(api.binaries.patch('a'), {
      id,
      operations,
      ifMatch: '1',
    })
    expect(patched).toMatchObject({ versionId: '2', binary: { language: 'de' } })
    await expect(
      run(api.binaries.patch('a'), { id, operations, ifMatch: '1' }),
    ).rejects.toMatchObject({ kind: 'precondition-failed' })
  })

  it('removes, shows the deletion as a state, and restores the content', async () => {
    const { id } = await create(withFileName(text('kept'), 'letter.txt'))
    await run(api.binaries.update('a'), { id, binary: text('other'), ifMatch: '1' })
    await run(api.binaries.remove('a'), {
      id,
      ifMatch: '2',
    })
    const deleted = await queryClient.fetchQuery({ ...api.binaries.detail('a', id), staleTime: 0 })
    expect(deleted).toMatchObject({
      state: 'deleted',
      versionId: '3',
      lastUpdated: expect.any(String),
    })
    await expect(queryClient.fetchQuery(api.binaries.version('a', id, '3'))).resolves.toMatchObject(
      { state: 'deleted' },
    )
    const again = await run<LiveBinary>(api.binaries.restore('a'), {
      id,
      versionId: '1',
      replaces: deleted,
    })
    expect(again).toMatchObject({ state: 'live', versionId: '4' })
    expect(fileName(again.binary)).toBe('letter.txt')
    const content = await queryClient.fetchQuery(api.binaries.content('a', id, '4'))
    expect(await content.blob.text()).toBe('kept')
    const history = await queryClient.fetchInfiniteQuery(api.binaries.history('a', id))
    expect(history.pages[0]?.entries.map(({ kind, versionId }) => `${kind} ${versionId}`)).toEqual([
      'version 4',
      'deletion 3',
      'version 2',
      'version 1',
    ])
  })

  it('restores without a trace of base64, and is idempotent in removing', async () => {
    const { id } = await create(text('x'))
    await run(api.binaries.remove('a'), { id })
    await expect(run(api.binaries.remove('a'), { id })).resolves.toBeTypeOf('object')
    await expect(run(api.binaries.remove('a'), { id: 'never-was' })).resolves.toBeTypeOf('object')
  })

  it.each(['POST', 'GET'] as const)('searches by %s along all pages', async (method) => {
    const made = await Promise.all(
      Array.from({ length: 3 }, () => create({ ...text('y'), language: 'rm' })),
    )
    await create({ ...text('z'), language: 'rm-sursilv' })
    const ids = made.map(({ id }) => id)
    const found = await queryClient.fetchInfiniteQuery(
      api.binaries.list('a', { ids, language: 'RM', method }),
    )
    const [page] = found.pages
    expect(page?.items.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
    expect(page).toMatchObject({ total: 3, ignored: [] })
    expect(page?.items.every((item) => item.data === undefined && contentSize(item) === 1)).toBe(
      true,
    )
  })

  it('follows next links to the end of a history, each entry once', async () => {
    const { id } = await create(text('0'))
    for (let i = 1; i < 7; i += 1)
      await run(api.binaries.update('a'), { id, binary: text(String(i)) })
    const { pages } = await queryClient.fetchInfiniteQuery({
      ...api.binaries.history('a', id, { count: 3 }),
      pages: 9,
    })
    expect(pages.flatMap((page) => page.entries.map(({ versionId }) => versionId))).toEqual([
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
      '1',
    ])
    expect(pages).toHaveLength(3)
  })

  it('tells what changed since an instant, and nothing of that instant itself', async () => {
    const before = await create(text('before'))
    await new Promise((resolve) => setTimeout(resolve, 5))
    const after = await create(text('after'))
    const changes = await queryClient.fetchQuery(
      api.binaries.changesSince('a', before.lastUpdated ?? ''),
    )
    expect(changes.supported).toBe(true)
    expect(changes.entries.map(({ id }) => id)).toEqual([after.id])
  })

  it.each([
    [TOKENS.expired, 'a', 'unauthorized'],
    ['no such token', 'a', 'unauthorized'],
    ['tökén', 'a', 'unauthorized'],
    [TOKENS.ofB, 'a', 'forbidden'],
  ] as const)('says what is wrong with %s', async (token, org, kind) => {
    const other = connect(base, { token: () => token })
    await expect(
      other.queryClient.fetchQuery({ ...other.api.organizations.check(org), retry: false }),
    ).rejects.toMatchObject({ kind })
  })

  it('says that it was never there', async () => {
    await expect(queryClient.fetchQuery(api.binaries.detail('a', 'never'))).rejects.toMatchObject({
      kind: 'not-found',
    })
    await expect(queryClient.fetchQuery(api.binaries.detail('a', '..'))).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})
