import { describe, expect, test } from 'vitest'
import { SHA256_EXTENSION } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import {
  authorsOf,
  choiceOf,
  filtered,
  readAddress,
  stepFrom,
  writeAddress,
  type VersionsAddress,
} from './chosen.ts'
import { timeline } from './timeline.ts'

/** Newest first: 4 (by Ben, German), 3 (a deletion), 2 (by Ben), 1 (by Ann). */
const items = timeline(
  [
    version('4', 'c', { author: 'Ben', language: 'de' }),
    { id: 'x', versionId: '3', kind: 'deletion' },
    version('2', 'b', { author: 'Ben' }),
    version('1', 'a', { author: 'Ann' }),
  ],
  { reachesNow: true, reachesStart: true },
)
const nothing = { version: undefined, with: undefined, show: undefined }

describe('the address', () => {
  test('is read as it was written', () => {
    const whole: VersionsAddress = {
      version: '3',
      with: '1',
      show: 'play',
      page: 12,
      since: '2026-05-03',
      by: 'Ann & Co',
      kind: 'fields',
    }
    expect(readAddress(new URLSearchParams(writeAddress(whole)))).toEqual(whole)
    const empty = readAddress(new URLSearchParams())
    expect(writeAddress(empty)).toEqual({})
    expect(writeAddress(whole, { with: undefined, since: '' })).toEqual({
      version: '3',
      show: 'play',
      page: '12',
      by: 'Ann & Co',
      kind: 'fields',
    })
  })

  test('leaves out what makes no sense', () => {
    const read = readAddress(new URLSearchParams('version=&show=all&kind=none&page=0'))
    expect(writeAddress(read)).toEqual({})
    for (const page of ['-1', '1.5', 'two', 'Infinity', '1e99']) {
      expect(readAddress(new URLSearchParams({ page })).page).toBeUndefined()
    }
  })
})

describe('the choice', () => {
  const ids = (chosen: ReturnType<typeof choiceOf>) =>
    chosen.kind === 'changes'
      ? [chosen.item.versionId, chosen.older.versionId, chosen.newer.versionId]
      : [chosen.kind]

  test('is the newest with the one before that has content, or nothing', () => {
    expect(ids(choiceOf(items, nothing, true))).toEqual(['4', '2', '4'])
    expect(choiceOf(items, nothing, false)).toEqual({ kind: 'nothing' })
    expect(choiceOf([], nothing, true)).toEqual({ kind: 'nothing' })
  })

  test('puts the older one on the left, whichever is chosen', () => {
    expect(ids(choiceOf(items, { ...nothing, version: '1', with: '4' }, true))).toEqual([
      '1',
      '1',
      '4',
    ])
    expect(ids(choiceOf(items, { ...nothing, version: '4', with: '1' }, true))).toEqual([
      '4',
      '1',
      '4',
    ])
  })

  test('compares with the one before where the wished one can’t be compared', () => {
    for (const other of ['3', '4', '9']) {
      expect(ids(choiceOf(items, { ...nothing, version: '4', with: other }, true))).toEqual([
        '4',
        '2',
        '4',
      ])
    }
  })

  test('is the content where it is asked for, and where nothing was before', () => {
    expect(choiceOf(items, { ...nothing, version: '2', show: 'content' }, true)).toMatchObject({
      kind: 'content',
      base: { versionId: '1' },
    })
    expect(choiceOf(items, { ...nothing, version: '1', show: 'changes' }, true)).toMatchObject({
      kind: 'content',
      base: undefined,
    })
  })

  test('is the line history or the playing where that is asked for, also of the first version', () => {
    for (const show of ['blame', 'play'] as const) {
      expect(choiceOf(items, { ...nothing, version: '4', show }, true)).toMatchObject({
        kind: show,
        item: { versionId: '4' },
        base: { versionId: '2' },
      })
      expect(choiceOf(items, { ...nothing, version: '1', show }, true)).toMatchObject({
        kind: show,
        base: undefined,
      })
      expect(choiceOf(items, { ...nothing, version: '3', show }, true).kind).toBe('deletion')
    }
  })

  test('says what is a deletion, and what is not loaded', () => {
    expect(choiceOf(items, { ...nothing, version: '3' }, true)).toMatchObject({
      kind: 'deletion',
      before: { versionId: '2' },
    })
    expect(choiceOf(items, { ...nothing, version: '9' }, true)).toEqual({
      kind: 'not-loaded',
      versionId: '9',
    })
  })
})

test('steps go from one to the next that is shown, and end', () => {
  expect([stepFrom(items, '4', 1), stepFrom(items, '2', 1), stepFrom(items, '1', 1)]).toEqual([
    '3',
    '1',
    undefined,
  ])
  expect([stepFrom(items, '4', -1), stepFrom(items, '2', -1)]).toEqual([undefined, '3'])
  const shown = filtered(items, { by: 'Ben', kind: undefined })
  expect([stepFrom(shown, '4', 1), stepFrom(shown, '1', 1)]).toEqual(['2', '4'])
  expect(stepFrom([], '1', 1)).toBeUndefined()
})

test('filters by person and kind of change', () => {
  const titles = (filter: Partial<VersionsAddress>) =>
    filtered(items, { by: undefined, kind: undefined, ...filter }).map(({ title }) => title)
  expect(titles({})).toHaveLength(4)
  expect(titles({ by: 'Ann' })).toEqual(['Version 1'])
  expect(titles({ kind: 'deleted' })).toEqual(['Version 3'])
  expect(titles({ kind: 'content' })).toEqual(['Version 2'])
  expect(titles({ kind: 'restored' })).toEqual(['Version 4'])
  expect(titles({ kind: 'created', by: 'Ben' })).toEqual([])
  expect(authorsOf(items)).toEqual(['Ann', 'Ben'])
})

function version(
  versionId: string,
  text: string,
  { author, language }: { author?: string; language?: string } = {},
): HistoryEntry {
  return {
    kind: 'version',
    id: 'x',
    versionId,
    lastUpdated: `2026-05-0${versionId}T10:00:00Z`,
    ...(author === undefined ? {} : { author }),
    resource: {
      resourceType: 'Binary',
      contentType: 'text/plain',
      ...(language === undefined ? {} : { language }),
      _data: { extension: [{ url: SHA256_EXTENSION, valueString: text }] },
    },
  }
}
