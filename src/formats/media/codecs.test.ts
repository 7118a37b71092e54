import { describe, expect, it } from 'vitest'
import { codecsOf } from './codecs.ts'

const letters = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function joined(...parts: (string | readonly number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const bytes = parts.map((part) => (typeof part === 'string' ? letters(part) : part))
  return Uint8Array.from(bytes.flatMap((part) => [...part]))
}

const four = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255)
const fourLittle = (value: number) => four(value).reverse()
const box = (type: string, ...inside: (string | readonly number[] | Uint8Array)[]) => {
  const content = joined(...inside)
  return joined(four(content.length + 8), type, content)
}
const track = (code: string) =>
  box('trak', box('mdia', box('minf', box('stbl', box('stsd', four(0), four(1), box(code, [0]))))))
const chunk = (type: string, content: Uint8Array) =>
  joined(type, fourLittle(content.length), content)
const wave = (...fmt: number[]) =>
  joined('RIFF', fourLittle(0), 'WAVE', chunk('LIST', letters('INFO')), chunk('fmt ', joined(fmt)))

const of = async (bytes: Uint8Array<ArrayBuffer>) => codecsOf(new Blob([bytes]))

describe('what a recording is coded with', () => {
  it('is told by the sample entries of MP4, wherever they stand', async () => {
    const tracks = box('moov', box('mvhd', four(0)), track('hvc1'), track('mp4a'), track('mp4a'))
    const film = joined(box('ftyp', 'isom'), box('mdat', new Uint8Array(3_000_000)), tracks)
    expect(await of(film)).toEqual(['H.265 (hvc1)', 'AAC (mp4a)'])
  })

  it('is told by the format tag of WAV, also of the extensible one', async () => {
    expect(await of(wave(0x31, 0, 1, 0))).toEqual(['GSM 6.10'])
    const extensible = [0xfe, 0xff, ...Array.from({ length: 22 }, () => 0), 0x11, 0]
    expect(await of(wave(...extensible))).toEqual(['IMA ADPCM'])
    expect(await of(wave(0x34, 0x12))).toEqual(['format 0x1234'])
  })

  it('is told by the streams of AVI', async () => {
    const stream = chunk('strh', joined('vids', 'XVID', new Uint8Array(48)))
    const header = joined('hdrl', stream)
    const film = joined('RIFF', fourLittle(0), 'AVI ', 'LIST', fourLittle(header.length), header)
    expect(await of(film)).toEqual(['MPEG-4 Visual (XVID)'])
  })

  it('is told by the tracks of Matroska and the streams of Ogg', async () => {
    const id = letters('V_MPEGH/ISO/HEVC')
    const entry = joined([0x86, 0x80 + id.length], id)
    const tracks = joined([0xae, 0x80 + entry.length], entry)
    const segment = joined([0x16, 0x54, 0xae, 0x6b, 0x80 + tracks.length], tracks)
    const film = joined(
      [0x1a, 0x45, 0xdf, 0xa3, 0x81, 0],
      [0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255],
      segment,
    )
    expect(await of(film)).toEqual(['H.265 (V_MPEGH/ISO/HEVC)'])
    expect(await of(joined('OggS', new Uint8Array(24), 'OpusHead'))).toEqual(['Opus'])
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['a box of no size', joined(four(4), 'moov')],
    ['a box that ends nowhere', joined(four(0xffffffff), 'moov', four(0xffffffff), 'trak')],
    ['a cut WAV', wave().slice(0, 14)],
    ['a cut Matroska', Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x01, 0xff)],
    [
      'a thousand boxes in each other',
      Array.from({ length: 1000 }).reduce<Uint8Array<ArrayBuffer>>(
        (inside) => box('trak', inside),
        new Uint8Array(),
      ),
    ],
  ])('is not told of %s', async (_, bytes) => {
    expect(await of(bytes)).toEqual([])
  })
})
