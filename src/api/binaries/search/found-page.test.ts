import { describe, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { startMinimalServer } from '#test/minimal-server.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { createBinary } from '../writes.ts'
import { IDS_AT_ONCE } from './found-page.ts'

const one = {
  resourceType: 'Binary',
  id: 'x',
  contentType: 'text/plain',
  securityContext: { reference: 'Patient/1', display: 'Jane Doe' },
  meta: { versionId: '1' },
}
const other = { ...one, id: 'y', securityContext: { reference: 'Patient/2', display: 'Max Roe' } }

/** Answers every search with both files, whatever is asked. @param declared search parameters */
function server(declared: string[], self: (body: string) => string | undefined) {
  const bodies: string[] = []
  const started = oddServer((request, response, body) => {
    if (request.url?.includes('metadata') === true) {
      const searchParam = declared.map((name) => ({ name, type: 'string' }))
      const resource = [{ type: 'Binary', searchParam }]
      return sendJson(response, { resourceType: 'CapabilityStatement', rest: [{ resource }] })
    }
    bodies.push(body === '' ? (request.url ?? '') : body)
    const url = self(body)
    return sendJson(response, {
      resourceType: 'Bundle',
      type: 'searchset',
      total: 2,
      ...(url === undefined ? {} : { link: [{ relation: 'self', url }] }),
      entry: [{ resource: one }, { resource: other }],
    })
  })
  return { started, bodies }
}

const jane = { ids: [], more: { find: 'jane' }, method: 'POST' as const }

describe('a search for more ids than are asked for at once', () => {
  it('asks for one part after the other, and follows the links of each', async () => {
    const asked: string[][] = []
    const binary = (id: string) => ({ ...one, id })
    await using odd = await oddServer((_request, response, body) => {
      const ids = new URLSearchParams(body).get('_id')?.split(',')
      if (ids) asked.push(ids)
      const [first = '', second = ''] = ids ?? asked.at(-1) ?? []
      const link = [{ relation: 'next', url: `/o/fhir/4/Binary?page=${asked.length}` }]
      return sendJson(response, {
        resourceType: 'Bundle',
        type: 'searchset',
        total: 2,
        ...(ids && { link }),
        entry: [{ resource: binary(ids ? first : second) }],
      })
    })
    const { api, queryClient } = connect(odd.base)
    const ids = Array.from({ length: 2 * IDS_AT_ONCE + 3 }, (_, index) => `id-${index}`)
    const options = api.binaries.list('o', { ids, method: 'POST' as const })
    const { pages } = await queryClient.fetchInfiniteQuery({ ...options, pages: 9 })
    expect(asked.map((part) => part.length)).toEqual([IDS_AT_ONCE, IDS_AT_ONCE, 3])
    expect(asked.flat()).toEqual(ids)
    const found = [0, 1, IDS_AT_ONCE, IDS_AT_ONCE + 1, 2 * IDS_AT_ONCE, 2 * IDS_AT_ONCE + 1]
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(
      found.map((index) => `id-${index}`),
    )
    expect(pages.every(({ total }) => total === undefined)).toBe(true)
  })
})

describe('a search beyond ids and languages', () => {
  it('is not sent where it is not declared, and done here', async () => {
    const { started, bodies } = server([], () => undefined)
    await using odd = await started
    const { api, queryClient } = connect(odd.base)
    const { pages } = await queryClient.fetchInfiniteQuery(api.binaries.list('o', jane))
    expect(pages[0]).toMatchObject({
      items: [{ id: 'x' }],
      dropped: ['y'],
      undeclared: ['find'],
      ignored: [],
    })
    expect(bodies.join()).not.toContain('jane')
  })

  it('is done here where `self` shows that the server left it out', async () => {
    const { started, bodies } = server(['find'], () => '/Binary?_count=100')
    await using odd = await started
    const { api, queryClient } = connect(odd.base)
    const { pages } = await queryClient.fetchInfiniteQuery(api.binaries.list('o', jane))
    expect(pages[0]).toMatchObject({ items: [{ id: 'x' }], dropped: ['y'], ignored: ['find'] })
    expect(bodies[0]).toMatch(/^find=jane&/)
  })

  it('finds files without a security context, there or here', async () => {
    const more = { 'security-context:missing': 'true' }
    for (const [declared, self, how] of [
      [['security-context'], '/Binary?security-context:missing=true', 'ignored'],
      [['security-context'], '/Binary?_count=100', 'ignored'],
      [[], '/Binary?_count=100', 'undeclared'],
    ] as const) {
      const { started, bodies } = server([...declared], () => self)
      await using odd = await started
      const { api, queryClient } = connect(odd.base)
      const { pages } = await queryClient.fetchInfiniteQuery(
        api.binaries.list('o', { ...jane, more }),
      )
      // Both have one: the server can say what it likes.
      expect(pages[0]).toMatchObject({ items: [], dropped: ['x', 'y'], [how]: Object.keys(more) })
      expect(decodeURIComponent(bodies.join()).includes('missing=true')).toBe(how === 'ignored')
    }
  })

  it('shows nothing where words in the content were not looked for', async () => {
    const words = { ...jane, more: { _content: 'potassium' } }
    for (const declared of [[], ['_content']]) {
      const { started } = server(declared, () => '/Binary?_count=100')
      await using odd = await started
      const { api, queryClient } = connect(odd.base)
      const { pages } = await queryClient.fetchInfiniteQuery(api.binaries.list('o', words))
      expect(pages[0]?.items).toEqual([])
      expect([...(pages[0]?.ignored ?? []), ...(pages[0]?.undeclared ?? [])]).toEqual(['_content'])
    }
  })

  it('never puts what is looked for into an address, unless told to', async () => {
    const { started } = server(['find'], () => '/Binary?find=jane')
    await using odd = await started
    const { api, queryClient } = connect(odd.base)
    await queryClient.fetchInfiniteQuery(api.binaries.list('o', jane))
    expect(odd.seen.join()).not.toContain('jane')
    await queryClient.fetchInfiniteQuery(api.binaries.list('o', { ...jane, method: 'GET' }))
    expect(odd.seen.join()).toContain('find=jane')
  })

  it('says whether the server put the files in order', async () => {
    for (const [self, sorted] of [
      ['/Binary?_sort=name', true],
      ['/Binary?_count=100', false],
    ] as const) {
      const { started, bodies } = server(['_sort'], () => self)
      await using odd = await started
      const { api, queryClient } = connect(odd.base)
      const list = api.binaries.list('o', { ids: [], method: 'POST', sort: 'name' })
      const { pages } = await queryClient.fetchInfiniteQuery(list)
      expect(pages[0]?.sorted).toBe(sorted)
      expect(bodies[0]).toContain('_sort=name')
    }
  })
})

it('finds on a server of the documented interactions alone, over all of its pages', async () => {
  const minimal = await startMinimalServer()
  try {
    const { api, client, queryClient } = connect(minimal.url, { token: () => minimal.token })
    const org = minimal.organization
    for (let n = 0; n < 45; n += 1) {
      const reference = `Patient/${n % 9}`
      await createBinary(client, org, {
        resourceType: 'Binary',
        contentType: 'text/plain',
        securityContext: { reference },
        data: 'eA==',
      })
    }
    const more = { 'security-context': 'Patient/3' }
    const { pages } = await queryClient.fetchInfiniteQuery({
      ...api.binaries.list(org, { ids: [], more, method: 'POST' }),
      pages: 99,
    })
    const ids = new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)))
    const dropped = new Set(pages.flatMap((page) => page.dropped ?? []))
    expect(ids.size).toBe(5)
    expect(dropped.size).toBe(40)
    expect(minimal.seen.join()).not.toContain('security-context')
  } finally {
    await minimal.stop()
  }
})
