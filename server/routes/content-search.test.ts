import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePdf } from '#test/make-pdf.ts'
import { client, type Answer } from '#test/test-client.ts'
import { A, B, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { startIndexer } from '../words/start-indexer.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

async function put(base: string, id: string, name: string, type: string, body: string | Buffer) {
  const answer = await api.put(`${base}/${id}`, {
    resourceType: 'Binary',
    id,
    contentType: type,
    meta: { tag: [{ system: 'https://binnacle.dev/fhir/filename', code: name }] },
    data: Buffer.from(body).toString('base64'),
  })
  expect(answer.status).toBeLessThan(300)
}

async function indexed(): Promise<void> {
  const indexer = startIndexer(join(server.folder, 'data'), (error) => {
    throw error
  })
  for (const id of ['a', 'b'])
    for (;;) {
      const state = await server.store.words.state(id)
      if (state.kind === 'on' && state.pending === 0) break
      await delay(20)
    }
  await indexer.stop()
}

/** The ids that match, in their order, and what is said beside them. */
function found(answer: Answer): { ids: string[]; said: string | undefined } {
  expect(answer.status).toBe(200)
  const { entry = [] } = answer.json()
  const outcome = entry.find(({ search }) => search?.mode === 'outcome')?.resource
  return {
    ids: entry.flatMap(({ resource, search }) =>
      search?.mode === 'match' && resource && 'id' in resource ? (resource.id ?? []) : [],
    ),
    said: outcome?.resourceType === 'OperationOutcome' ? outcome.issue[0]?.diagnostics : undefined,
  }
}

test('words of names and contents are found together, and never another organization’s', async () => {
  await put(A, 'letter', 'discharge 3310.txt', 'text/plain', 'Fracture of the radius, Ärztebrief')
  await put(
    A,
    'scan',
    'scan.pdf',
    'application/pdf',
    Buffer.from(makePdf({ pages: [{ text: 'Fracture healed' }] })),
  )
  await put(B, 'other', 'other.txt', 'text/plain', 'fracture elsewhere')
  const search = async (value: string, more = '') =>
    found(await api.get(`${A}?_content=${encodeURIComponent(value)}${more}`))
  // Names at once; contents are said to be missing.
  expect(await search('discharge')).toEqual({
    ids: ['letter'],
    said: 'The words of 2 files are not yet indexed.',
  })
  expect(await search('fracture')).toMatchObject({ ids: [] })
  await indexed()
  expect(await search('FRACTURE')).toEqual({ ids: ['scan', 'letter'], said: undefined })
  expect(await search('ractu')).toEqual({ ids: ['scan', 'letter'], said: undefined })
  // One word in the name, one in the content.
  expect(await search('discharge radius')).toEqual({ ids: ['letter'], said: undefined })
  expect(await search('arztebrief 3310')).toMatchObject({ ids: ['letter'] })
  expect(await search('he')).toMatchObject({ ids: ['scan'] })
  expect(await search('elsewhere')).toMatchObject({ ids: [] })
  expect(await search('fracture,elsewhere', '&_sort=name')).toMatchObject({
    ids: ['letter', 'scan'],
  })
  const there = await api.get(`${B}?_content=radius`)
  expect(found(there)).toMatchObject({ ids: [] })
  expect((await api.get(`${A}?_content=radius`, { token: TOKENS.ofB })).status).toBe(403)
})

test('what is changed or deleted is not found by what it said, from the very answer on', async () => {
  await put(A, 'note', 'note.txt', 'text/plain', 'osteomyelitis suspected')
  await indexed()
  const search = async () => found(await api.get(`${A}?_content=osteomyelitis`))
  expect(await search()).toEqual({ ids: ['note'], said: undefined })
  await put(A, 'note', 'note.txt', 'text/plain', 'nothing of it')
  expect(await search()).toEqual({ ids: [], said: 'The words of 1 file is not yet indexed.' })
  await put(A, 'note', 'note.txt', 'text/plain', 'osteomyelitis suspected')
  await indexed()
  await api.remove(`${A}/note`)
  expect(await search()).toEqual({ ids: [], said: undefined })
})
