import { describe, expect, test } from 'vitest'
import { CONTENT_EXTENSION, SHA256_EXTENSION } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { deltaWords, eventWords } from './event-words.ts'
import { canRestore, timeline } from './timeline.ts'

const whole = { reachesNow: true, reachesStart: true }

function version(
  versionId: string,
  bytes: string,
  more: { language?: string; method?: string } = {},
): HistoryEntry {
  return {
    id: 'a',
    versionId,
    kind: 'version',
    lastUpdated: `2026-11-0${versionId.length}T10:00:00Z`,
    ...(more.method === undefined ? {} : { method: more.method }),
    resource: {
      resourceType: 'Binary',
      contentType: 'text/plain',
      ...(more.language === undefined ? {} : { language: more.language }),
      _data: {
        extension: [
          { url: CONTENT_EXTENSION, valueAttachment: { size: bytes.length } },
          { url: SHA256_EXTENSION, valueString: bytes },
        ],
      },
    },
  }
}
const deletion = (versionId: string): HistoryEntry => ({ id: 'a', versionId, kind: 'deletion' })

describe('what happened', () => {
  test('a life from creation to return', () => {
    const items = timeline(
      [
        version('6', 'one'),
        deletion('5'),
        version('4', 'one'),
        version('3', 'twoo', { language: 'de' }),
        version('2', 'twoo'),
        version('1', 'one'),
      ],
      whole,
    )
    expect(items.map(({ event }) => event)).toEqual([
      'undeleted',
      'deleted',
      'restored',
      'fields-changed',
      'content-replaced',
      'created',
    ])
    expect(items.map(({ title }) => title)).toEqual([6, 5, 4, 3, 2, 1].map((n) => `Version ${n}`))
    expect(items[2]?.sameAs).toBe('Version 1')
    expect(items[0]?.sameBytesAs).toEqual(['Version 1', 'Version 4'])
    expect(items[4]?.sizeDelta).toBe(1)
    expect(items[0]?.previousVersionId).toBe('4')
    expect(items[5]?.previousVersionId).toBeUndefined()
  })

  test('the oldest loaded version is not called created while older ones wait', () => {
    const [item] = timeline([version('7', 'x')], { reachesNow: true, reachesStart: false })
    expect(item?.event).toBe('changed')
  })

  test('saving the same again is said as such', () => {
    const [item] = timeline([version('2', 'x'), version('1', 'x')], whole)
    expect(item?.event).toBe('saved-again')
  })

  test('without checksums nothing is claimed', () => {
    const bare = (versionId: string): HistoryEntry => ({
      id: 'a',
      versionId,
      kind: 'version',
      resource: { resourceType: 'Binary' },
    })
    const [item] = timeline([bare('2'), bare('1')], whole)
    expect(item?.event).toBe('changed')
    expect(item?.sameBytesAs).toEqual([])
  })
})

describe('titles', () => {
  test('opaque version ids are numbered by their place', () => {
    const entries = [version('9f1c', 'b'), version('07aa', 'a')]
    expect(timeline(entries, whole).map(({ title }) => title)).toEqual(['Version 2', 'Version 1'])
    const partial = { reachesNow: true, reachesStart: false, total: 12 }
    expect(timeline(entries, partial).map(({ title }) => title)).toEqual([
      'Version 12',
      'Version 11',
    ])
  })

  test('where the place is not known either, the id stands in', () => {
    const entries = [version('9f1c0b5e-77', 'b')]
    const unknown = { reachesNow: false, reachesStart: false, total: 12 }
    expect(timeline(entries, unknown)[0]?.title).toBe('Version 9f1c0b5e')
  })

  test('a timestamp is not taken for a number of the timeline', () => {
    expect(timeline([version('1763846400123', 'b')], whole)[0]?.title).toBe('Version 1')
  })
})

test('only an older version with content can be restored', () => {
  const items = timeline([version('3', 'b'), deletion('2'), version('1', 'a')], whole)
  expect(items.map((item) => canRestore(item) === true)).toEqual([false, false, true])
})

describe('what is current', () => {
  const entries = [version('3', 'c'), version('2', 'b'), version('1', 'a')]
  const currentOf = (current: { state: 'live' | 'deleted'; versionId?: string } | undefined) =>
    timeline(entries, { ...whole, current }).map((item) => item.current)

  test('is what a read says, wherever it stands', () => {
    expect(currentOf({ state: 'live', versionId: '2' })).toEqual([false, true, false])
    const items = timeline(entries, { ...whole, current: { state: 'live', versionId: '1' } })
    expect(items.map((item) => canRestore(item) === true)).toEqual([true, true, false])
  })

  test('is the newest where nobody has read it, or the server does not say', () => {
    expect(currentOf(undefined)).toEqual([true, false, false])
    expect(currentOf({ state: 'live' })).toEqual([true, false, false])
    expect(currentOf({ state: 'deleted' })).toEqual([false, false, false])
  })
})

test('words', () => {
  const items = timeline([version('2', 'b', { language: 'de' }), version('1', 'aa')], whole)
  expect(items.map(eventWords)).toEqual(['Content replaced; changed: language', 'Created'])
  expect([deltaWords(0), deltaWords(undefined)]).toEqual(['same size', undefined])
  expect(deltaWords(-1)).toMatch(/smaller$/)
})
