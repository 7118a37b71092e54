import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { crc32 } from './checksum.ts'
import { DeflateProblem, Inflater } from './inflate.ts'

/** Bytes that compress to all sorts of codes: runs, copies from far back, noise. */
function sample(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let seed = 7
  for (let at = 0; at < size; at += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    bytes[at] = at % 5000 < 2500 ? (seed >> 16) & 0xff : at % 97
  }
  return bytes
}

function inflate(packed: Uint8Array, step: number): { bytes: Uint8Array; inflater: Inflater } {
  const inflater = new Inflater()
  const pieces: Uint8Array[] = []
  for (let at = 0; at < packed.length && !inflater.isDone; at += step) {
    pieces.push(...inflater.push(packed.subarray(at, at + step), at + step >= packed.length))
  }
  return { bytes: Buffer.concat(pieces), inflater }
}

describe('Inflater', () => {
  it.each([0, 1, 6, 9])('unpacks what zlib packs at level %i, in pieces of any size', (level) => {
    const whole = sample(900_000)
    const packed = deflateRawSync(whole, { level })
    for (const step of [333, 65_536, packed.length]) {
      const { bytes, inflater } = inflate(packed, step)
      expect(inflater.isDone).toBe(true)
      expect(Buffer.compare(bytes, whole)).toBe(0)
    }
  })

  it('unpacks short streams with fixed codes, and nothing', () => {
    for (const text of ['', 'a', 'hello hello hello hello']) {
      const { bytes } = inflate(deflateRawSync(Buffer.from(text), { strategy: 4 }), 1)
      expect(Buffer.from(bytes).toString()).toBe(text)
    }
  })

  it('tells where the stream ends, whatever comes behind it', () => {
    const packed = deflateRawSync(sample(10_000))
    const { inflater } = inflate(Buffer.concat([packed, Buffer.alloc(999, 0xee)]), 700)
    expect(inflater.consumed).toBe(packed.length)
  })

  it('gives what came before the cut of a cut stream', () => {
    const whole = sample(100_000)
    const packed = deflateRawSync(whole)
    const half = packed.subarray(0, packed.length / 2)
    const { bytes, inflater } = inflate(half, 5000)
    expect(inflater.isDone).toBe(false)
    // As zlib does where it is told not to mind.
    expect(Buffer.compare(bytes, inflateRawSync(half, { finishFlush: 2 }))).toBe(0)
  })

  it('gives what came before a fault', () => {
    const whole = sample(20_000)
    const packed = deflateRawSync(whole, { finishFlush: 2 })
    const pieces: Uint8Array[] = []
    const broken = Buffer.concat([packed, Buffer.of(0x07)])
    const inflater = new Inflater()
    expect(() => {
      for (const piece of inflater.push(broken, true)) pieces.push(piece)
    }).toThrow(DeflateProblem)
    expect(Buffer.compare(Buffer.concat(pieces), whole)).toBe(0)
  })

  it('refuses blocks of no type, wrong lengths, and copies from before the beginning', () => {
    for (const packed of [[0x07], [0x01, 1, 0, 0, 0], [0x03 | (0x18 << 3), 0xff, 0xff, 0xff]]) {
      expect(() => inflate(Uint8Array.from(packed), 100)).toThrow(DeflateProblem)
    }
  })

  it('never loops or grows on noise', () => {
    for (let seed = 1; seed < 400; seed += 1) {
      const noise = sample(400 + seed).map((byte, at) => byte ^ (seed * (at + 3)))
      try {
        inflate(noise, 50)
      } catch (error) {
        expect(error).toBeInstanceOf(DeflateProblem)
      }
    }
  })

  it('unpacks Deflate64: code 285 stands for 16 more bits of length', () => {
    // Fixed codes: literal "a" (0x91), length 285 (0xc5) with 16 bits, distance 1, end.
    const bits = ['1', '10', '10010001', '11000101', '0000000000000001', '00000', '0000000'].join(
      '',
    )
    const packed = new Uint8Array(Math.ceil(bits.length / 8))
    for (let at = 0; at < bits.length; at += 1) {
      if (bits[at] === '1') packed[at >> 3] = (packed[at >> 3] ?? 0) | (1 << (at & 7))
    }
    const inflater = new Inflater(true)
    const bytes = Buffer.concat([...inflater.push(packed, true)])
    // The 16 bits are read lowest first: a one at the end is 32,768.
    expect(bytes.length).toBe(1 + 3 + 32_768)
    expect(inflater.isDone).toBe(true)
  })
})

describe('crc32', () => {
  it('is that of zlib, in one go and in pieces', () => {
    const bytes = new TextEncoder().encode('123456789')
    expect(crc32(bytes)).toBe(0xcbf43926)
    expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926)
  })
})
