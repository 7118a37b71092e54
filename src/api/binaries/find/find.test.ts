import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { connect } from '#test/connect-api.ts'
import { startMinimalServer, type MinimalServer } from '#test/minimal-server.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import type { Client } from '../../transport/client.ts'
import { createBinary } from '../writes.ts'
import { createFinder } from './finder.ts'
import { searchesFor } from './server-find.ts'

function letter(id: string, patient: string, name = 'Discharge letter.txt'): Binary {
  return {
    resourceType: 'Binary',
    id,
    contentType: 'text/plain',
    securityContext: { reference: `Patient/${patient}` },
    meta: { versionId: '1', tag: [{ system: FILENAME_SYSTEM, code: name }] },
  }
}
const words = 'discharge letter 3310'
const request = { words, method: 'POST' } as const

/** A server that declares these parameters and answers searches like that. */
function foreign(declared: string[], answer: (asked: URLSearchParams) => object) {
  return oddServer((message, response, body) => {
    if (message.url?.includes('metadata')) {
      const searchParam = declared.map((name) => ({ name, type: 'string' }))
      sendJson(response, {
        resourceType: 'CapabilityStatement',
        rest: [{ resource: [{ type: 'Binary', searchParam }] }],
      })
      return
    }
    const query = new URL(message.url ?? '/', 'http://x').searchParams
    sendJson(response, {
      resourceType: 'Bundle',
      type: 'searchset',
      ...answer(new URLSearchParams([...query, ...new URLSearchParams(body)])),
    })
  })
}
const entries = (files: Binary[]) => files.map((resource) => ({ resource }))

describe('a server that finds', () => {
  it('is asked once, by POST, and its answer is put in order', async () => {
    const asked: string[] = []
    await using server = await foreign(['find', 'name', '_lastUpdated'], (query) => {
      asked.push(query.toString())
      return { total: 30, entry: entries([letter('a', '33101'), letter('b', '3310')]) }
    })
    const { client, queryClient } = connect(server.base)
    const answer = await queryClient.fetchQuery(createFinder(client).search('o', request))
    expect(answer).toMatchObject({
      by: 'server',
      total: 30,
      more: true,
      files: [{ id: 'b' }, { id: 'a' }],
    })
    expect(asked).toEqual([
      'find=discharge+letter+3310&_sort=-_lastUpdated&_elements=id%2Cmeta%2Clanguage%2CcontentType%2CsecurityContext&_count=24',
    ])
    expect(server.seen.at(-1)).toBe('POST /organizations/o/fhir/4/Binary/_search')
  })

  it('is asked by name and by patient, each of which alone can be meant', async () => {
    await using server = await foreign(['name', 'security-context'], (query) => ({
      entry: entries(query.getAll('security-context')[0] === '3310' ? [letter('b', '3310')] : []),
    }))
    const { client, queryClient } = connect(server.base)
    expect(await queryClient.fetchQuery(createFinder(client).search('o', request))).toMatchObject({
      by: 'server',
      more: false,
      files: [{ id: 'b' }],
    })
  })

  it('chooses the best among more than are shown', async () => {
    const others = Array.from({ length: 20 }, (_, at) => letter(`other-${at}`, `3310${at}`))
    await using server = await foreign(['find', '_lastUpdated'], () => ({
      total: 21,
      entry: entries([...others, letter('best', '3310')]),
    }))
    const { client, queryClient } = connect(server.base)
    const answer = await queryClient.fetchQuery(createFinder(client).search('o', request))
    expect(answer).toMatchObject({ by: 'server', total: 21, more: true })
    if (answer.by !== 'server') return
    expect(answer.files).toHaveLength(8)
    expect(answer.files[0]).toMatchObject({ id: 'best' })
  })

  it('says how many files a patient has', async () => {
    await using server = await foreign(['security-context'], (query) => ({
      total: query.get('_summary') === 'count' ? 12 : 1,
      link: [{ relation: 'self', url: `/Binary?${query}` }],
    }))
    const { client, queryClient } = connect(server.base)
    const count = createFinder(client).contextCount('o', 'Patient/3310', 'POST')
    expect(await queryClient.fetchQuery(count)).toBe(12)
  })
})

