import { describe, expect, test } from 'vitest'
import { permitsInteraction, permitsOf, permitsWriting } from './scopes.ts'

const letters = (scopes: string) => {
  const permits = permitsOf(scopes)
  return permits === 'all' ? 'all' : [...permits].toSorted().join('')
}

describe('the scopes of a token', () => {
  test.each([
    ['', 'all'],
    ['openid profile offline_access', 'all'],
    ['openid user/Binary.r', 'r'],
    ['system/Binary.rs', 'rs'],
    ['user/Binary.cruds', 'cdrsu'],
    ['user/*.cruds', 'cdrsu'],
    ['user/Binary.read', 'rs'],
    ['user/Binary.write', 'cdu'],
    ['user/*.*', 'cdrsu'],
    ['user/Binary.c user/Binary.r', 'cr'],
    // They limit the token to some files, which is not looked after.
    ['patient/Binary.cruds', ''],
    ['user/Binary.rs?category=x', ''],
    ['user/Patient.cruds', ''],
    // Not as they are written.
    ['user/Binary.', ''],
    ['user/Binary.sr', ''],
    ['user/Binary.delete', ''],
    ['user/binary.cruds', ''],
    ['user/Binary', ''],
    ['system/', ''],
  ])('%j permit %j', (scopes, permitted) => {
    expect(letters(scopes)).toBe(permitted)
  })

  test('permit each interaction by its letter, and nothing beyond files unless they are silent', () => {
    const reads = permitsOf('user/Binary.rs')
    for (const one of ['read', 'vread', 'history-instance', 'search', 'organizations', 'unknown'])
      expect([one, permitsInteraction(reads, one)]).toEqual([one, true])
    for (const one of [
      'create',
      'update',
      'patch',
      'delete',
      'batch',
      'upload-part',
      'what is added later',
      'audit',
      'check',
    ])
      expect([one, permitsInteraction(reads, one)]).toEqual([one, false])
    expect(permitsInteraction(permitsOf('user/Binary.r'), 'search')).toBe(false)
    expect(permitsInteraction(permitsOf('user/Binary.c'), 'batch')).toBe(false)
    expect(permitsInteraction(permitsOf('user/Binary.cu'), 'batch')).toBe(true)
    expect(permitsInteraction(permitsOf('openid'), 'audit')).toBe(true)
    expect([permitsWriting(reads), permitsWriting(permitsOf('user/Binary.d'))]).toEqual([
      false,
      true,
    ])
  })
})
