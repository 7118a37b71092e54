import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withAndWithoutWasm } from '#test/with-and-without-wasm.ts'
import { createSha256 } from './sha256.ts'

const expected = (pieces: readonly Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}
const actual = (pieces: readonly Uint8Array[]) => {
  const hash = createSha256()
  for (const piece of pieces) hash.update(piece)
  return hash.hex()
}

withAndWithoutWasm(() => {
  test('bytes in any pieces have the sum that the platform gives them', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        expect(actual(pieces)).toBe(expected(pieces))
      }),
    )
  })

  test('each length around the end of a block', () => {
    for (let size = 0; size <= 130; size += 1) {
      const pieces = [randomBytes(size)]
      expect(actual(pieces)).toBe(expected(pieces))
    }
  })

  test.each([2 ** 20 - 9, 2 ** 20 - 8, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20])(
    '%i bytes, whole and after others',
    (size) => {
      const bytes = randomBytes(size)
      expect(actual([bytes])).toBe(expected([bytes]))
      expect(actual([bytes.subarray(0, 77), bytes, bytes])).toBe(
        expected([bytes.subarray(0, 77), bytes, bytes]),
      )
    },
  )
})
