import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { loadConflict } from './conflict.ts'
import { createBinary, patchBinary, removeBinary } from './writes.ts'

let server: TestServer
let base: string
beforeAll(async () => {
  server = await testServer()
  base = await server.listen()
})
afterAll(async () => server[Symbol.asyncDispose]())

const language = (value: string) => [{ op: 'replace' as const, path: '/language', value }]

async function changedByAnother() {
  const { client, queryClient } = connect(base, { token: () => TOKENS.writer })
  const { binary } = await createBinary(client, 'a', {
    resourceType: 'Binary',
    contentType: 'text/plain',
    language: 'en',
    data: 'eA==',
  })
  const id = binary.id ?? ''
  await patchBinary(client, 'a', { id, operations: language('fr') })
  const load = (change: Parameters<typeof loadConflict>[2]['change'], baseVersionId?: string) =>
    loadConflict(queryClient, client, {
      org: 'a',
      id,
      change,
      ...(baseVersionId === undefined ? {} : { baseVersionId }),
    })
  return { client, id, load }
}

describe('loadConflict', () => {
  it('shows the stored version, mine and the base, and how mine would be applied to it', async () => {
    const { load } = await changedByAnother()
    const operations = [
      { op: 'add' as const, path: '/securityContext', value: { reference: 'Patient/1' } },
    ]
    expect(await load({ kind: 'patch', operations }, '1')).toMatchObject({
      base: { language: 'en' },
      remote: { state: 'live', versionId: '2', binary: { language: 'fr' } },
      mine: { language: 'en', securityContext: { reference: 'Patient/1' } },
      onTop: {
        possible: true,
        replaces: { state: 'live', versionId: '2' },
        result: { language: 'fr', securityContext: { reference: 'Patient/1' } },
      },
    })
  })

  it('does without a base that nobody knows', async () => {
    const { load } = await changedByAnother()
    for (const version of [undefined, 'never']) {
      const conflict = await load({ kind: 'patch', operations: language('de') }, version)
      expect(conflict.base).toBeUndefined()
      expect(conflict.onTop).toMatchObject({ possible: true, result: { language: 'de' } })
    }
  })

  it('says when mine no longer fits the stored version', async () => {
    const { load } = await changedByAnother()
    const operations = [{ op: 'test' as const, path: '/language', value: 'en' }, ...language('de')]
    expect(await load({ kind: 'patch', operations }, '1')).toMatchObject({
      mine: { language: 'de' },
      onTop: { possible: false, reason: expect.stringContaining('Edit it again') },
    })
  })

  it('knows that it was deleted meanwhile', async () => {
    const { load, client, id } = await changedByAnother()
    await removeBinary(client, 'a', { id })
    expect(await load({ kind: 'patch', operations: language('de') }, '1')).toMatchObject({
      remote: { state: 'deleted' },
      onTop: { possible: false },
    })
    expect((await load({ kind: 'remove' }, '1')).onTop).toMatchObject({ possible: false })
    expect((await load({ kind: 'content' }, '1')).onTop).toMatchObject({
      possible: true,
      replaces: { state: 'deleted', versionId: '3' },
    })
    expect((await load({ kind: 'restore', versionId: '1', part: 'all' }, '2')).onTop).toMatchObject(
      {
        possible: true,
        replaces: { state: 'deleted', versionId: '3' },
        result: { language: 'en' },
      },
    )
  })

  it('can remove and restore on top of the stored version', async () => {
    const { load } = await changedByAnother()
    expect((await load({ kind: 'remove' }, '1')).onTop).toEqual({
      possible: true,
      replaces: { state: 'live', versionId: '2' },
    })
    const restore = await load({ kind: 'restore', versionId: '1', part: 'all' }, '1')
    expect([restore.mine?.language, restore.onTop]).toMatchObject([
      'en',
      { possible: true, replaces: { state: 'live', versionId: '2' } },
    ])
  })
})
