import { expect, it } from 'vitest'
import { versionWords } from './version-words.ts'

it('tells of a version what is known of it', () => {
  const version = { title: 'Version 3', at: '2026-05-03T10:00:00Z', author: 'Ann' }
  expect(versionWords(version)).toMatch(/^Version 3, .*2026.*, by Ann$/u)
  expect(versionWords({ title: 'Version 3', at: undefined, author: undefined })).toBe('Version 3')
  // Who is read out by a long id is not understood.
  const author = 'Ann (0f8fad5b-d9cb-469f-a165-70867728950e at idp.example)'
  expect(versionWords({ ...version, author })).toMatch(/, by Ann \(…28950e\)$/)
  // A server may give anything for a time.
  expect(versionWords({ ...version, at: 'lately' })).toBe('Version 3, lately, by Ann')
})
