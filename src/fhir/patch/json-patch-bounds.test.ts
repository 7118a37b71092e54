import { describe, expect, it } from 'vitest'
import { applyJsonPatch, PatchFailed, type PatchFailure } from './json-patch.ts'
import { parseJsonPatch } from './parse-json-patch.ts'

function failureOf(document: unknown, ...operations: unknown[]): PatchFailure | 'none' {
  try {
    applyJsonPatch(document, parseJsonPatch(operations))
    return 'none'
  } catch (error) {
    expect(error).toBeInstanceOf(PatchFailed)
    return (error as PatchFailed).reason
  }
}

describe('what a patch costs is bounded: it', () => {
  it('stops copies that double without end', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => ({
      op: 'copy',
      from: '',
      path: `/k${i}`,
    }))
    expect(failureOf({ a: 'x'.repeat(1000) }, ...doubling)).toBe('forbidden')
  })

  it('stops what a long list has to make room for', () => {
    const list = Array.from({ length: 100_000 }, () => 1)
    const move = { op: 'move', from: '/99999', path: '/0' }
    expect(failureOf(list, move, move, move)).toBe('none')
    expect(failureOf(list, ...Array.from({ length: 1000 }, () => move))).toBe('forbidden')
    const shift = { op: 'remove', path: '/0' }
    expect(failureOf(list, ...Array.from({ length: 1000 }, () => shift))).toBe('forbidden')
  })

  it('stops copies into themselves before they are large, each of them as it is made', () => {
    const copies = Array.from({ length: 30 }, (_, at) => ({
      op: 'copy',
      from: '/a',
      path: `/a/copy${at}`,
    }))
    const document = { a: { list: Array.from({ length: 1000 }, () => 1) } }
    // 1,000 values, then 2,000, 4,000, …: the seventh copy would be of 64,000.
    expect(() => applyJsonPatch(document, parseJsonPatch(copies))).toThrow(
      expect.objectContaining({ index: 6, reason: 'forbidden' }),
    )
  })

  it('refuses what nests too deep where it is put, and not at the end', () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
    const add = (levels: number) => ({ op: 'add', path: '/a/a', value: deep(levels) })
    const remove = { op: 'remove', path: '/a/a' }
    expect(failureOf({ a: {} }, add(62), remove)).toBe('none')
    expect(failureOf({ a: {} }, add(63), remove)).toBe('forbidden')
    const copy = { op: 'copy', from: '/a', path: '/b/b/b' }
    expect(failureOf({ a: deep(61), b: { b: {} } }, copy)).toBe('none')
    expect(failureOf({ a: deep(62), b: { b: {} } }, copy, { op: 'remove', path: '/b' })).toBe(
      'forbidden',
    )
  })

  it('stops nesting without end', () => {
    const nesting = Array.from({ length: 300 }, () => [
      { op: 'add', path: '/b', value: {} },
      { op: 'move', from: '/a', path: '/b/a' },
      { op: 'move', from: '/b', path: '/a' },
    ]).flat()
    expect(failureOf({ a: 1 }, ...nesting)).toBe('forbidden')
  })
})
