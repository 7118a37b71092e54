import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileOf } from '#test/upload-items.ts'
import { namedFiles } from '../../drop/pasted-files.ts'
import { chosenOf } from '../chosen.ts'
import { isHidden } from '../draft.ts'
import { common, NO_EDITS, withChange, withoutKeys } from './edits.ts'
import { markRange, NO_MARKS, toggleAll, toggleMark } from './marks.ts'
import { inSteps, sniff } from './sniff.ts'

describe('edits', () => {
  test('change one, some or all, and are taken back by nothing', () => {
    const one = withChange(NO_EDITS, ['a'], { language: 'de' })
    const some = withChange(one, ['a', 'b'], { securityContext: 'Patient/1' })
    expect(some).toEqual({
      a: { language: 'de', securityContext: 'Patient/1' },
      b: { securityContext: 'Patient/1' },
    })
    expect(one).toEqual({ a: { language: 'de' } })
    expect(withChange(one, ['a'], { language: undefined })).toEqual({})
    expect(withChange(one, ['a'], { language: '' })).toEqual({ a: { language: '' } })
    expect(withoutKeys(some, new Set(['a']))).toEqual({ b: { securityContext: 'Patient/1' } })
  })

  test('a key that an object has by itself is a key like any other', () => {
    expect(withChange(NO_EDITS, ['constructor'], { name: 'x' })['constructor']).toEqual({
      name: 'x',
    })
  })

  test('what all have is told apart from what differs', () => {
    expect(common(['de', 'de'])).toBe('de')
    expect(common(['de', ''])).toBeUndefined()
    expect(common([])).toBe('')
  })
})

describe('marks', () => {
  const order = ['a', 'b', 'c', 'd', 'e']
  const marked = (marks: { keys: ReadonlySet<string> }) =>
    order.filter((key) => marks.keys.has(key))

  test('a range follows the last one that was toggled, in both directions', () => {
    const b = toggleMark(NO_MARKS, 'b')
    expect(marked(markRange(b, order, 'd'))).toEqual(['b', 'c', 'd'])
    expect(marked(markRange(b, order, 'a'))).toEqual(['a', 'b'])
    expect(marked(markRange(markRange(b, order, 'e'), order, 'c'))).toEqual(['b'])
  })

  test('a range whose beginning is not listed any more is a single toggle', () => {
    expect(marked(markRange(toggleMark(NO_MARKS, 'gone'), order, 'c'))).toEqual(['c'])
  })

  test('all are marked, then none; those that are not listed stay as they are', () => {
    const some = toggleMark(toggleMark(NO_MARKS, 'b'), 'other')
    const all = toggleAll(some, order)
    expect(marked(all)).toEqual(order)
    expect([...toggleAll(all, order).keys]).toEqual(['other'])
  })

  test('whatever is done, each of a range ends alike', () => {
    const key = fc.constantFrom(...order)
    fc.assert(
      fc.property(fc.array(key), key, key, (toggles, from, to) => {
        const before = [...toggles, from].reduce(toggleMark, NO_MARKS)
        const after = markRange(before, order, to)
        const [low, high] = [order.indexOf(from), order.indexOf(to)].toSorted((a, b) => a - b)
        const range = order.slice(low, (high ?? 0) + 1)
        expect(new Set(range.map((one) => after.keys.has(one))).size).toBe(1)
        for (const one of order.filter((other) => !range.includes(other))) {
          expect(after.keys.has(one)).toBe(before.keys.has(one))
        }
      }),
    )
  })
})

describe('reading in steps', () => {
  test('reads each file once, in order, and never more at a time than told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 5 }), async (files, most) => {
        let [running, peak] = [0, 0]
        const begun: number[] = []
        const told: number[] = []
        const read = async (file: number) => {
          begun.push(file)
          running += 1
          peak = Math.max(peak, running)
          await Promise.resolve()
          running -= 1
          return file
        }
        const { signal } = new AbortController()
        await inSteps(files, read, (_, found) => told.push(found), signal, most)
        expect(begun).toEqual(files)
        expect(told.length).toBe(files.length)
        expect(peak).toBeLessThanOrEqual(most)
      }),
    )
  })

  test('begins nothing and tells nothing once it is aborted', async () => {
    const stop = new AbortController()
    const told: number[] = []
    const begun: number[] = []
    const read = async (file: number) => {
      begun.push(file)
      if (file === 2) stop.abort()
      return file
    }
    await inSteps([1, 2, 3, 4], read, (file) => told.push(file), stop.signal, 1)
    expect([begun, told]).toEqual([[1, 2], [1]])
  })

  test('a type is that of the bytes; a file that can’t be read says so, and is read anew', async () => {
    const pdf = new File(['%PDF-1.7\n1 0 obj'], 'scan.jpg')
    expect(await sniff(pdf)).toMatchObject({ state: 'known', contentType: 'application/pdf' })
    const gone = new File(['x'], 'gone.txt')
    Object.assign(gone, { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) })
    expect(await sniff(gone)).toEqual({ state: 'unreadable' })
    Object.assign(gone, { slice: () => new Blob(['x']) })
    expect(await sniff(gone)).toMatchObject({ state: 'known', contentType: 'text/plain' })
  })
})

test.each([
  ['.DS_Store', true],
  ['scans/Thumbs.db', true],
  ['scans/.git/config', true],
  ['scans/.hidden.txt', true],
  ['scans/._photo.jpg', true],
  ['._photo.jpg', true],
  ['.profile', false],
  ['scans/a.txt', false],
  ['../a.txt', true],
  ['./a.txt', false],
])('%s is hidden: %s', (path, hidden) => {
  expect(isHidden({ path })).toBe(hidden)
})

test('a chosen file has a path of its own, however the browser tells it', () => {
  const file = (more: object) => Object.assign(fileOf('a.txt'), more)
  expect(chosenOf(file({})).path).toBe('a.txt')
  expect(chosenOf(file({ path: './a.txt' })).path).toBe('a.txt')
  expect(chosenOf(file({ path: '/ward/monday/a.txt' })).path).toBe('ward/monday/a.txt')
})

test('a pasted picture is named by its time, and no two are named alike', () => {
  const at = new Date(2026, 10, 26, 23, 5)
  const picture = () => new File(['x'], 'image.png', { type: 'image/png' })
  const names = namedFiles([picture(), picture(), fileOf('letter.txt')], at, [
    { file: fileOf('Pasted image 2026-11-26 23.05.png') },
  ]).map(({ name }) => name)
  expect(names).toEqual([
    'Pasted image 2026-11-26 23.05 (2).png',
    'Pasted image 2026-11-26 23.05 (3).png',
    'letter.txt',
  ])
})
