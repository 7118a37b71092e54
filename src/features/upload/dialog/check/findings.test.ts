import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CONTENT_EXTENSION,
  FILENAME_SYSTEM,
  FOLDER_SYSTEM,
  SHA256_EXTENSION,
} from '#fhir/binary/binary.ts'
import type { Choice } from '../draft.ts'
import { findAll, hashCandidates, knownFileOf, type BatchFile, type KnownFile } from './findings.ts'
import { choicesFor, keysWith, plansFor } from './plan.ts'
import { rememberTooLarge, sizeLimitOf } from './size-limit.ts'

const known = (id: string, more: Partial<KnownFile> = {}): KnownFile => ({
  id,
  name: `${id}.txt`,
  folder: '',
  size: 5,
  sha256: `hash of ${id}`,
  binary: { resourceType: 'Binary', id, meta: { versionId: '3' } },
  ...more,
})
const file = (key: string, more: Partial<BatchFile> = {}): BatchFile => ({
  key,
  name: `${key}.txt`,
  folder: '',
  size: 5,
  sha256: undefined,
  ...more,
})
const kinds = (batch: BatchFile[], stored: KnownFile[]) =>
  Object.fromEntries(
    [...findAll(batch, stored)].map(([key, found]) => [key, found.map(({ kind }) => kind)]),
  )

test('a stored file is known by its tags and extensions', () => {
  const binary = {
    resourceType: 'Binary' as const,
    id: 'x',
    meta: {
      tag: [
        { system: FILENAME_SYSTEM, code: 'a.txt' },
        { system: FOLDER_SYSTEM, code: 'ward/2' },
      ],
    },
    _data: {
      extension: [
        { url: CONTENT_EXTENSION, valueAttachment: { size: 7 } },
        { url: SHA256_EXTENSION, valueString: 'AB' },
      ],
    },
  }
  expect(knownFileOf(binary)).toEqual({
    id: 'x',
    name: 'a.txt',
    folder: 'ward/2',
    size: 7,
    sha256: 'ab',
    binary,
  })
  expect(knownFileOf({ resourceType: 'Binary' })).toBeUndefined()
})

describe('only what can be the same is hashed', () => {
  test('by size, here or in the batch; never an empty file', () => {
    const batch = [
      file('as stored'),
      file('one', { size: 9 }),
      file('two', { size: 9 }),
      file('alone', { size: 10 }),
      file('empty', { size: 0 }),
      file('empty too', { size: 0 }),
    ]
    expect([...hashCandidates(batch, [known('s')])]).toEqual(['as stored', 'one', 'two'])
  })

  test('a server without checksums gives nothing to compare with', () => {
    expect([...hashCandidates([file('a')], [known('s', { sha256: undefined })])]).toEqual([])
  })

  test('no two files with the same bytes are missed', () => {
    const bytes = fc.array(fc.constantFrom('a', 'bb', 'cc', 'ddd', ''), { maxLength: 8 })
    fc.assert(
      fc.property(bytes, bytes, (chosen, stored) => {
        const there = stored.map((text, at) =>
          known(`s${at}`, { name: '', size: text.length, sha256: text }),
        )
        const sizes = chosen.map((text, at) => file(`${at}`, { name: '', size: text.length }))
        const hashed = hashCandidates(sizes, there)
        const batch = sizes.map((one, at) => ({
          ...one,
          sha256: hashed.has(one.key) ? chosen[at] : undefined,
        }))
        const findings = findAll(batch, there)
        chosen.forEach((text, at) => {
          const found = new Set((findings.get(`${at}`) ?? []).map(({ kind }) => kind))
          expect(found.has('same-content')).toBe(text !== '' && stored.includes(text))
          expect(found.has('twice')).toBe(text !== '' && chosen.indexOf(text) < at)
        })
      }),
    )
  })
})

