import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBodyScan } from './body-scan.ts'
import { createDataFilter } from './data-filter.ts'

const encoder = new TextEncoder()

/** Cuts bytes where it is told to. */
function* pieces(bytes: Uint8Array<ArrayBuffer>, sizes: readonly number[]) {
  let at = 0
  for (let i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

function scan(json: string, sizes: readonly number[] = [1000], keepContent = true) {
  const body = createBodyScan(keepContent)
  for (const piece of pieces(encoder.encode(json), sizes)) body.push(piece)
  return body.end()
}

const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 })

describe('the data filter', () => {
  it('leaves JSON without large content as it is, wherever it is cut', () => {
    const space = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), space, cuts, (value, indent, sizes) => {
        const text = JSON.stringify(value, null, indent)
        expect(JSON.parse(scan(text, sizes).json)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('takes large content out, first, last or in the middle, and decodes it', async () => {
    const member = fc.tuple(
      fc.string({ maxLength: 6 }).filter((name) => !/^(data|\d+|__proto__)$/.test(name)),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const around = fc.uniqueArray(member, { selector: ([name]) => name, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        around,
        around,
        fc.integer({ min: 3100, max: 9000 }),
        cuts,
        async (before, after, size, sizes) => {
          const content = crypto.getRandomValues(new Uint8Array(size))
          const names = new Set(before.map(([name]) => name))
          const rest = after.filter(([name]) => !names.has(name))
          const json = JSON.stringify(
            Object.fromEntries([...before, ['data', content.toBase64()], ...rest]),
          )
          const scanned = scan(json, sizes)
          // Through JSON once, which knows no negative zero.
          const expected = JSON.stringify(
            Object.fromEntries([...before, ['data', '@data:0'], ...rest]),
          )
          expect(JSON.parse(scanned.json)).toEqual(JSON.parse(expected))
          expect(scanned.sizes).toEqual([size])
          expect(
            new Uint8Array((await scanned.content?.arrayBuffer()) ?? new ArrayBuffer(0)),
          ).toEqual(content)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('resolves escapes and bears line breaks, however they are cut', async () => {
    const content = crypto.getRandomValues(new Uint8Array(6000))
    const base64 = content
      .toBase64()
      .replace(/.{60}/g, '$&\\r\\n')
      .replaceAll('/', '\\/')
      .replaceAll('+', '\\u002b')
    for (const size of [1, 2, 3, 7, 4096, 1e6]) {
      const scanned = scan(`{"data" :\n "${base64}"}`, [size])
      expect(new Uint8Array((await scanned.content?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(
        content,
      )
    }
  })

  it('tells names from values, and the resource’s own content from what lies deeper', () => {
    const long = 'A'.repeat(8000)
    const json = JSON.stringify({
      x: 'data',
      y: long,
      list: ['data', long],
      deep: [{ data: long }],
      data: { data: long },
      'x"data': long,
    })
    const scanned = scan(json)
    expect(JSON.parse(scanned.json)).toEqual({
      x: 'data',
      y: long,
      list: ['data', long],
      deep: [{ data: '@data:0' }],
      data: { data: '@data:1' },
      'x"data': long,
    })
    expect(scanned.sizes).toEqual([6000, 6000])
    expect(scanned.content).toBeUndefined()
  })

  it('lets broken JSON stay broken', () => {
    const whole = `{"a":1,"data":"${'A'.repeat(8000)}","b":{}}`
    for (const end of [5, 20, 3000, 8000, whole.length - 1]) {
      expect(() => void JSON.parse(scan(whole.slice(0, end)).json)).toThrow(SyntaxError)
    }
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ':', 'data', ',', ' ', 'u', 'n') }),
        cuts,
        (text, sizes) => {
          let valid: unknown
          try {
            valid = JSON.parse(text)
          } catch {
            expect(() => void JSON.parse(scan(text, sizes).json)).toThrow(SyntaxError)
            return
          }
          expect(JSON.parse(scan(text, sizes).json)).toEqual(valid)
        },
      ),
    )
  })

  it.each(['*', '=A', 'A', 'AA', 'ä'])('says that content ending in %j is no base64', (end) => {
    expect(scan(`{"data":"${'A'.repeat(8000)}${end}"}`, [977]).invalidBase64).toBe(true)
    expect(scan(`{"data":"${'A'.repeat(8000)}${end}"}`, [977], false).invalidBase64).toBe(false)
  })

  it('gives nothing for nothing', () => {
    expect(createDataFilter(() => undefined).end()).toEqual(new Uint8Array())
  })
})
