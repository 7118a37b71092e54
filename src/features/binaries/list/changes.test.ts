import { describe, expect, test } from 'vitest'
import type { MoreCriteria } from '#api/binaries/search/search-types.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import { BEGINNING, countChanges, isInView, newestInstant, newestOf, seenUntil } from './changes.ts'
import { rowOf, type BinaryRow } from './rows.ts'

const EVERYTHING = () => true

function inView(view: { ids?: string[]; language?: string; more?: MoreCriteria }) {
  const whole = { ids: [], language: '', more: {}, ...view }
  return (binary: Binary) => isInView(binary, whole, [])
}

describe('how many Binaries would look different', () => {
  test.each<[string, HistoryEntry[], number]>([
    ['nothing', [], 0],
    ['a newer version of one that is shown', [version('a', '2')], 1],
    ['a version that is shown already', [version('a', '1')], 0],
    ['several versions of one Binary', [version('a', '3'), version('a', '2')], 1],
    [
      'back to the version shown, by way of another entry',
      [version('a', '1'), version('a', '0')],
      0,
    ],
    ['one that is new', [version('new', '1')], 1],
    ['the deletion of one that is shown', [deletion('a')], 1],
    ['the deletion of one that is not', [deletion('x')], 0],
    ['one that came and went', [deletion('x'), version('x', '1')], 0],
  ])('%s', (_, entries, count) => {
    expect(countChanges(entries, loaded, EVERYTHING)).toBe(count)
  })

  test('a new one counts only where the search would find it', () => {
    const entries = [version('new', '1', 'de'), version('other', '1', 'fr')]
    expect(countChanges(entries, loaded, inView({ ids: [], language: 'DE,en' }))).toBe(1)
    expect(countChanges(entries, loaded, inView({ ids: ['other'], language: '' }))).toBe(1)
    expect(countChanges(entries, loaded, inView({ ids: ['other'], language: 'de' }))).toBe(0)
  })

  test('a new one counts only where it is what is looked for beyond that', () => {
    const entries = [version('new', '1')]
    expect(countChanges(entries, loaded, inView({ more: { find: 'new' } }))).toBe(1)
    expect(countChanges(entries, loaded, inView({ more: { find: 'other' } }))).toBe(0)
  })

  test('where the console filters, a language finds its regions', () => {
    const swiss = {
      resourceType: 'Binary' as const,
      id: 'x',
      contentType: 'a/b',
      language: 'de-CH',
    }
    const german = { ids: [], language: 'de', more: {} }
    expect(isInView(swiss, german, [])).toBe(false)
    expect(isInView(swiss, german, ['_language'])).toBe(true)
  })

  test('a shown one that the search would no longer find counts', () => {
    expect(
      countChanges([version('a', '2', 'fr')], loaded, inView({ ids: [], language: 'de' })),
    ).toBe(1)
  })

  test('without version ids the time decides', () => {
    const { versionId: _, ...entry } = version('a', '1')
    expect(countChanges([{ ...entry, lastUpdated: instant(5) }], loaded, EVERYTHING)).toBe(0)
    expect(countChanges([{ ...entry, lastUpdated: instant(6) }], loaded, EVERYTHING)).toBe(1)
  })
})

test('the newest instant is given as the server wrote it', () => {
  const rows = [row('a', '1', '2026-05-01T10:00:00+02:00'), row('b', '1', '2026-05-01T09:00:00Z')]
  expect(newestInstant(rows)).toBe('2026-05-01T09:00:00Z')
  expect(newestInstant([])).toBe(BEGINNING)
  expect(newestInstant([row('c', '1', 'yesterday')])).toBe(BEGINNING)
})

describe('until when the list has seen what changed', () => {
  const rows = [row('a', '1', instant(2)), row('b', '1', instant(5))]
  const at = (seconds: number) => new Date(Date.parse(instant(5)) + seconds * 1000)

  test('its answer, less the second that a date may lack, where more rows are on the server', () => {
    expect(seenUntil(rows, false, at(60).toUTCString())).toBe(at(59).toISOString())
    expect(seenUntil(rows, false, at(60).toISOString())).toBe(at(59).toISOString())
    expect(seenUntil(rows, false, at(-2).toISOString())).toBe(at(-3).toISOString())
  })

  test('its newest row, where all are here: also a clock that is ahead loses no change', () => {
    expect(seenUntil(rows, true, at(60).toUTCString())).toBe(instant(5))
    expect(seenUntil([], true, at(60).toUTCString())).toBe(BEGINNING)
  })

  test('its answer, where the reader has changed a row since: others may have been before', () => {
    const changed = [...rows, row('c', '2', at(300).toISOString())]
    expect(seenUntil(changed, true, at(60).toUTCString())).toBe(at(59).toISOString())
  })

  test('nobody knows where the server tells no time', () => {
    expect(seenUntil(rows, true, undefined)).toBeUndefined()
    expect(seenUntil(rows, false, 'soon')).toBeUndefined()
  })
})

test('the newest of entries, or what was known before', () => {
  expect(newestOf([{ ...version('a', '1'), lastUpdated: instant(7) }], instant(5))).toBe(instant(7))
  expect(newestOf([{ ...version('a', '1'), lastUpdated: instant(3) }], instant(5))).toBe(instant(5))
  expect(newestOf([version('a', '1')], instant(5))).toBe(instant(5))
})

function loaded(id: string): BinaryRow | undefined {
  return id === 'a' ? row('a', '1', instant(5)) : undefined
}

function row(id: string, versionId: string, lastUpdated: string): BinaryRow {
  const binary: Binary = { resourceType: 'Binary', id, meta: { versionId, lastUpdated } }
  return rowOf(binary)!
}

function version(id: string, versionId: string, language = 'de'): HistoryEntry {
  return { kind: 'version', id, versionId, resource: { resourceType: 'Binary', id, language } }
}

function deletion(id: string): HistoryEntry {
  return { kind: 'deletion', id }
}

function instant(second: number): string {
  return `2026-05-01T10:00:0${second}Z`
}