describe('findings', () => {
  test('the same bytes here, and twice in the batch', () => {
    const batch = [
      file('a', { sha256: 'hash of s' }),
      file('b', { sha256: 'x' }),
      file('c', { sha256: 'x' }),
      file('d'),
    ]
    expect(kinds(batch, [known('s')])).toEqual({ a: ['same-content'], c: ['twice'] })
  })

  test('the same name in the same folder, and not in another one', () => {
    const stored = [known('s', { name: 'scan.txt', folder: 'ward/monday' })]
    const of = (folder: string) => kinds([file('a', { name: 'scan.txt', folder })], stored)
    expect(of('ward/monday')).toEqual({ a: ['same-name'] })
    expect(of('ward/tuesday')).toEqual({})
    expect(of('')).toEqual({})
  })

  test('letters and accents that are written apart are the same name', () => {
    const stored = [known('s', { name: 'Bericht für Müller.pdf'.normalize('NFC') })]
    const batch = [file('a', { name: 'Bericht für Müller.pdf'.normalize('NFD') })]
    expect(kinds(batch, stored)).toEqual({ a: ['same-name'] })
  })

  test('the same file under the same name is one finding', () => {
    const batch = [file('a', { name: 's.txt', sha256: 'hash of s' })]
    expect(kinds(batch, [known('s')])).toEqual({ a: ['same-content'] })
  })

  test('empty files, and those that are too large', () => {
    const batch = [file('a', { size: 0 }), file('b', { size: 11 }), file('c', { size: 10 })]
    const limit = { bytes: 10, by: 'config' as const }
    expect([...findAll(batch, [], limit)]).toEqual([
      ['a', [{ kind: 'empty' }]],
      ['b', [{ kind: 'too-large', limit }]],
    ])
  })
})

describe('plans', () => {
  const findings = findAll(
    [file('a', { name: 's.txt' }), file('b', { name: 's.txt' }), file('c'), file('d', { size: 0 })],
    [known('s'), known('t', { name: 'c.txt', binary: { resourceType: 'Binary', id: 't' } })],
  )

  test('a version is offered only where its number is known', () => {
    expect(choicesFor(findings.get('a'))).toEqual(['separate', 'version', 'skip'])
    expect(choicesFor(findings.get('c'))).toEqual(['separate', 'skip'])
    expect(choicesFor(findings.get('nobody'))).toEqual([])
    expect(keysWith(findings, ['same-name'])).toEqual(['a', 'b', 'c'])
  })

  test('nothing chosen replaces nothing and leaves nothing out', () => {
    const batch = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, choice: undefined }))
    expect([...plansFor(batch, findings).values()].map(({ kind }) => kind)).toEqual(
      Array.from({ length: 5 }, () => 'create'),
    )
  })

  test('two files never become the next version of the same one', () => {
    const choice = fc.constantFrom<(Choice | undefined)[]>('separate', 'version', 'skip', undefined)
    fc.assert(
      fc.property(fc.array(choice, { minLength: 4, maxLength: 4 }), (choices) => {
        const batch = ['a', 'b', 'c', 'd'].map((key, at) => ({ key, choice: choices[at] }))
        const plans = [...plansFor(batch, findings)]
        const replaced = plans.flatMap(([, plan]) => (plan.kind === 'version' ? plan.of.id : []))
        expect(new Set(replaced).size).toBe(replaced.length)
        for (const [at, [, plan]] of plans.entries()) {
          expect(plan.kind === 'skip').toBe(choices[at] === 'skip')
        }
      }),
    )
  })
})

test('the limit is what the server refused before, or what is configured, whichever is less', () => {
  expect(sizeLimitOf('org', undefined)).toBeUndefined()
  expect(sizeLimitOf('org', 50)).toEqual({ bytes: 50, by: 'config' })
  rememberTooLarge('org', 41)
  rememberTooLarge('org', 90)
  expect(sizeLimitOf('org', 50)).toEqual({ bytes: 40, by: 'refusal' })
  expect(sizeLimitOf('org', 30)).toEqual({ bytes: 30, by: 'config' })
  expect(sizeLimitOf('other', undefined)).toBeUndefined()
})
