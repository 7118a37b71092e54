import { bell, grain, randomFrom } from './noise.ts'

const RATE = 8000
const SECONDS = 3.2

/** A heart at 75 beats a minute with a soft systolic murmur: WAV, 16 bits, mono. */
export function heartSounds(): Uint8Array {
  const random = randomFrom(75)
  const count = RATE * SECONDS
  const out = Buffer.alloc(44 + count * 2)
  writeHeader(out, count * 2)
  let hiss = 0
  for (let i = 0; i < count; i++) {
    const t = (i / RATE) % 0.8
    hiss += 0.25 * (grain(random) - hiss)
    const lub = bell(t - 0.12, 0.028) * Math.sin(2 * Math.PI * 46 * t) * 0.75
    const dub = bell(t - 0.43, 0.019) * Math.sin(2 * Math.PI * 66 * t) * 0.55
    const murmur = bell(t - 0.27, 0.06) * hiss * 0.12
    out.writeInt16LE(Math.round(26000 * (lub + dub + murmur + hiss * 0.006)), 44 + i * 2)
  }
  return out
}

/** A recorder's own format that nobody has described: an ECG of 12 bits behind a header. */
export function recorderDump(): Uint8Array {
  const random = randomFrom(3310)
  const samples = 20_000
  const out = Buffer.alloc(64 + samples * 2)
  out.write('\x8fHLTR\x01\x00\x02', 0, 'latin1')
  out.writeUInt32LE(samples, 8)
  out.writeUInt16LE(250, 12)
  out.write('SN 0047-3310', 16, 'latin1')
  for (let i = 0; i < samples; i++) {
    const t = (i / 250) % 0.82
    const beat = 0.12 * bell(t - 0.16, 0.025) - 0.1 * bell(t - 0.285, 0.008) + bell(t - 0.31, 0.01)
    const after = -0.22 * bell(t - 0.335, 0.009) + 0.26 * bell(t - 0.54, 0.045)
    out.writeInt16LE(Math.round(2048 + 900 * (beat + after) + grain(random) * 9), 64 + i * 2)
  }
  return out
}

function writeHeader(out: Buffer, bytes: number): void {
  out.write('RIFF', 0, 'latin1')
  out.writeUInt32LE(36 + bytes, 4)
  out.write('WAVEfmt ', 8, 'latin1')
  out.writeUInt32LE(16, 16)
  out.writeUInt16LE(1, 20)
  out.writeUInt16LE(1, 22)
  out.writeUInt32LE(RATE, 24)
  out.writeUInt32LE(RATE * 2, 28)
  out.writeUInt16LE(2, 32)
  out.writeUInt16LE(16, 34)
  out.write('data', 36, 'latin1')
  out.writeUInt32LE(bytes, 40)
}
