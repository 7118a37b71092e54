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
  const { client, api, queryClient } = connect(base, { token: () => TOKENS.writer })
  const { binary } = await createBinary(client, 'a', {
    resourceType: 'Binary',
    contentType: 'text/plain',
    language: 'en',
    data: 'eA==',
  })
  const id = binary.id ?? ''
  await patchBinary(client, 'a', { id, operations: language('fr') })
  const load = (change: Parameters<typeof loadConflict>[2]['change'], baseVersionId?: string) =>
    loadConflict(queryClient, api, {
      org: 'a',
      id,
      change,
      ...(baseVersionId === undefined ? {} : { baseVersionId }),
    })
  return { client, id, load }
}

describe('loadConflict', () => {
  it('shows theirs, mine and the base, and how mine would follow theirs', async () => {
    const { load } = await changedByAnother()
    const operations = [
      { op: 'add' as const, path: '/securityContext', value: { reference: 'Patient/1' } },
    ]
    expect(await load({ kind: 'patch', operations }, '1')).toMatchObject({
      base: { language: 'en' },
      theirs: { state: 'live', versionId: '2', binary: { language: 'fr' } },
      mine: { language: 'en', securityContext: { reference: 'Patient/1' } },
      onTop: {
        possible: true,
        ifMatch: '2',
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

  it('says when mine no longer fits theirs', async () => {
    const { load } = await changedByAnother()
    const operations = [{ op: 'test' as const, path: '/language', value: 'en' }, ...language('de')]
    expect(await load({ kind: 'patch', operations }, '1')).toMatchObject({
      mine: { language: 'de' },
      onTop: { possible: false, reason: expect.stringContaining('Edit it again') },
    })
  })

  it('knows that they deleted it', async () => {
    const { load, client, id } = await changedByAnother()
    await removeBinary(client, 'a', { id })
    expect(await load({ kind: 'patch', operations: language('de') }, '1')).toMatchObject({
      theirs: { state: 'deleted' },
      onTop: { possible: false },
    })
    expect((await load({ kind: 'remove' }, '1')).onTop).toMatchObject({ possible: false })
    expect((await load({ kind: 'content' }, '1')).onTop).toMatchObject({
      possible: true,
      ifMatch: '3',
    })
    expect((await load({ kind: 'restore', versionId: '1' }, '2')).onTop).toMatchObject({
      possible: true,
      ifMatch: '3',
      result: { language: 'en' },
    })
  })

  it('can remove and restore on top of theirs', async () => {
    const { load } = await changedByAnother()
    expect((await load({ kind: 'remove' }, '1')).onTop).toEqual({ possible: true, ifMatch: '2' })
    const restore = await load({ kind: 'restore', versionId: '1' }, '1')
    expect([restore.mine?.language, restore.onTop]).toMatchObject([
      'en',
      { possible: true, ifMatch: '2' },
    ])
  })
})
