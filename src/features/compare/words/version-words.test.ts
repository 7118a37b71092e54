import { expect, it } from 'vitest'
import { versionWords } from './version-words.ts'

it('tells of a version what is known of it', () => {
  const version = { title: 'Version 3', at: '2026-05-03T10:00:00Z', author: 'Ann' }
  expect(versionWords(version)).toMatch(/^Version 3, .*2026.*, by Ann$/u)
  expect(versionWords({ title: 'Version 3', at: undefined, author: undefined })).toBe('Version 3')
  // A server may give anything for a time.
  expect(versionWords({ ...version, at: 'lately' })).toBe('Version 3, lately, by Ann')
})
