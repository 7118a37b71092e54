import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { createBinary, removeBinary, updateBinary } from '../writes.ts'
import { copyVersion, restoreVersion } from './restore.ts'

const letter = { resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' } as const

describe('restoring what was deleted', () => {
  let server: TestServer
  let base: string
  beforeAll(async () => {
    server = await testServer()
    base = await server.listen()
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  async function deleted() {
    const { client, api, queryClient } = connect(base, { token: () => TOKENS.writer })
    const { binary } = await createBinary(client, 'a', letter)
    const id = binary.id ?? ''
    const { versionId } = await removeBinary(client, 'a', { id, ifMatch: '1' })
    const state = await queryClient.fetchQuery(api.binaries.detail('a', id))
    return { client, id, deletion: versionId ?? '', state }
  }

  it('replaces the deletion that the user saw', async () => {
    const { client, id, deletion, state } = await deleted()
    expect([deletion, state]).toMatchObject(['2', { state: 'deleted', author: 'writer' }])
    const restored = await restoreVersion(client, 'a', { id, versionId: '1', replaces: state })
    expect(restored.versionId).toBe('3')
  })

  it.each([{ versionId: '2' }, {}])(
    'is a conflict where somebody has restored it meanwhile (%o)',
    async (known) => {
      const { client, id } = await deleted()
      await updateBinary(client, 'a', { id, binary: { ...letter, language: 'de' } })
      const replaces = { state: 'deleted', ...known } as const
      await expect(
        restoreVersion(client, 'a', { id, versionId: '1', replaces }),
      ).rejects.toMatchObject({ kind: 'precondition-failed' })
    },
  )
})

/** A server whose Binary `x` is deleted: its third version, the second being the last with content. */
function withDeleted(put: (match: string | undefined, noneMatch: string | undefined) => number) {
  return oddServer((request, response) => {
    const { method, url = '', headers } = request
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    if (method === 'PUT') {
      const status = put(headers['if-match'], headers['if-none-match'])
      return sendJson(response, { ...letter, id: 'x', meta: { versionId: '4' } }, { status })
    }
    if (method === 'POST') {
      return sendJson(response, { ...letter, id: 'y', meta: { versionId: '1' } }, { status: 201 })
    }
    if (url.includes('_history/2')) return sendJson(response, { ...letter, id: 'x' })
    if (!url.includes('_history')) return sendJson(response, outcome, { status: 410 })
    sendJson(response, {
      resourceType: 'Bundle',
      type: 'history',
      entry: [{ request: { method: 'DELETE', url: 'Binary/x' }, response: { etag: 'W/"3"' } }],
    })
  })
}

describe('on other servers', () => {
  const replaces = { state: 'deleted', versionId: '3' } as const

  it('it is restored where no If-Match holds for what is deleted', async () => {
    await using server = await withDeleted((match, none) =>
      match !== undefined ? 412 : none === '*' ? 201 : 428,
    )
    const { client } = connect(server.base)
    await expect(
      restoreVersion(client, 'o', { id: 'x', versionId: '2', replaces }),
    ).resolves.toMatchObject({ versionId: '4' })
  })

  it('it may be uploaded as a new file where its id can’t be used again', async () => {
    await using server = await withDeleted(() => 404)
    const { client } = connect(server.base)
    await expect(
      restoreVersion(client, 'o', { id: 'x', versionId: '2', replaces }),
    ).rejects.toMatchObject({ kind: 'not-found' })
    const copy = await copyVersion(client, 'o', { id: 'x', versionId: '2' })
    expect(copy.binary.id).toBe('y')
  })
})
