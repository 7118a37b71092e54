import { big, isAscii, latin1, little } from '../detection/head.ts'
import type { ByteRanges } from '../source-port.ts'

/** Bytes that are read of a list of tracks: of films of hours some megabytes. */
const MOST = 16 << 20
/** Bytes that are read of the beginning. */
const HEAD = 1 << 20
/** Boxes or elements that are walked at most. */
const WALK = 10_000

/**
 * What the tracks of a recording are coded with, as its container says: "H.265 (hvc1)". Each once, in their order; none
 * where the container is not known or broken.
 */
export async function codecsOf(content: ByteRanges): Promise<string[]> {
  const head = await bytesOf(content, 0, HEAD)
  const found = isAscii(head, 0, 'RIFF')
    ? codecsOfRiff(head)
    : big(head, 0, 4) === 0x1a45dfa3
      ? codecsOfMatroska(head)
      : isAscii(head, 0, 'OggS')
        ? codecsOfOgg(head)
        : codecsOfMovie(await movieOf(content))
  return [...new Set(found)]
}

async function bytesOf(content: ByteRanges, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await content.slice(start, Math.min(end, content.size)).arrayBuffer())
}

/** The box that describes the tracks (ISO/IEC 14496-12, 8.2.1), wherever it stands. */
async function movieOf(content: ByteRanges): Promise<Uint8Array> {
  let at = 0
  for (let boxes = 0; boxes < WALK && at + 8 <= content.size; boxes += 1) {
    const box = boxAt(await bytesOf(content, at, at + 16), 0, content.size - at)
    if (box === undefined) break
    if (box.type === 'moov') {
      return bytesOf(content, at + box.head, at + Math.min(box.size, MOST))
    }
    at += box.size
  }
  return new Uint8Array()
}

/** @param rest bytes up to the end, for a box that goes that far */
function boxAt(
  bytes: Uint8Array,
  at: number,
  rest: number,
): { type: string; size: number; head: number } | undefined {
  const short = big(bytes, at, 4)
  const head = short === 1 ? 16 : 8
  const size = short === 0 ? rest : short === 1 ? big(bytes, at + 8, 8) : short
  if (!(size >= head)) return undefined
  return { type: latin1(bytes.subarray(at + 4, at + 8)), size, head }
}

const FOLDERS = new Set(['trak', 'mdia', 'minf', 'stbl'])

/** The sample entries of all tracks (ISO/IEC 14496-12, 8.5.2). */
function codecsOfMovie(bytes: Uint8Array): string[] {
  const codecs: string[] = []
  let walked = 0
  const walk = (start: number, end: number): void => {
    for (let at = start; at + 8 <= end && walked < WALK;) {
      walked += 1
      const box = boxAt(bytes, at, end - at)
      if (box === undefined) return
      if (FOLDERS.has(box.type)) walk(at + box.head, Math.min(end, at + box.size))
      // Before its entries it has a version and their number.
      if (box.type === 'stsd' && at + 24 <= bytes.length) {
        codecs.push(named(latin1(bytes.subarray(at + 20, at + 24))))
      }
      at += box.size
    }
  }
  walk(0, bytes.length)
  return codecs
}

/** WAV by its format tag (RFC 2361), AVI by the handlers of its streams. */
function codecsOfRiff(bytes: Uint8Array): string[] {
  const codecs: string[] = []
  for (let at = 12; at + 8 <= bytes.length && codecs.length < 100;) {
    const type = latin1(bytes.subarray(at, at + 4))
    const length = little(bytes, at + 4, 4)
    if (type === 'fmt ' || (type === 'strf' && isAscii(bytes, at - 56, 'auds'))) {
      const tag = little(bytes, at + 8, 2)
      codecs.push(waveName(tag === 0xfffe ? little(bytes, at + 8 + 24, 2) : tag))
    }
    if (type === 'strh' && isAscii(bytes, at + 8, 'vids')) {
      codecs.push(named(latin1(bytes.subarray(at + 12, at + 16))))
    }
    // Lists are entered.
    at += type === 'LIST' ? 12 : 8 + length + (length % 2)
  }
  return codecs
}

