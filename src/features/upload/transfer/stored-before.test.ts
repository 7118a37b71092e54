import { describe, expect, test } from 'vitest'
import { CONTENT_EXTENSION, SHA256_EXTENSION, withFileName } from '#fhir/binary/binary.ts'
import type { Binary, Extension } from '#fhir/types.ts'
import { itemOf } from '#test/upload-items.ts'
import { hasChecksums, findStored, type Stored } from './stored-before.ts'

const SHA = 'ab'.repeat(32)
const wanted = itemOf('a.txt', { kind: 'checking' })
const update = { ...wanted, target: { kind: 'version', id: 'x', ifMatch: '1' } as const }
const nobody = new Set<string>()

function stored(
  more: Partial<Stored> & { sha256?: string; size?: number; name?: string } = {},
): Stored {
  const { sha256, size = 1_000, name = 'a.txt', ...rest } = more
  const extension: Extension[] = [{ url: CONTENT_EXTENSION, valueAttachment: { size } }]
  if (sha256 !== undefined) extension.push({ url: SHA256_EXTENSION, valueString: sha256 })
  const bare: Binary = { resourceType: 'Binary', contentType: 'text/plain', _data: { extension } }
  const binary = withFileName(bare, name)
  return { id: 'x', versionId: '1', lastUpdated: undefined, method: 'POST', binary, ...rest }
}

const seen = (...entries: Stored[]) => ({ entries, complete: true })

describe('a create without an answer', () => {
  test('was stored when name, size and checksum are the same', () => {
    const since = seen(stored({ id: 'y', sha256: 'cd'.repeat(32) }), stored({ sha256: SHA }))
    expect(hasChecksums(wanted, since, nobody)).toBe(true)
    expect(findStored(wanted, since, SHA, nobody)).toEqual({
      kind: 'stored',
      id: 'x',
      versionId: '1',
    })
  })

  test.each([
    ['another checksum', { sha256: 'cd'.repeat(32) }],
    ['another name', { sha256: SHA, name: 'b.txt' }],
    ['another size', { sha256: SHA, size: 999 }],
    ['an update', { sha256: SHA, method: 'PUT' }],
  ])('was not when there is only %s', (_, more) => {
    expect(findStored(wanted, seen(stored(more)), SHA, nobody)).toEqual({ kind: 'absent' })
  })

  test('was not when the one that is there is another upload’s', () => {
    expect(findStored(wanted, seen(stored({ sha256: SHA })), SHA, new Set(['x']))).toEqual({
      kind: 'absent',
    })
  })

  test('is open when the likely one has no checksum', () => {
    const since = seen(stored())
    expect(hasChecksums(wanted, since, nobody)).toBe(false)
    expect(findStored(wanted, since, undefined, nobody)).toEqual({ kind: 'unknown' })
  })

  test('is open when not everything could be seen, unless it was found', () => {
    expect(findStored(wanted, { entries: [], complete: false }, undefined, nobody)).toEqual({
      kind: 'unknown',
    })
    const found = { entries: [stored({ sha256: SHA })], complete: false }
    expect(findStored(wanted, found, SHA, nobody)).toMatchObject({ kind: 'stored' })
  })
})

describe('a new version without an answer', () => {
  test('was stored when a later version has its checksum', () => {
    const since = seen(stored({ versionId: '2', method: 'PUT', sha256: SHA }))
    expect(findStored(update, since, SHA, nobody)).toEqual({
      kind: 'stored',
      id: 'x',
      versionId: '2',
    })
  })

  test('was not when only the version it was made on has it', () => {
    expect(findStored(update, seen(stored({ sha256: SHA })), SHA, nobody)).toEqual({
      kind: 'absent',
    })
  })

  test('was not when another upload has stored that version', () => {
    const since = seen(stored({ versionId: '2', method: 'PUT', sha256: SHA }))
    expect(findStored(update, since, SHA, new Set(['x', 'x/2']))).toEqual({ kind: 'absent' })
  })
})