describe('a server that does not do what it declares', () => {
  it.each([
    ['leaves the words out of its self link', '?_count=24', [letter('a', '3310')]],
    ['answers with what was not asked for', '?find=x', [letter('a', '1', 'Lab.txt')]],
  ])('%s', async (_, self, files) => {
    await using server = await foreign(['find'], () => ({
      link: [{ relation: 'self', url: `/Binary${self}` }],
      entry: entries(files),
    }))
    const { client, queryClient } = connect(server.base)
    expect(await queryClient.fetchQuery(createFinder(client).search('o', request))).toEqual({
      by: 'console',
      why: 'ignored',
    })
  })

  it.each([400, 404, 405, 501])('refuses with %d', async (status) => {
    await using server = await oddServer((message, response) =>
      message.url?.includes('metadata')
        ? sendJson(response, {
            resourceType: 'CapabilityStatement',
            rest: [{ resource: [{ type: 'Binary', searchParam: [{ name: 'find' }] }] }],
          })
        : sendJson(response, { resourceType: 'OperationOutcome', issue: [] }, { status }),
    )
    const { client, queryClient } = connect(server.base)
    expect(await queryClient.fetchQuery(createFinder(client).search('o', request))).toEqual({
      by: 'console',
      why: 'refused',
    })
  })

  it('does not count what it ignored', async () => {
    await using server = await foreign(['security-context'], () => ({
      total: 5000,
      link: [{ relation: 'self', url: '/Binary?_summary=count' }],
    }))
    const { client, queryClient } = connect(server.base)
    const count = createFinder(client).contextCount('o', 'Patient/3310', 'POST')
    expect(await queryClient.fetchQuery(count)).toBeNull()
  })
})

describe('a server that knows the documented interactions alone', () => {
  // Its ids are random hexadecimal digits, among which a mere number can well be.
  const rare = 'discharge letter z3310'
  let server: MinimalServer
  beforeAll(async () => {
    server = await startMinimalServer()
  })
  afterAll(() => server.stop())

  it('is never asked for words: the console looks among what is loaded, and finds all once all is', async () => {
    const org = server.organization
    const { client, api, queryClient } = connect(server.url, { token: () => server.token })
    const id = await fill(client, org)
    const finder = createFinder(client)
    const list = api.binaries.list(org, { ids: [], method: 'POST' })
    await queryClient.fetchInfiniteQuery(list)
    expect(await queryClient.fetchQuery(finder.search(org, { ...request, words: rare }))).toEqual({
      by: 'console',
      why: 'undeclared',
    })
    const first = await queryClient.fetchQuery(finder.among(org, rare, 'first'))
    expect(first).toMatchObject({ files: [], count: 0, looked: 20 })
    expect(finder.isAllLoaded(queryClient, org, 'POST')).toBe(false)

    const mark = finder.loadedMark(queryClient, org)
    await queryClient.fetchInfiniteQuery({ ...list, pages: 99, staleTime: 0 })
    expect(finder.loadedMark(queryClient, org)).not.toEqual(mark)
    expect(finder.isAllLoaded(queryClient, org, 'POST')).toBe(true)
    expect(await queryClient.fetchQuery(finder.among(org, rare, 'all'))).toMatchObject({
      files: [{ id }],
      count: 1,
      looked: 46,
      contexts: [{ key: 'Patient/z3310', files: 2 }],
    })
    expect(server.seen.filter((line) => /[?&](find|name|security-context)=/.test(line))).toEqual([])
  })

  it('finds the file of an id, and none where there is none', async () => {
    const org = server.organization
    const { client, queryClient } = connect(server.url, { token: () => server.token })
    const { binary } = await createBinary(client, org, letter('', '1'))
    const finder = createFinder(client)
    const { id = '' } = binary
    expect(await queryClient.fetchQuery(finder.byId(org, id, 'POST'))).toMatchObject({ id })
    expect(await queryClient.fetchQuery(finder.byId(org, 'none', 'POST'))).toBeNull()
  })

  it('stops looking when nobody waits any more', async () => {
    const org = server.organization
    const { client, queryClient } = connect(server.url, { token: () => server.token })
    const options = createFinder(client).among(org, rare, 'stopped')
    const looking = queryClient.fetchQuery(options)
    await queryClient.cancelQueries({ queryKey: options.queryKey })
    await expect(looking).rejects.toThrow()
  })
})

/** 44 files of others, and one letter and one report of the patient z3310. @returns the letter's id */
async function fill(client: Client, org: string): Promise<string> {
  for (let i = 0; i < 44; i += 1) await createBinary(client, org, letter('', String(i)))
  await createBinary(client, org, letter('', 'z3310', 'Lab report.txt'))
  const { binary } = await createBinary(client, org, letter('', 'z3310'))
  return binary.id ?? ''
}

it('searches by the best that is declared, and by nothing that is not', () => {
  expect(searchesFor('ann 7', [])).toEqual([])
  expect(searchesFor('ann 7', ['_id', '_language', '_content'])).toEqual([])
  expect(searchesFor('ann 7', ['name', 'find'])).toEqual([[['find', 'ann 7']]])
  expect(searchesFor('ann 7', ['name'])).toEqual([
    [
      ['name', 'ann'],
      ['name', '7'],
    ],
  ])
  expect(searchesFor('ann 7', ['security-context'])).toEqual([[['security-context', 'ann 7']]])
})
