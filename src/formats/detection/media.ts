import { big, isAscii, isHex, latin1, little, type Found, type Head } from './head.ts'

/** Sound and film, and the pictures that share their containers (HEIC, AVIF). */
export function mediaOf({ bytes, size }: Head): Found | undefined {
  return riffOf(bytes) ?? isoMediaOf(bytes, size) ?? streamOf(bytes, size) ?? framesOf(bytes)
}

function audio(type: string): Found {
  return { kind: 'audio', type }
}

function video(type: string): Found {
  return { kind: 'video', type }
}

function riffOf(bytes: Uint8Array): Found | undefined {
  if (isAscii(bytes, 0, 'RIFF') || isAscii(bytes, 0, 'RF64')) {
    if (isAscii(bytes, 8, 'WAVE') && /^[ -~]{4}$/.test(latin1(bytes.subarray(12, 16)))) {
      return audio('audio/wav')
    }
    if (isAscii(bytes, 8, 'AVI LIST')) return video('video/x-msvideo')
  }
  if (isAscii(bytes, 0, 'FORM') && (isAscii(bytes, 8, 'AIFF') || isAscii(bytes, 8, 'AIFC'))) {
    return audio('audio/x-aiff')
  }
  return undefined
}

/** ISO 14496-12 §4.2: a box has a size, then four letters. Words stand there too, so the size has to lead to the next box. */
function isoMediaOf(bytes: Uint8Array, size: number): Found | undefined {
  const first = big(bytes, 0, 4)
  if (isAscii(bytes, 4, 'ftyp') && first >= 16 && first <= 4096 && first % 4 === 0) {
    return brandOf(latin1(bytes.subarray(8, 12)), latin1(bytes.subarray(16, first)))
  }
  if (!QUICKTIME.has(latin1(bytes.subarray(4, 8))) || first < 8) return undefined
  const isSound = first === size || QUICKTIME.has(latin1(bytes.subarray(first + 4, first + 8)))
  // The first box of a film may be larger than what is at hand: then its size has to lie within the content.
  if (isSound || (first > bytes.length && first < size)) return video('video/quicktime')
  return undefined
}

const QUICKTIME = new Set(['moov', 'mdat', 'free', 'wide', 'skip', 'pnot', 'uuid'])

/** https://mp4ra.org/registered-types/brands */
function brandOf(major: string, compatible: string): Found {
  const brands = `${major}${compatible}`
  if (/avi[fs]/.test(brands)) return { kind: 'image', type: 'image/avif' }
  if (/hei[csxm]|hev[cx]/.test(brands)) return { kind: 'heic', type: 'image/heic' }
  if (/mif1|msf1/.test(brands)) return { kind: 'heic', type: 'image/heif' }
  if (/^jp[2xm] /.test(major)) return { kind: 'jpeg2000', type: 'image/jp2' }
  if (/^M4[AB] /.test(major)) return audio('audio/mp4')
  if (major === 'qt  ') return video('video/quicktime')
  if (/^3g[2epst]/.test(major)) return video('video/3gpp')
  return video('video/mp4')
}

function streamOf(bytes: Uint8Array, size: number): Found | undefined {
  if (isAscii(bytes, 0, 'OggS\0')) return oggOf(latin1(bytes.subarray(0, 4096)))
  if (isAscii(bytes, 0, 'fLaC') && ((bytes[4] ?? 1) & 0x7f) === 0) return audio('audio/flac')
  if (isHex(bytes, 0, '1a45dfa3')) {
    const start = latin1(bytes.subarray(0, 128))
    if (start.includes('webm')) return video('video/webm')
    if (start.includes('matroska')) return video('video/x-matroska')
  }
  if (isHex(bytes, 0, '3026b2758e66cf11a6d900aa0062ce6c')) {
    return hasHex(bytes, 'c0ef19bc4d5bcf11a8fd00805f5c442b')
      ? video('video/x-ms-wmv')
      : audio('audio/x-ms-wma')
  }
  if (isAscii(bytes, 0, '#!AMR\n') || isAscii(bytes, 0, '#!AMR-WB\n')) {
    return { ...audio('audio/amr'), isWeak: true }
  }
  if (isAscii(bytes, 0, '.snd') && big(bytes, 4, 4) >= 24 && big(bytes, 12, 4) <= 27) {
    return audio('audio/basic')
  }
  if (isAscii(bytes, 0, 'MThd') && big(bytes, 4, 4) === 6) return audio('audio/midi')
  if (isHex(bytes, 0, '000001ba') || isHex(bytes, 0, '000001b3')) return video('video/mpeg')
  const packets = [0, 188, 376, 564].filter((at) => at < size)
  const isTransport = size >= 376 && packets.every((at) => bytes[at] === 0x47)
  return isTransport ? { ...video('video/mp2t'), isWeak: true } : undefined
}

