import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonEqual } from '#lib/json-equal.ts'
import type { Binary, Coding } from '../types.ts'
import { AUTHOR_EXTENSION, fileName, FILENAME_SYSTEM, FOLDER_SYSTEM } from './binary.ts'
import { mergeFields, withContentTypeOf, withFieldsOf } from './merge-fields.ts'

const name = (code: string): Coding => ({ system: FILENAME_SYSTEM, code })
const folder = (code: string): Coding => ({ system: FOLDER_SYSTEM, code })
const tag = (code: string): Coding => ({ system: 'urn:x', code })

const few = <Value>(...values: Value[]) => fc.constantFrom(undefined, ...values)
const binaries = fc
  .record({
    language: few('en', 'de', 'fr'),
    securityContext: few({ reference: 'Patient/1' }, { reference: 'Patient/2', display: 'Two' }),
    implicitRules: few('urn:rules'),
    _language: few({ extension: [{ url: 'urn:e' }] }),
    name: few(name('a.txt'), name('b.txt')),
    folder: few(folder('in'), folder('out')),
    tags: fc.subarray([tag('x'), tag('y'), tag('z')]),
    source: few('urn:one', 'urn:two'),
    profile: few(['urn:p'], ['urn:q', 'urn:p']),
  })
  .map(({ name: named, folder: put, tags, source, profile, ...top }): Binary => {
    const all = [...tags.slice(0, 1), named, ...tags.slice(1), put].filter(
      (one) => one !== undefined,
    )
    const meta = { ...(all.length > 0 && { tag: all }), ...given({ source, profile }) }
    return {
      resourceType: 'Binary',
      contentType: 'text/plain',
      ...given(top),
      ...(Object.keys(meta).length > 0 && { meta }),
    }
  })

function given(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The same fields, whatever the order of tags and profiles. */
function same(one: Binary, other: Binary): boolean {
  const { theirs, mine, clashes } = mergeFields(undefined, one, other)
  return [...theirs, ...mine, ...clashes].length === 0
}

describe('fields merged three ways', () => {
  test('what one alone changed is taken, whoever it was', () => {
    fc.assert(
      fc.property(binaries, binaries, (base, changed) => {
        expect(mergeFields(base, base, changed).clashes).toEqual([])
        expect(same(mergeFields(base, base, changed).merged, changed)).toBe(true)
        expect(mergeFields(base, changed, base).merged).toBe(changed)
        expect(mergeFields(base, changed, changed)).toMatchObject({ theirs: [], mine: [] })
      }),
    )
  })

  test('each part is the one of base, theirs or mine, and a clash is what I choose', () => {
    fc.assert(
      fc.property(binaries, binaries, binaries, (base, stored, mine) => {
        const kept = mergeFields(base, stored, mine)
        const taken = mergeFields(base, stored, mine, new Set(kept.clashes))
        const swapped = mergeFields(base, mine, stored)
        expect(kept.clashes.toSorted()).toEqual(swapped.clashes.toSorted())
        expect(same(taken.merged, swapped.merged)).toBe(true)
        expect(kept.theirs.toSorted()).toEqual(swapped.mine.toSorted())
        // A second merge finds nothing more to do.
        expect(mergeFields(base, kept.merged, mine).mine).toEqual([])
        expect(jsonEqual(kept.merged, taken.merged)).toBe(kept.clashes.length === 0)
      }),
    )
  })

  test('without a base, what differs is a clash', () => {
    fc.assert(
      fc.property(binaries, binaries, (stored, mine) => {
        const all = mergeFields(undefined, stored, mine)
        expect([all.theirs, all.mine, all.merged]).toEqual([[], [], stored])
        expect(same(mergeFields(undefined, stored, mine, new Set(all.clashes)).merged, mine)).toBe(
          true,
        )
      }),
    )
  })

  test('the name, the folder and other tags are parts of their own, and tags keep their places', () => {
    const of = (...tags: Coding[]): Binary => ({ resourceType: 'Binary', meta: { tag: tags } })
    const base = of(tag('x'), name('a.txt'), folder('in'))
    const stored = of(tag('x'), name('a.txt'), folder('out'))
    const { merged, theirs, mine } = mergeFields(
      base,
      stored,
      of(tag('x'), name('b.txt'), folder('in')),
    )
    expect(merged.meta?.tag).toEqual([tag('x'), name('b.txt'), folder('out')])
    expect([theirs, mine]).toEqual([['Folder'], ['File name']])
  })

  test('content, its type, and what the server stamps are no part', () => {
    const stored: Binary = {
      resourceType: 'Binary',
      id: 'a',
      contentType: 'text/plain',
      meta: {
        versionId: '3',
        extension: [{ url: AUTHOR_EXTENSION, valueString: 'Ann' }, { url: 'urn:own' }],
      },
    }
    const mine: Binary = {
      resourceType: 'Binary',
      contentType: 'text/csv',
      meta: { versionId: '1', tag: [name('a.txt')], extension: [{ url: AUTHOR_EXTENSION }] },
    }
    const after = withFieldsOf(stored, mine)
    expect(after).toMatchObject({ id: 'a', contentType: 'text/plain', meta: { versionId: '3' } })
    expect(fileName(after)).toBe('a.txt')
    expect(after.meta?.extension).toEqual([{ url: AUTHOR_EXTENSION, valueString: 'Ann' }])
    expect(withContentTypeOf(stored, mine)).toEqual({ ...stored, contentType: 'text/csv' })
  })
})
