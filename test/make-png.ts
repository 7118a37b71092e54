import { crc32, deflateSync } from 'node:zlib'
import { joined } from './make-jpeg.ts'

/** A PNG of zeros, byte by byte (PNG, third edition, §5): for tests. */
export function makePng(parts: {
  width: number
  height: number
  /** Colour type; 2 unless told. */
  colour?: number
  bits?: number
  /** Chunks before the picture, by their types. */
  chunks?: Record<string, readonly number[]>
}): Uint8Array<ArrayBuffer> {
  const { width, height, colour = 2, bits = 8, chunks = {} } = parts
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour] ?? 3
  const row = 1 + Math.ceil((width * samples * bits) / 8)
  // Large ones only claim to be: nobody decodes them.
  const data = deflateSync(new Uint8Array(Math.min(row * height, 1_000_000)))
  const head = [...long(width), ...long(height), bits, colour, 0, 0, 0]
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', Uint8Array.from(head)),
    ...Object.entries(chunks).map(([type, content]) => chunk(type, Uint8Array.from(content))),
    chunk('IDAT', data),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = joined([new TextEncoder().encode(type), content])
  return joined([Uint8Array.from(long(content.length)), body, Uint8Array.from(long(crc32(body)))])
}

function long(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}
