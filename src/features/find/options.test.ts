import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contextsAmong } from '#api/binaries/find/rank.ts'
import { readTyped } from '#api/binaries/find/typed.ts'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Binary } from '#fhir/types.ts'
import { keyOf, nextOption, optionsOf, type Found, type Progress } from './options.ts'

function file(id: string, name: string, patient: string): Binary {
  return {
    resourceType: 'Binary',
    id,
    securityContext: { reference: `Patient/${patient}` },
    meta: { tag: [{ system: FILENAME_SYSTEM, code: name }] },
  }
}
const letter = file('a', 'letter', '3310')
const report = file('b', 'report', '3310')

function found(text: string, more: Partial<Found> = {}): Found {
  const files = more.files ?? []
  return {
    typed: readTyped(text),
    files,
    contexts: contextsAmong(files, wordsOf(text)),
    count: files.length,
    exact: undefined,
    recent: [],
    findsInside: false,
    progress: { kind: 'by-server', total: undefined },
    ...more,
  }
}
const keys = (one: Found) => optionsOf(one).map(keyOf)
const loaded = (rest: 'none' | 'not-loaded' | 'loading'): Progress => ({
  kind: 'by-console',
  why: 'undeclared',
  looked: 2,
  total: 9,
  rest,
})

describe('the lines', () => {
  test('of a patient alone begin with them, of a file of theirs with the file', () => {
    const files = [letter, report]
    expect(keys(found('3310', { files }))).toEqual([
      'context-Patient/3310',
      'file-a',
      'file-b',
      'all',
    ])
    expect(keys(found('letter 3310', { files: [letter] }))).toEqual([
      'file-a',
      'context-Patient/3310',
      'all',
    ])
  })

  test('begin with the file whose id was typed, once', () => {
    const exact = file('3310', 'consent', '7')
    expect(keys(found('3310', { files: [exact, letter], exact }))).toEqual([
      'file-3310',
      'context-Patient/3310',
      'file-a',
      'all',
    ])
  })

  test('offer the id where nothing is found, and many ids beside what is found', () => {
    expect(keys(found('zz9'))).toEqual(['ids', 'all'])
    expect(keys(found('letter', { files: [letter] }))).toEqual(['file-a', 'all'])
    expect(keys(found('a-1, b-2', { files: [letter] }))).toEqual(['file-a', 'ids', 'all'])
    expect(keys(found('zz9', { progress: { kind: 'looking' } }))).toEqual(['all'])
    expect(keys(found('two words'))).toEqual(['all'])
  })

  test('of ids are those ids, by the name of the file where it is known', () => {
    expect(keys(found('Binary/a Binary/b'))).toEqual(['ids'])
    expect(keys(found('Binary/a'))).toEqual(['ids'])
    expect(keys(found('Binary/a', { exact: letter }))).toEqual(['file-a'])
  })

  test('offer what else can be done', () => {
    const failed: Progress = { kind: 'failed', error: new Error('no') }
    expect(keys(found('two words', { progress: failed }))).toEqual(['retry', 'all'])
    expect(keys(found('two words', { progress: loaded('none') }))).toEqual(['all'])
    expect(keys(found('two words', { findsInside: true }))).toEqual(['inside', 'all'])
    const [load] = optionsOf(found('two words', { progress: loaded('not-loaded') }))
    const [stop] = optionsOf(found('two words', { progress: loaded('loading') }))
    expect([load?.kind, stop?.kind]).toEqual(['load', 'stop'])
    // What is chosen stays chosen when one takes the other's place.
    expect(load && keyOf(load)).toBe(stop && keyOf(stop))
  })

  test('of nothing typed are what was opened last', () => {
    const recent = Array.from({ length: 9 }, (_, n) => file(`r${n}`, 'x', '1'))
    expect(keys(found('', { recent }))).toEqual([
      'file-r0',
      'file-r1',
      'file-r2',
      'file-r3',
      'file-r4',
      'all',
    ])
  })

  test('are never none, and each has a key of its own', () => {
    const files = fc
      .uniqueArray(fc.stringMatching(/^[a-c]{1,2}$/))
      .map((ids) => ids.map((id) => file(id, `letter ${id}`, id)))
    fc.assert(
      fc.property(fc.string(), files, fc.boolean(), (text, some, looking) => {
        const progress: Progress = looking ? { kind: 'looking' } : loaded('not-loaded')
        const all = keys(found(text, { files: some, exact: some[0], progress }))
        expect(all.length).toBeGreaterThan(0)
        expect(new Set(all).size).toBe(all.length)
      }),
    )
  })
})

test('arrows go through all lines and back to the text', () => {
  const options = optionsOf(found('3310', { files: [letter, report] }))
  const seen = []
  let at = nextOption(options, undefined, 'ArrowDown')
  for (; at; at = nextOption(options, at, 'ArrowDown')) seen.push(at)
  expect(seen).toEqual(options)
  expect(nextOption(options, options[0], 'ArrowUp')).toBeUndefined()
  expect(nextOption(options, undefined, 'ArrowUp')).toBe(options.at(-1))
  expect(nextOption(options, options[1], 'Home')).toBe(options[0])
  expect(nextOption(options, options[1], 'End')).toBe(options.at(-1))
  expect(nextOption([], undefined, 'ArrowDown')).toBeUndefined()
})
