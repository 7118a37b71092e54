import { describe, expect, test } from 'vitest'
import type { RestoreMerge } from '#api/binaries/restoring/merged-restore.ts'
import { CONTENT_EXTENSION, SHA256_EXTENSION } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import {
  restoreRows,
  restoreWords,
  threeWayRows,
  threeWayWords,
  type ThreeWays,
} from './three-ways.ts'

const base = binary('aa', { language: 'en' })

const told = (ways: ThreeWays) => {
  const rows = threeWayRows(ways)
  return {
    rows: rows.map(({ label, stored, yours, clash }) => [
      label,
      stored.kind === 'changed' ? stored.to : '-',
      yours.kind === 'changed' ? yours.to : '-',
      clash,
    ]),
    words: threeWayWords(ways, rows),
  }
}

describe('two changes of one Binary', () => {
  test('that do not touch each other are both kept, and said so', () => {
    const remote = binary('aa', { language: 'de' })
    const mine = { ...base, contentType: 'text/csv' }
    expect(told({ base, remote, mine })).toEqual({
      rows: [
        ['Language', 'de', '-', false],
        ['Content type', '-', 'text/csv', false],
      ],
      words: 'The two changes do not touch each other: yours on top keeps both.',
    })
  })

  test('of the same field clash, unless they agree', () => {
    const remote = binary('aa', { language: 'de' })
    expect(told({ base, remote, mine: binary('aa', { language: 'fr' }) })).toEqual({
      rows: [['Language', 'de', 'fr', true]],
      words: 'Both changed language: yours would replace what is stored.',
    })
    expect(told({ base, remote, mine: binary('aa', { language: 'de' }) }).rows).toEqual([
      ['Language', 'de', 'de', false],
    ])
  })

  test('a replaced content has its row, also when fields changed too', () => {
    const remote = binary('bbb', { language: 'de' })
    const mine = { ...base, contentType: 'text/csv' }
    expect(told({ base, remote, mine }).rows).toEqual([
      ['Content', 'replaced, 3 bytes', '-', false],
      ['Language', 'de', '-', false],
      ['Content type', '-', 'text/csv', false],
    ])
    expect(told({ base, remote, mine, myContent: { size: 5 } })).toMatchObject({
      rows: [['Content', 'replaced, 3 bytes', 'replaced, 5 bytes', true], {}, {}],
      words: 'Both changed content: yours would replace what is stored.',
    })
  })

  test('a content of mine beside fields of theirs keeps both', () => {
    const remote = binary('aa', { language: 'de' })
    expect(told({ base, remote, mine: undefined, myContent: { size: undefined } })).toEqual({
      rows: [
        ['Content', '-', 'replaced', false],
        ['Language', 'de', '-', false],
      ],
      words: 'The two changes do not touch each other: yours on top keeps both.',
    })
  })

  test('without a base mine is held against what is stored, and nothing is promised', () => {
    const remote = binary('bbb', { language: 'de' })
    expect(told({ base: undefined, remote, mine: base })).toEqual({
      rows: [['Language', '-', 'en', false]],
      words: undefined,
    })
  })
})

describe('a restore that met another change', () => {
  const merge = (more: Partial<RestoreMerge>): RestoreMerge => ({
    clashes: [],
    open: [],
    kept: [],
    content: 'stored',
    binary: base,
    isStored: false,
    ...more,
  })

  test('says what is kept, what is asked, and where nothing is left to do', () => {
    expect(restoreWords(merge({ kept: ['Language'] }))).toContain(
      'keeps what others changed (language)',
    )
    expect(restoreWords(merge({ clashes: ['Content'], kept: ['Language'] }))).toBe(
      'Both changed content: choose what is saved. What others alone changed can stay: language.',
    )
    expect(restoreWords(merge({ kept: ['Content'], isStored: true }))).toContain(
      'The stored version has',
    )
    expect(restoreWords(merge({}))).toBeUndefined()
  })

  test('marks what the merge asks, and gives what has no words a row of its own', () => {
    const ways = {
      base,
      remote: binary('aa', { language: 'de' }),
      mine: binary('aa', { language: 'fr' }),
    }
    const rows = restoreRows(ways, merge({ clashes: ['Extensions'] }))
    expect(rows.map(({ label, clash }) => [label, clash])).toEqual([
      ['Language', false],
      ['Extensions', true],
    ])
  })

  test('a content that was read to be compared is told, whatever the server says of it', () => {
    const bare: Binary = { resourceType: 'Binary' }
    const rows = threeWayRows({ base: bare, remote: bare, mine: bare, baseStored: 'different' })
    expect(rows).toMatchObject([{ label: 'Content', stored: { kind: 'changed' } }])
  })
})

function binary(bytes: string, more: Partial<Binary>): Binary {
  return {
    resourceType: 'Binary',
    contentType: 'text/plain',
    ...more,
    _data: {
      extension: [
        { url: CONTENT_EXTENSION, valueAttachment: { size: bytes.length } },
        { url: SHA256_EXTENSION, valueString: bytes },
      ],
    },
  }
}
