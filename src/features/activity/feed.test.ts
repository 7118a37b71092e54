import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { feedByDay, newestInstant } from './feed.ts'

const entry = (
  id: string,
  versionId: string,
  lastUpdated: string,
  more: Partial<HistoryEntry> = {},
): HistoryEntry => ({
  id,
  versionId,
  kind: 'version',
  lastUpdated,
  ...more,
})
const entries = [
  entry('a', '3', '2026-11-21T12:00:00Z', { kind: 'deletion', method: 'DELETE' }),
  entry('a', '2', '2026-11-21T09:00:00Z'),
  entry('b', 'x7', '2026-11-20T12:00:00Z', { method: 'POST' }),
  entry('a', '1', '2026-11-19T12:00:00Z'),
]
const all = { kinds: [], seen: undefined }

describe('feedByDay', () => {
  test('groups by day, newest first, and says what happened', () => {
    const days = feedByDay(entries, all)
    expect(days.map(({ day }) => day)).toEqual(['2026-11-21', '2026-11-20', '2026-11-19'])
    expect(days.flatMap(({ items }) => items.map(({ change }) => change))).toEqual([
      'deleted',
      'changed',
      'created',
      'created',
    ])
  })
  test('a deletion has the name of the version before it, and a return is told from a creation', () => {
    const resource = {
      resourceType: 'Binary' as const,
      id: 'a',
      meta: { tag: [{ system: FILENAME_SYSTEM, code: 'x.pdf' }] },
    }
    const [day] = feedByDay(
      [
        entry('a', '3', '2026-11-21T12:00:00Z', { status: '201', method: 'PUT' }),
        entry('a', '2', '2026-11-21T11:00:00Z', { kind: 'deletion' }),
        entry('a', '1', '2026-11-21T10:00:00Z', { resource }),
      ],
      all,
    )
    expect(day?.items.map(({ name, change }) => [name, change])).toEqual([
      ['x.pdf', 'restored'],
      ['x.pdf', 'deleted'],
      ['x.pdf', 'created'],
    ])
  })
  test('a file is filed where its newest version that is loaded says, a deletion where the version before it was', () => {
    const filed = (reference: string) => ({
      resource: { resourceType: 'Binary' as const, id: 'a', securityContext: { reference } },
    })
    const [day] = feedByDay(
      [
        entry('a', '3', '2026-11-21T12:00:00Z', { kind: 'deletion' }),
        entry('a', '2', '2026-11-21T11:00:00Z', filed('Patient/2')),
        entry('a', '1', '2026-11-21T10:00:00Z', filed('Patient/1')),
        entry('b', '1', '2026-11-21T09:00:00Z'),
      ],
      all,
    )
    expect(day?.items.map(({ context }) => context?.key)).toEqual([
      'Patient/2',
      'Patient/2',
      'Patient/2',
      undefined,
    ])
  })
  test('a filter leaves no empty day behind', () => {
    const days = feedByDay(entries, { kinds: ['deleted'], seen: undefined })
    expect(days).toHaveLength(1)
    expect(days[0]?.items).toHaveLength(1)
  })
  test('marks what came after the last visit, and nothing on the first', () => {
    const fresh = (seen?: string) =>
      feedByDay(entries, { kinds: [], seen }).flatMap(({ items }) =>
        items.map((item) => item.fresh),
      )
    expect(fresh('2026-11-20T12:00:00Z')).toEqual([true, true, false, false])
    expect(fresh()).toEqual([false, false, false, false])
  })
  test('a server that tells no time still gets its feed', () => {
    const days = feedByDay(
      [
        { id: 'a', kind: 'version' },
        { id: 'b', kind: 'version' },
      ],
      all,
    )
    expect(days).toMatchObject([{ day: '', items: [{ id: 'a' }, { id: 'b' }] }])
    expect(new Set(days[0]?.items.map(({ key }) => key)).size).toBe(2)
    expect(days[0]?.items.map(({ named }) => named)).toEqual([false, false])
  })
})

test('the newest instant, whatever the order and the zone', () => {
  expect(newestInstant(entries.toReversed())).toBe('2026-11-21T12:00:00Z')
  expect(newestInstant([])).toBeUndefined()
})
