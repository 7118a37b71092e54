import { describe, expect, it } from 'vitest'
import { RAW_CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'

const statement = {
  resourceType: 'CapabilityStatement',
  rest: [
    {
      resource: [
        { type: 'Binary', extension: [{ url: RAW_CONTENT_EXTENSION, valueBoolean: true }] },
      ],
    },
  ],
}

/** Fails with the first requests for the metadata, then answers them; everything else is a Binary. */
function failingServer(status: number, times: number) {
  let failed = 0
  return oddServer((request, response) => {
    if (request.url?.endsWith('/metadata') !== true) {
      const asResource = request.headers.accept?.startsWith('application/json') === true
      return sendJson(
        response,
        { resourceType: 'Binary', id: 'x', data: 'YWJj' },
        {
          status: asResource ? 200 : 406,
        },
      )
    }
    failed += 1
    if (failed > times) sendJson(response, statement)
    else sendJson(response, {}, { status })
  })
}

describe('metadata', () => {
  it.each([500, 503])('that failed once (%d) says nothing about the server', async (status) => {
    await using server = await failingServer(status, 1)
    const { api, queryClient } = connect(server.base)
    const known = () => api.knownCapabilities(queryClient, 'o')
    expect(await known()).toMatchObject({ known: false, raw: false })
    expect(await known()).toMatchObject({ known: true, raw: true })
  })

  it('is not needed to read a content', async () => {
    await using server = await failingServer(500, 99)
    const { api, queryClient } = connect(server.base)
    const { blob } = await queryClient.fetchQuery(api.binaries.content('o', 'x', '1'))
    expect(await blob.text()).toBe('abc')
  })

  it.each([400, 403, 404, 405, 410, 501])(
    'that is not there (%d) is a fact, and asked for once',
    async (status) => {
      await using server = await failingServer(status, 99)
      const { api, queryClient } = connect(server.base)
      expect(await api.knownCapabilities(queryClient, 'o')).toMatchObject({ known: false })
      expect(await api.knownCapabilities(queryClient, 'o')).toMatchObject({ known: false })
      expect(server.seen).toHaveLength(1)
    },
  )
})

it('a history that fails does not make a file one that never was', async () => {
  await using server = await oddServer((request, response) =>
    sendJson(response, {}, { status: request.url?.includes('_history') === true ? 500 : 404 }),
  )
  const { api, queryClient } = connect(server.base)
  await expect(queryClient.fetchQuery(api.binaries.detail('o', 'x'))).rejects.toMatchObject({
    kind: 'server',
  })
})

it('a version that can’t be read just now is not one that nobody knows', async () => {
  await using server = await oddServer((request, response) =>
    request.url?.includes('_history') === true
      ? sendJson(response, {}, { status: 500 })
      : sendJson(response, { resourceType: 'Binary', id: 'x', meta: { versionId: '2' } }),
  )
  const { client, queryClient } = connect(server.base)
  const { loadConflict } = await import('../binaries/conflict.ts')
  const change = { kind: 'remove' } as const
  await expect(
    loadConflict(queryClient, client, { org: 'o', id: 'x', change, baseVersionId: '1' }),
  ).rejects.toMatchObject({ kind: 'server' })
})
