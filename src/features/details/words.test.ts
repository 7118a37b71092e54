import { describe, expect, it } from 'vitest'
import { versionName } from './LatestVersions.tsx'

describe('versionName', () => {
  it('is the number where versions are counted, else the place in the history', () => {
    expect(versionName('4', undefined)).toBe('Version 4')
    expect(versionName('a3f0-77', 2)).toBe('Version 2')
    expect(versionName('1718000000000', 2)).toBe('Version 2')
    expect(versionName(undefined, 2)).toBe('Version 2')
  })

  it('is the beginning of the id where nobody counts', () => {
    expect(versionName('a3f0e1d2-77c4', undefined)).toBe('Version a3f0e1d2')
    expect(versionName(undefined, undefined)).toBe('This version')
  })
})