function waveName(tag: number): string {
  return WAVE[tag] ?? `format 0x${tag.toString(16).padStart(4, '0')}`
}

const CODEC_ID = 0x86
/** Segment, Tracks, TrackEntry (RFC 9559). */
const ENTERED = new Set([0x18538067, 0x1654ae6b, 0xae])

function codecsOfMatroska(bytes: Uint8Array): string[] {
  const codecs: string[] = []
  let at = 0
  for (let walked = 0; walked < WALK && at < bytes.length; walked += 1) {
    const id = variable(bytes, at, true)
    const size = id && variable(bytes, at + id.length, false)
    if (!id || !size) break
    const start = at + id.length + size.length
    if (id.value === CODEC_ID) {
      codecs.push(named(latin1(bytes.subarray(start, start + Math.min(size.value, 40)))))
    }
    at = ENTERED.has(id.value) ? start : start + size.value
  }
  return codecs
}

/** A number of variable length (RFC 8794, 4). @param isId its mark belongs to it */
function variable(bytes: Uint8Array, at: number, isId: boolean) {
  const first = bytes[at] ?? 0
  const length = Math.clz32(first) - 23
  if (first === 0 || length > 8 || at + length > bytes.length) return undefined
  const value = big(bytes, at, length)
  return { length, value: isId ? value : value - 2 ** (7 * length) }
}

const OGG: readonly [mark: string, name: string][] = [
  ['\x01vorbis', 'Vorbis'],
  ['OpusHead', 'Opus'],
  ['\x80theora', 'Theora'],
  ['Speex   ', 'Speex'],
  ['\x7fFLAC', 'FLAC'],
]

/** By the first packet of each stream, which all stand at the beginning (RFC 3533). */
function codecsOfOgg(bytes: Uint8Array): string[] {
  const beginning = latin1(bytes.subarray(0, 65_536))
  return OGG.filter(([mark]) => beginning.includes(mark)).map(([, name]) => name)
}

/** A code of four letters, or of Matroska, with its common name where there is one. */
function named(code: string): string {
  const plain = code.replaceAll(/[^\x21-\x7e]/g, '')
  const name = NAMES[plain.toLowerCase().replace(/^[va]_/, '')]
  return name === undefined ? plain : `${name} (${plain})`
}

const WAVE: Readonly<Record<number, string>> = {
  0x01: 'PCM',
  0x02: 'Microsoft ADPCM',
  0x03: 'PCM with floating point',
  0x06: 'A-law',
  0x07: 'µ-law',
  0x11: 'IMA ADPCM',
  0x22: 'DSP Group TrueSpeech',
  0x31: 'GSM 6.10',
  0x40: 'G.721 ADPCM',
  0x55: 'MP3',
  0x161: 'Windows Media Audio',
}

const NAMES: Readonly<Record<string, string>> = {
  avc1: 'H.264',
  avc3: 'H.264',
  h264: 'H.264',
  'mpeg4/iso/avc': 'H.264',
  hvc1: 'H.265',
  hev1: 'H.265',
  'mpegh/iso/hevc': 'H.265',
  av01: 'AV1',
  vp09: 'VP9',
  mp4v: 'MPEG-4 Visual',
  xvid: 'MPEG-4 Visual',
  divx: 'MPEG-4 Visual',
  s263: 'H.263',
  mjpg: 'Motion JPEG',
  jpeg: 'Motion JPEG',
  apcn: 'Apple ProRes',
  apch: 'Apple ProRes',
  wmv3: 'Windows Media Video 9',
  mp4a: 'AAC',
  aac: 'AAC',
  'mpeg/l3': 'MP3',
  'ac-3': 'Dolby Digital',
  ac3: 'Dolby Digital',
  'ec-3': 'Dolby Digital Plus',
  alac: 'Apple Lossless',
  samr: 'AMR',
  sawb: 'AMR wideband',
  ulaw: 'µ-law',
  alaw: 'A-law',
}
