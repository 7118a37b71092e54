import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameBlobs } from './same-blobs.ts'

test('the same bytes, of any length, and no others', async () => {
  const bytes = fc.uint8Array({ min: 0, max: 3, maxLength: 13 })
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (one, other) => {
      const blob = (of: Uint8Array) => new Blob([Uint8Array.from(of)])
      expect(await sameBlobs(blob(one), blob(one))).toBe(true)
      const isSame = Buffer.from(one).equals(Buffer.from(other))
      expect(await sameBlobs(blob(one), blob(other))).toBe(isSame)
    }),
  )
})

test('a last byte behind the first piece that is read', async () => {
  const content = new Uint8Array(4 * 1024 * 1024 + 3)
  const other = content.with(content.length - 1, 1)
  expect(await sameBlobs(new Blob([content]), new Blob([other]))).toBe(false)
  expect(await sameBlobs(new Blob([content]), new Blob([content.slice()]))).toBe(true)
})
