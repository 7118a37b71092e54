import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Buffers, SLAB_BYTES } from './buffers.ts'
import { Gathered } from './gathered.ts'

const hashOf = (kind: string, bytes: Uint8Array) => createHash(kind).update(bytes).digest()

test('bytes of any lengths lie one behind the other, as they were when they came', () => {
  const buffers = new Buffers()
  buffers.begin()
  for (const lengths of [
    [],
    [1],
    [SLAB_BYTES],
    [SLAB_BYTES + 1],
    [70_000, 0, 200_000, 5, 900_000],
  ]) {
    const gathered = new Gathered(buffers)
    const all = lengths.map((length) => randomBytes(length))
    const whole = Buffer.concat(all)
    for (const bytes of all) {
      gathered.add(bytes)
      // Whose buffer it is uses it for something else.
      bytes.fill(0)
    }
    expect(gathered.byteLength).toBe(whole.byteLength)
    expect(Buffer.concat(gathered.chunks).equals(whole)).toBe(true)
    expect(gathered.sha256()).toBe(hashOf('sha256', whole).toString('hex'))
    expect(gathered.md5()).toBe(hashOf('md5', whole).toString('base64'))
    // Each attempt asks anew.
    expect(gathered.sha256()).toBe(hashOf('sha256', whole).toString('hex'))
    gathered.end()
  }
})

test('one piece after the other lies in the same memory, which is given up when nothing is received', () => {
  const buffers = new Buffers()
  const end = buffers.begin()
  const memory = new Set<ArrayBufferLike>()
  const gather = () => {
    const gathered = new Gathered(buffers)
    gathered.add(Buffer.alloc(8 * SLAB_BYTES, 'x'))
    for (const { buffer } of gathered.chunks) memory.add(buffer)
    return gathered
  }
  for (let count = 0; count < 10; count += 1) gather().end()
  expect(memory.size).toBe(8)
  const [one, other] = [gather(), gather()]
  expect(memory.size).toBe(16)
  one.end()
  end()
  // Too late to be kept for anybody.
  other.end()
  gather()
  expect(memory.size).toBe(24)
})
