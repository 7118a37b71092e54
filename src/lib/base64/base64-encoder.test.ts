import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { withAndWithoutWasm } from '#test/with-and-without-wasm.ts'
import { createBase64Encoder } from './base64-encoder.ts'

withAndWithoutWasm(() => {
  test('bytes one after the other are encoded as the platform does', () => {
    const encode = createBase64Encoder()
    const content = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 3 }))
    fc.assert(
      fc.property(fc.array(content, { maxLength: 5 }), (all) => {
        for (const bytes of all) {
          expect(Buffer.from(encode(bytes)).toString()).toBe(Buffer.from(bytes).toString('base64'))
        }
      }),
    )
  })

  test('every value of six bits at every place', () => {
    const encode = createBase64Encoder()
    for (let place = 0; place < 16; place += 1) {
      for (let six = 0; six < 64; six += 1) {
        const bits = Array.from({ length: 16 }, (_, at) => (at === place ? six : 63 - six))
        const text = bits.map((one) => ALPHABET.charAt(one)).join('')
        expect(Buffer.from(encode(Buffer.from(text, 'base64'))).toString()).toBe(text)
      }
    }
  })

  test('more than the memory of the beginning, then less', () => {
    const encode = createBase64Encoder()
    for (const size of [65_536, 3 * 2 ** 20, 100_000, 3 * 2 ** 20 + 7]) {
      const bytes = randomBytes(size)
      expect(Buffer.from(encode(bytes)).equals(Buffer.from(bytes.toString('base64')))).toBe(true)
    }
  })
})

test('goes on through a string where there is no more memory', () => {
  const encode = createBase64Encoder()
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow')
  onTestFinished(() => grow.mockRestore())
  grow.mockImplementation(() => {
    throw new RangeError('There is no memory.')
  })
  for (const size of [3 * 2 ** 20 + 7, 100]) {
    const bytes = randomBytes(size)
    expect(Buffer.from(encode(bytes)).equals(Buffer.from(bytes.toString('base64')))).toBe(true)
  }
  expect(grow).toHaveBeenCalledOnce()
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
