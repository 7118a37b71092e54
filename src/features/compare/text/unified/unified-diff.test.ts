import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unifiedDiff, type DiffName } from './unified-diff.ts'

const names: [DiffName, DiffName] = [
  { name: 'Version 1', at: '2026-05-03T10:00:00Z' },
  { name: 'Version 2', at: undefined },
]

function diff(older: string, newer: string): string {
  const pieces = unifiedDiff(Buffer.from(older), Buffer.from(newer), names)
  return Buffer.concat(pieces).toString()
}

/** What `git apply` makes of the first one: it takes a difference as `patch` does, and is there wherever this is developed. */
function patched(older: Uint8Array, pieces: Uint8Array[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'unified-'))
  try {
    const body = Buffer.concat(pieces)
      .toString('latin1')
      .replace(/^.*\n.*\n/u, '--- a/f\n+++ b/f\n')
    writeFileSync(join(folder, 'f'), older)
    writeFileSync(join(folder, 'd'), Buffer.from(body, 'latin1'))
    execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', 'd'], { cwd: folder })
    return readFileSync(join(folder, 'f'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('unifiedDiff', () => {
  it('is what diff -u writes', () => {
    expect(diff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nE\nf\n')).toBe(
      '--- Version 1\t2026-05-03T10:00:00Z\n+++ Version 2\n' +
        '@@ -2,5 +2,5 @@\n b\n c\n d\n-e\n+E\n f\n',
    )
  })

  it('says where there is no newline at the end', () => {
    expect(diff('a', 'a\n')).toContain('@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n')
    expect(diff('', 'a')).toContain('@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n')
  })

  it('of the same two is empty', () => {
    expect(diff('a\nb', 'a\nb')).toBe('')
  })

  it('lets no name end its line', () => {
    const pieces = unifiedDiff(Buffer.from('a'), Buffer.from('b'), [
      { name: 'x\n+++ y\tz', at: undefined },
      names[1],
    ])
    expect(Buffer.concat(pieces).toString()).toMatch(/^--- x \+\+\+ y z\n\+\+\+ Version 2\n@@/u)
  })

  it('applied to the older one gives the newer, byte for byte', { timeout: 60_000 }, () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', '\xE4\xFF\n', '-\n', '\\ x\n', 'd'), {
        maxLength: 30,
      })
      .map((lines) => Buffer.from(lines.join(''), 'latin1'))
    fc.assert(
      fc.property(text, text, (older, newer) => {
        // An emptied file is a deletion for git, which wants another head.
        fc.pre(!older.equals(newer) && older.length > 0 && newer.length > 0)
        expect(patched(older, unifiedDiff(older, newer, names)).equals(newer)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
