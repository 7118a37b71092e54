import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyJsonPatch, PatchFailed, type PatchFailure } from './json-patch.ts'
import { NotAJsonPatch, parseJsonPatch } from './parse-json-patch.ts'
import { smallestPatch } from './smallest-patch.ts'

const json = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))

function apply(document: unknown, ...operations: unknown[]): unknown {
  return applyJsonPatch(document, parseJsonPatch(operations))
}

function failureOf(document: unknown, ...operations: unknown[]): PatchFailure | 'none' {
  const before = structuredClone(document)
  try {
    apply(document, ...operations)
    return 'none'
  } catch (error) {
    expect(error).toBeInstanceOf(PatchFailed)
    expect(document).toEqual(before)
    return (error as PatchFailed).reason
  }
}

describe('smallestPatch', () => {
  it('leads from one document to the other', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applyJsonPatch(before, smallestPatch(before, after))).toEqual(after)
      }),
    )
  })

  it('is empty between equals, whatever the order of their members', () => {
    expect(smallestPatch({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toEqual([])
  })

  it('names the one field that changed', () => {
    const before = { resourceType: 'Binary', language: 'en', meta: { tag: [{ code: 'a' }] } }
    expect(smallestPatch(before, { ...before, language: 'de' })).toEqual([
      { op: 'replace', path: '/language', value: 'de' },
    ])
  })

  it('does not drown in long lists', () => {
    const before = Array.from({ length: 5000 }, (_, i) => ({ code: i }))
    const after = [...before].reverse()
    expect(applyJsonPatch(before, smallestPatch(before, after))).toEqual(after)
  })
})

describe('applyJsonPatch', () => {
  it.each<[string, unknown, unknown[], unknown]>([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: null }], { a: 1, b: null }],
    ['replaces by add', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    ['inserts', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['appends by -', [1], [{ op: 'add', path: '/-', value: 2 }], [1, 2]],
    ['appends by length', [1], [{ op: 'add', path: '/1', value: 2 }], [1, 2]],
    ['unescapes ~1 and ~0', {}, [{ op: 'add', path: '/a~1b~0c~01', value: 1 }], { 'a/b~c~1': 1 }],
    ['takes an empty name', { '': 1 }, [{ op: 'replace', path: '/', value: 2 }], { '': 2 }],
    ['removes from a list', [1, 2, 3], [{ op: 'remove', path: '/1' }], [1, 3]],
    ['moves within a list', [1, 2, 3], [{ op: 'move', from: '/0', path: '/2' }], [2, 3, 1]],
    ['moves onto itself', { a: 1 }, [{ op: 'move', from: '/a', path: '/a' }], { a: 1 }],
    ['moves to the end', [1, 2], [{ op: 'move', from: '/0', path: '/-' }], [2, 1]],
    [
      'copies deep',
      { a: [1] },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/-', value: 2 },
      ],
      { a: [1], b: [1, 2] },
    ],
    [
      'replaces all',
      { a: 1 },
      [
        { op: 'replace', path: '', value: [1] },
        { op: 'add', path: '/-', value: 2 },
      ],
      [1, 2],
    ],
    [
      'tests without regard to order',
      { a: { x: 1, y: [2] } },
      [{ op: 'test', path: '/a', value: { y: [2], x: 1 } }],
      { a: { x: 1, y: [2] } },
    ],
    [
      'takes numeric names of objects',
      { a: { '01': 1 } },
      [{ op: 'remove', path: '/a/01' }],
      { a: {} },
    ],
    [
      'has a member called constructor',
      {},
      [{ op: 'add', path: '/constructor', value: 1 }],
      { constructor: 1 },
    ],
  ])('%s', (_, document, operations, expected) => {
    expect(apply(document, ...operations)).toEqual(expected)
  })

  it.each<[string, unknown, unknown, PatchFailure]>([
    ['a gap in a list', [1], { op: 'add', path: '/2', value: 1 }, 'path-missing'],
    ['a leading zero', [1, 2], { op: 'replace', path: '/01', value: 1 }, 'path-missing'],
    ['a sign', [1, 2], { op: 'add', path: '/+1', value: 1 }, 'path-missing'],
    ['a negative index', [1, 2], { op: 'remove', path: '/-1' }, 'path-missing'],
    ['an exponent', [1, 2], { op: 'remove', path: '/1e0' }, 'path-missing'],
    ['removing what follows the end', [1], { op: 'remove', path: '/-' }, 'path-missing'],
    ['replacing what is not there', {}, { op: 'replace', path: '/a', value: 1 }, 'path-missing'],
    ['removing what is not there', {}, { op: 'remove', path: '/a' }, 'path-missing'],
    ['a parent that is not there', {}, { op: 'add', path: '/a/b', value: 1 }, 'path-missing'],
    ['a parent that is a text', { a: 'x' }, { op: 'add', path: '/a/b', value: 1 }, 'path-missing'],
    ['the length of a list', [1], { op: 'replace', path: '/length', value: 0 }, 'path-missing'],
    ['inherited members', {}, { op: 'copy', from: '/toString', path: '/a' }, 'path-missing'],
    [
      'the prototype of all',
      {},
      { op: 'add', path: '/constructor/prototype/x', value: 1 },
      'path-missing',
    ],
    ['a prototype', {}, { op: 'add', path: '/__proto__', value: { x: 1 } }, 'forbidden'],
    ['a prototype’s member', {}, { op: 'add', path: '/__proto__/x', value: 1 }, 'path-missing'],
    [
      'a prototype within a value',
      {},
      { op: 'add', path: '/a', value: JSON.parse('{"b":{"__proto__":{"x":1}}}') },
      'forbidden',
    ],
    ['moving into itself', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }, 'forbidden'],
    ['moving all into itself', { a: 1 }, { op: 'move', from: '', path: '/a' }, 'forbidden'],
    ['removing all', { a: 1 }, { op: 'remove', path: '' }, 'forbidden'],
    ['another value', { a: 1 }, { op: 'test', path: '/a', value: '1' }, 'test-failed'],
    ['null for nothing', {}, { op: 'test', path: '/a', value: null }, 'path-missing'],
    ['a list for an object', { a: [] }, { op: 'test', path: '/a', value: {} }, 'test-failed'],
    ['a longer list', { a: [1] }, { op: 'test', path: '/a', value: [1, 2] }, 'test-failed'],
  ])('refuses %s', (_, document, operation, reason) => {
    expect(failureOf(document, operation)).toBe(reason)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  it('does all or nothing, and says which one failed', () => {
    const document = { a: [1] }
    const operations = parseJsonPatch([
      { op: 'add', path: '/a/-', value: 2 },
      { op: 'test', path: '/a/1', value: 3 },
    ])
    expect(() => applyJsonPatch(document, operations)).toThrow(
      expect.objectContaining({ index: 1, path: '/a/1', reason: 'test-failed' }),
    )
    expect(document).toEqual({ a: [1] })
  })

  it('shares nothing with the patch', () => {
    const value = { x: [1] }
    const patched = applyJsonPatch({}, [{ op: 'add', path: '/a', value }])
    value.x.push(2)
    expect(patched).toEqual({ a: { x: [1] } })
  })

  it('moves a large value a thousand times at the cost of its path alone', () => {
    let looks = 0
    // Its copy is a plain object: what is looked at again is counted by the work that is told.
    const large = new Proxy(
      { x: 1 },
      {
        ownKeys: (target) => {
          looks += 1
          return Reflect.ownKeys(target)
        },
      },
    )
    const moves = Array.from({ length: 1000 }, (_, i) =>
      i % 2 === 0
        ? { op: 'move', from: '/a/0', path: '/b' }
        : { op: 'move', from: '/b', path: '/a/-' },
    )
    let work = 0
    const operations = parseJsonPatch(moves)
    applyJsonPatch({ a: [large] }, operations, { counted: (spent) => (work = spent) })
    expect(work).toBeLessThanOrEqual(moves.length)
    expect(looks).toBe(1)
  })

  it('says of a long path no more than its beginning', () => {
    const path = `/${'a'.repeat(100_000)}`
    expect(() => apply({}, { op: 'remove', path })).toThrow(/^.{1,300}$/)
  })

  it('fails in its own words only, whatever it is told', () => {
    const path = fc.string({
      unit: fc.constantFrom('/', 'a', '0', '-', '~0', '~1', '1', '__proto__'),
    })
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path,
      from: path,
      value: json,
    })
    fc.assert(
      fc.property(json, fc.array(operation, { maxLength: 6 }), (document, operations) => {
        const before = structuredClone(document)
        try {
          apply(document, ...operations)
        } catch (error) {
          expect(error instanceof PatchFailed || error instanceof NotAJsonPatch).toBe(true)
        }
        expect(document).toEqual(before)
      }),
    )
  })
})
