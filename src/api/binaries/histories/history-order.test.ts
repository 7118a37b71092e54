import { describe, expect, it } from 'vitest'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { connect } from '#test/connect-api.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { distinctHistory } from './history-order.ts'

const at = (second: number) => `2026-11-01T10:00:${String(second).padStart(2, '0')}Z`
const entry = (versionId: string | undefined, second?: number, id = 'x'): HistoryEntry => ({
  id,
  kind: 'version',
  ...(versionId === undefined ? {} : { versionId }),
  ...(second === undefined ? {} : { lastUpdated: at(second) }),
})
const deletion: HistoryEntry = { id: 'x', kind: 'deletion' }
const pageOf = (...entries: HistoryEntry[]) => ({
  supported: true,
  entries,
  received: entries.length,
})
const versions = (...pages: HistoryEntry[][]) =>
  distinctHistory(pages.map((entries) => pageOf(...entries))).map(
    ({ versionId, kind }) => versionId ?? kind,
  )

describe('distinctHistory', () => {
  it('is newest first, whatever the order of the server', () => {
    expect(versions([entry('1', 1), entry('2', 2), entry('3', 3)])).toEqual(['3', '2', '1'])
    expect(versions([entry('a', 2), entry('b', 3), entry('c', 1)])).toEqual(['b', 'a', 'c'])
  })

  it('takes the number of the version where the instants are the same', () => {
    expect(versions([entry('9', 1), entry('10', 1), entry('8', 1)])).toEqual(['10', '9', '8'])
  })

  it('does not compare the numbers of different files', () => {
    const [one, other] = [entry('1', 1, 'x'), entry('7', 1, 'y')]
    expect(versions([one, other])).toEqual(['1', '7'])
  })

  it('keeps what tells neither time nor version between its neighbours', () => {
    expect(versions([entry('v3', 3), deletion, entry('v1', 1)])).toEqual(['v3', 'deletion', 'v1'])
    expect(versions([entry('v1', 1), deletion, entry('v3', 3)])).toEqual(['v3', 'deletion', 'v1'])
  })

  it('joins pages that overlap', () => {
    const [five, four, three, two] = [5, 4, 3, 2].map((n) => entry(String(n), n))
    if (!five || !four || !three || !two) throw new Error('four of them')
    expect(versions([five, four, three], [three, two])).toEqual(['5', '4', '3', '2'])
    expect(versions([five, deletion, three], [deletion, three, two])).toEqual([
      '5',
      'deletion',
      '3',
      '2',
    ])
  })
})

/** Serves the oldest versions first, two a page. */
function flippedServer(count: number, deleted = false) {
  const entries = Array.from({ length: count }, (_, index) => {
    const versionId = String(index + 1)
    const last = deleted && index === count - 1
    const meta = { versionId, lastUpdated: at(index) }
    return {
      request: { method: last ? 'DELETE' : 'PUT', url: 'Binary/x' },
      response: { etag: `W/"${versionId}"`, lastModified: meta.lastUpdated },
      ...(last ? {} : { resource: { resourceType: 'Binary', id: 'x', meta } }),
    }
  })
  return oddServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://odd')
    if (!url.pathname.endsWith('_history')) {
      return sendJson(response, { resourceType: 'OperationOutcome', issue: [] }, { status: 404 })
    }
    const from = Number(url.searchParams.get('page') ?? '0')
    const link = from + 2 < count ? [{ relation: 'next', url: `?page=${from + 2}` }] : []
    sendJson(response, {
      resourceType: 'Bundle',
      type: 'history',
      link,
      entry: entries.slice(from, from + 2),
    })
  })
}

describe('a server whose history begins with the oldest', () => {
  it('is followed to its end at once, since that is where the newest are', async () => {
    await using server = await flippedServer(7)
    const { api, queryClient } = connect(server.base)
    const histories = [
      await queryClient.fetchInfiniteQuery(api.binaries.history('o', 'x')),
      await queryClient.fetchInfiniteQuery(api.binaries.typeHistory('o')),
    ]
    for (const { pages } of histories) {
      expect(pages).toHaveLength(1)
      expect(pages[0]?.next).toBeUndefined()
      expect(distinctHistory(pages).map(({ versionId }) => versionId)).toEqual([
        '7',
        '6',
        '5',
        '4',
        '3',
        '2',
        '1',
      ])
    }
  })

  it('still tells what was deleted from what never was', async () => {
    await using server = await flippedServer(5, true)
    const { api, queryClient } = connect(server.base)
    expect(await queryClient.fetchQuery(api.binaries.detail('o', 'x'))).toMatchObject({
      state: 'deleted',
      versionId: '5',
    })
  })
})
