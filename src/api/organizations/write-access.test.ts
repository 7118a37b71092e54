import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'

let server: TestServer
let base: string
beforeAll(async () => {
  server = await testServer()
  base = await server.listen()
})
afterAll(async () => server[Symbol.asyncDispose]())

describe('whether a token may write', () => {
  it.each([
    ['reader', 'a', false],
    ['writer', 'alpha', true],
    ['ofB', 'beta', true],
  ] as const)('is known of %s in %s before anything is tried', async (token, org, allowed) => {
    const { api, queryClient } = connect(base, { token: () => TOKENS[token] })
    expect(await queryClient.fetchQuery(api.writeAccess(org))).toMatchObject({ allowed })
  })

  it('is learnt from a refusal where the server has no list, for that organization alone', async () => {
    await using other = await oddServer((request, response) => {
      const outcome = { resourceType: 'OperationOutcome', issue: [] }
      sendJson(response, outcome, { status: request.method === 'DELETE' ? 403 : 404 })
    })
    const { api, queryClient } = connect(other.base)
    const known = (org: string) => queryClient.fetchQuery(api.writeAccess(org))
    expect(await known('o')).toEqual({ allowed: undefined })
    const { MutationObserver } = await import('@tanstack/react-query')
    const removing = new MutationObserver(queryClient, api.binaries.remove('o'))
    await expect(removing.mutate({ id: 'x' })).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await known('o')).toEqual({ allowed: false, refused: true })
    expect(await known('p')).toEqual({ allowed: undefined })
  })
})
