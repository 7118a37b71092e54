/** A sound of silence in 8-bit samples, as WAV. @param samples of which there are 8000 in a second */
export function makeWav(samples: number): Buffer {
  const wav = Buffer.alloc(44 + samples, 128)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(8000, 24)
  wav.writeUInt32LE(8000, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples, 40)
  return wav
}

/**
 * The same of 16 bits as a QuickTime movie whose index, the `moov` box, stands behind all samples (ISO/IEC 14496-12).
 * @param samples of which there are 8000 in a second
 */
export function makeMovie(samples: number): Buffer {
  const rate = 8000
  const type = box('ftyp', Buffer.from('qt  \0\0\0\0qt  '))
  const matrix = longs(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
  const starts = Array.from(
    { length: Math.ceil(samples / rate) },
    (_, second) => type.length + 8 + second * rate * 2,
  )
  const entry = [longs(0), shorts(0, 1), longs(0, 0), shorts(1, 16, 0, 0), shorts(rate, 0)]
  const table = box(
    'stbl',
    box('stsd', longs(0, 1), box('sowt', ...entry)),
    box('stts', longs(0, 1, samples, 1)),
    box('stsc', longs(0, 1, 1, rate, 1)),
    box('stsz', longs(0, 2, samples)),
    box('stco', longs(0, starts.length, ...starts)),
  )
  const references = box('dinf', box('dref', longs(0, 1), box('url ', longs(1))))
  const media = box(
    'mdia',
    box('mdhd', longs(0, 0, 0, rate, samples), shorts(0x55c4, 0)),
    box('hdlr', longs(0), Buffer.from('mhlrsoun'), longs(0, 0, 0), Buffer.alloc(1)),
    box('minf', box('smhd', longs(0, 0)), references, table),
  )
  const head = longs(7, 0, 0, 1, 0, samples, 0, 0)
  const track = box('tkhd', head, shorts(0, 0, 0x100, 0), matrix, longs(0, 0))
  const about = [longs(0, 0, 0, rate, samples, 0x10000), shorts(0x100, 0), longs(0, 0), matrix]
  const index = box(
    'moov',
    box('mvhd', ...about, longs(0, 0, 0, 0, 0, 0, 2)),
    box('trak', track, media),
  )
  return Buffer.concat([type, box('mdat', Buffer.alloc(samples * 2)), index])
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([longs(8 + body.length), Buffer.from(type), body])
}

function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, at) => bytes.writeUInt32BE(value, 4 * at))
  return bytes
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  values.forEach((value, at) => bytes.writeUInt16BE(value, 2 * at))
  return bytes
}
