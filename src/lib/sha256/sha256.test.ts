import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
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

afterEach(() => vi.unstubAllGlobals())

describe.each(['WebAssembly', 'JavaScript'])('in %s', (kind) => {
  const stub = () => {
    if (kind === 'WebAssembly') return vi.spyOn(WebAssembly, 'Instance')
    vi.stubGlobal('WebAssembly', undefined)
    return undefined
  }

  test('bytes in any pieces have the sum that the platform gives them', () => {
    const instances = stub()
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (pieces) => {
        expect(actual(pieces)).toBe(expected(pieces))
      }),
    )
    if (instances) expect(instances).toHaveBeenCalled()
  })

  test('each length around the end of a block', () => {
    stub()
    for (let size = 0; size <= 130; size += 1) {
      const pieces = [randomBytes(size)]
      expect(actual(pieces)).toBe(expected(pieces))
    }
  })

  test.each([2 ** 20 - 9, 2 ** 20 - 8, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20])(
    '%i bytes, whole and after others',
    (size) => {
      stub()
      const bytes = randomBytes(size)
      expect(actual([bytes])).toBe(expected([bytes]))
      expect(actual([bytes.subarray(0, 77), bytes, bytes])).toBe(
        expected([bytes.subarray(0, 77), bytes, bytes]),
      )
    },
  )
})
