import { QueryClient } from '@tanstack/react-query'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import { connect } from '#test/connect-api.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { changeRow, undoRow } from '../bulk/change-row.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'

let server: TestServer
let base: string
beforeAll(async () => {
  server = await testServer()
  base = await server.listen()
})
afterAll(async () => server[Symbol.asyncDispose]())

/** One that is to go back from version 2 to version 1, while somebody else makes version 3. */
async function met(third: { data?: string; language?: string }) {
  const { api } = connect(base, { token: () => TOKENS.writer })
  const { create, put } = client(server)
  const row = rowOf(await create({ data: btoa('one'), contentType: 'text/plain' }))
  if (!row) throw new Error('There is no row.')
  const { id } = row
  const fields = { resourceType: 'Binary', id, contentType: 'text/plain' }
  await put(`${A}/${id}`, { ...fields, data: btoa('two') })
  await put(`${A}/${id}`, { ...fields, data: btoa('two'), ...third })
  const replaces = { state: 'live', versionId: '2' } as const
  const plan: PastPlan = {
    kind: 'restore',
    versionId: '1',
    replaces,
    content: 'different',
    fields: [],
  }
  return { api, row, plan }
}

async function stateOf({ id }: BinaryRow) {
  const { api } = connect(base, { token: () => TOKENS.writer })
  const queries = new QueryClient()
  const state = await queries.fetchQuery(api.binaries.detail('a', id))
  const { blob } = await queries.fetchQuery(api.binaries.content('a', id))
  const { language, meta } = state.state === 'live' ? state.binary : {}
  return [meta?.versionId, language, await blob.text()]
}

const past = ({ id }: BinaryRow, plan: PastPlan) =>
  ({ kind: 'past', plans: new Map([[id, plan]]) }) as const

test('where others changed something else, a restore keeps it, says so and can be taken back', async () => {
  const { api, row, plan } = await met({ language: 'de' })
  await expect(changeRow(api, 'a', row, past(row, plan), 'seen')).rejects.toMatchObject({
    kind: 'precondition-failed',
  })
  const { result } = await changeRow(api, 'a', row, past(row, plan), 'untouched')
  expect(result).toMatchObject({ state: 'done', kept: ['Language'] })
  expect(await stateOf(row)).toEqual(['4', 'de', 'one'])
  if (result.state === 'done') await undoRow(api, 'a', row, result.undo)
  expect(await stateOf(row)).toEqual(['5', 'de', 'two'])
})

test('where others changed the same, or a deletion would follow, nothing is done', async () => {
  const { api, row, plan } = await met({ data: btoa('three') })
  const { replaces } = plan
  for (const one of [plan, { kind: 'delete', replaces } as const]) {
    await expect(changeRow(api, 'a', row, past(row, one), 'untouched')).rejects.toMatchObject({
      kind: 'precondition-failed',
    })
  }
  expect(await stateOf(row)).toEqual(['3', undefined, 'three'])
})
