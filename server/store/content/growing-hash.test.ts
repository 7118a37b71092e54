import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { GrowingHash } from './growing-hash.ts'

const bytes = randomBytes(1_000)
const SHA256 = createHash('sha256').update(bytes).digest('hex')

/** Of bytes that are kept somewhere, which are read a few at a time. */
function growing() {
  return new GrowingHash(async function* (from, to) {
    for (let at = from; at < to; at += 70) yield bytes.subarray(at, Math.min(at + 70, to))
  })
}

test('hashes bytes as they arrive, without reading them', async () => {
  const hash = new GrowingHash(() => expect.fail('Nothing is read.'))
  for (const [from, to] of [
    [0, 300],
    [300, 1_000],
  ] as const) {
    hash.begin(from)
    hash.take(bytes.subarray(from, from + 100), from)
    hash.take(bytes.subarray(from + 100, to), from + 100)
    hash.end(to)
  }
  expect((await hash.digest(1_000)).sha256).toBe(SHA256)
})

test('forgets what arrived and counts for nothing, and reads what of it was saved', async () => {
  for (const saved of [400, 550]) {
    const hash = growing()
    hash.begin(0)
    hash.take(bytes.subarray(0, 400), 0)
    hash.end(400)
    hash.begin(400)
    hash.take(bytes.subarray(400, 550), 400)
    hash.take(Buffer.from('what is written over'), 550)
    hash.end(saved)
    hash.begin(saved)
    hash.take(bytes.subarray(saved), saved)
    hash.end(1_000)
    expect((await hash.digest(1_000)).sha256).toBe(SHA256)
  }
})

test('reads what another process has received', async () => {
  const hash = growing()
  hash.begin(600)
  hash.take(bytes.subarray(600), 600)
  hash.end(1_000)
  expect((await hash.digest(1_000)).sha256).toBe(SHA256)
})
