import { checksum } from '#formats/ecg/scp/scp-record.ts'

/** Little-endian bytes: `u8`, `u16` and `u32` are told apart by a pair. */
type Part = number | [16 | 32, number] | readonly number[] | Uint8Array

/** Bytes of numbers; a plain number is one byte. */
export function packed(...parts: Part[]): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  for (const part of parts) {
    if (typeof part === 'number') bytes.push(part & 0xff)
    else if (part instanceof Uint8Array) bytes.push(...part)
    else if (part.length === 2 && (part[0] === 16 || part[0] === 32)) {
      for (let bit = 0; bit < part[0]; bit += 8) bytes.push(((part[1] ?? 0) >>> bit) & 0xff)
    } else bytes.push(...part)
  }
  return Uint8Array.from(bytes)
}

/** An SCP record with right checksums. @param sections content by number, without headers */
export function makeScp(sections: Record<number, Uint8Array>): Uint8Array<ArrayBuffer> {
  const ids = Object.keys(sections).map(Number)
  let at = 6 + 16 + (ids.length + 1) * 10
  const zero = 16 + (ids.length + 1) * 10
  const pointers = [packed([16, 0], [32, zero], [32, 7])]
  const bodies = ids.map((id) => {
    const body = sectionOf(id, sections[id] ?? new Uint8Array())
    pointers.push(packed([16, id], [32, body.length], [32, at + 1]))
    at += body.length
    return body
  })
  const first = sectionOf(0, packed(...pointers))
  first.set(new TextEncoder().encode('SCPECG'), 10)
  new DataView(first.buffer).setUint16(0, checksum(first.subarray(2)), true)
  const rest = packed([32, at], first, ...bodies)
  return packed([16, checksum(rest)], rest)
}

function sectionOf(id: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const rest = packed([16, id], [32, content.length + 16], 20, 20, [0, 0, 0, 0, 0, 0], content)
  return packed([16, checksum(rest)], rest)
}

/** Section 3: leads on the samples from 1. */
export function scpLeads(codes: readonly number[], samples: number, flags = 4): Uint8Array {
  return packed(
    codes.length,
    flags,
    ...codes.flatMap((code): Part[] => [[32, 1], [32, samples], code]),
  )
}

/** Section 5 or 6. */
export function scpWaves(
  leads: readonly Uint8Array[],
  { step = 1000, interval = 2000, differences = 0, bimodal = 0 } = {},
): Uint8Array {
  const sizes = leads.map(({ length }): Part => [16, length])
  return packed([16, step], [16, interval], differences, bimodal, ...sizes, ...leads)
}

/** Samples of 16 bits as they are. */
export function int16Bytes(...values: number[]): Uint8Array<ArrayBuffer> {
  return packed(...values.map((value): Part => [16, value & 0xffff]))
}