/** By the codec that the first pages name. */
function oggOf(start: string): Found {
  const isFilm = ['\u0080theora', '\u0001video', 'OVP80', 'BBCD\u0000'].some((codec) =>
    start.includes(codec),
  )
  return isFilm ? video('video/ogg') : audio('audio/ogg')
}

/** Streams without a header: a frame says how long it is, and the next one must begin right there. */
function framesOf(bytes: Uint8Array): Found | undefined {
  const start = id3Length(bytes)
  if (start > 0) {
    if (start >= bytes.length) return { ...audio('audio/mpeg'), isWeak: true }
    if (isAscii(bytes, start, 'fLaC')) return audio('audio/flac')
    return { ...audio('audio/mpeg'), isWeak: frameLength(bytes, start) === undefined }
  }
  let at = 0
  for (let frames = 0; frames < 3; frames += 1) {
    const length = frameLength(bytes, at)
    if (length === undefined) return undefined
    at += length
  }
  return audio(((bytes[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg')
}

/** https://id3.org/id3v2.4.0-structure §3.1; 0 where there is no such tag. */
function id3Length(bytes: Uint8Array): number {
  const [major = 0, revision = 0, flags = 0, ...size] = bytes.subarray(3, 10)
  const isSound = isAscii(bytes, 0, 'ID3') && major >= 2 && major <= 4 && revision < 0xff
  if (!isSound || (flags & 0x0f) !== 0 || size.some((byte) => byte > 0x7f)) return 0
  return 10 + size.reduce((sum, byte) => sum * 128 + byte, 0)
}

/** Of an MPEG audio frame (ISO 11172-3 §2.4.1.3) or an ADTS frame (ISO 13818-7 §6.2). */
function frameLength(bytes: Uint8Array, at: number): number | undefined {
  const [sync, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  if (sync !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  if ((second & 0xf6) === 0xf0) {
    const length =
      ((fourth & 3) << 11) | (little(bytes, at + 4, 1) << 3) | ((bytes[at + 5] ?? 0) >> 5)
    return length > 7 ? length : undefined
  }
  const version = (second >> 3) & 3
  const layer = (second >> 1) & 3
  const rate = BIT_RATES[version === 3 ? 0 : 1]?.[layer]?.[third >> 4]
  const frequency = [44_100, 48_000, 32_000][(third >> 2) & 3]
  if (version === 1 || rate === undefined || frequency === undefined) return undefined
  const sampled = version === 3 ? frequency : version === 2 ? frequency / 2 : frequency / 4
  const padding = (third >> 1) & 1
  if (layer === 3) return (Math.floor((12_000 * rate) / sampled) + padding) * 4
  const samples = layer === 1 && version !== 3 ? 72_000 : 144_000
  return Math.floor((samples * rate) / sampled) + padding
}

/** Kilobits a second by version (MPEG 1, later), layer (as it is coded: III, II, I) and index; 0 and 15 name none. */
const BIT_RATES: (number | undefined)[][][] = [
  [
    [],
    rates('32 40 48 56 64 80 96 112 128 160 192 224 256 320'),
    rates('32 48 56 64 80 96 112 128 160 192 224 256 320 384'),
    rates('32 64 96 128 160 192 224 256 288 320 352 384 416 448'),
  ],
  [
    [],
    rates('8 16 24 32 40 48 56 64 80 96 112 128 144 160'),
    rates('8 16 24 32 40 48 56 64 80 96 112 128 144 160'),
    rates('32 48 56 64 80 96 112 128 144 160 176 192 224 256'),
  ],
]

function rates(list: string): (number | undefined)[] {
  return [undefined, ...list.split(' ').map(Number)]
}

function hasHex(bytes: Uint8Array, hex: string): boolean {
  for (let at = bytes.indexOf(Number.parseInt(hex.slice(0, 2), 16)); at !== -1;) {
    if (isHex(bytes, at, hex)) return true
    at = bytes.indexOf(bytes[at] ?? 0, at + 1)
  }
  return false
}
