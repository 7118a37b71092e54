import { describe, expect, it } from 'vitest'
import { ADOBE_RGB, JFIF, losslessJpeg, sequentialJpeg } from '#test/make-coded-jpeg.ts'
import { picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import { drawn, encode, openEntries, PLAIN } from '#test/open-picture.ts'

const RGB = { rows: 1, columns: 2, samples: 3, photometric: 'RGB' }
const PIXELS = Uint8Array.of(255, 0, 10, 20, 200, 30)

describe('colour pictures', () => {
  it('have their samples pixel by pixel or plane by plane', async () => {
    expect(await drawn(picture(RGB, PIXELS))).toEqual([
      [255, 0, 10],
      [20, 200, 30],
    ])
    const planes = picture(RGB, Uint8Array.of(255, 20, 0, 200, 10, 30), [[0x0028_0006, 'US', [1]]])
    expect(await drawn(planes)).toEqual([
      [255, 0, 10],
      [20, 200, 30],
    ])
  })

  it('turn YBR_FULL and YBR_FULL_422 into red, green and blue', async () => {
    const full = { ...RGB, photometric: 'YBR_FULL' }
    // Red, and a grey.
    expect(await drawn(picture(full, Uint8Array.of(76, 85, 255, 99, 128, 128)))).toEqual([
      [254, 0, 0],
      99,
    ])
    const half = { ...RGB, photometric: 'YBR_FULL_422' }
    expect(await drawn(picture(half, Uint8Array.of(76, 76, 85, 255)))).toEqual([
      [254, 0, 0],
      [254, 0, 0],
    ])
    const partial = { ...RGB, photometric: 'YBR_PARTIAL_422' }
    expect(await drawn(picture(partial, Uint8Array.of(16, 235, 128, 128)))).toEqual([0, 255])
  })

  it('come down from 16 bits', async () => {
    const deep = picture({ ...RGB, bits: 16 }, words(65_535, 0, 32_768, 0, 0, 0))
    expect(await drawn(deep)).toEqual([[255, 0, 128], 0])
  })

  it('look their colours up in a palette of 8 or of 16 bits, from its first value on', async () => {
    const paletted = (bits: number, tables: Uint8Array[]): DicomEntry[] =>
      picture({ rows: 1, columns: 3, photometric: 'PALETTE COLOR' }, Uint8Array.of(3, 6, 5), [
        ...[0, 1, 2].map((channel): DicomEntry => [0x0028_1101 + channel, 'US', [2, 5, bits]]),
        ...tables.map((table, channel): DicomEntry => [0x0028_1201 + channel, 'OW', table]),
      ])
    const expected = [
      [255, 0, 16],
      [1, 128, 17],
      [255, 0, 16],
    ]
    const deep = [words(0xffff, 0x0101), words(0, 0x8080), words(0x1010, 0x1111)]
    expect(await drawn(paletted(16, deep))).toEqual(expected)
    const packed = [
      [255, 1],
      [0, 128],
      [16, 17],
    ].map((table) => Uint8Array.from(table))
    expect(await drawn(paletted(8, packed))).toEqual(expected)
    const wide = [words(255, 1), words(0, 128), words(16, 17)]
    expect(await drawn(paletted(8, wide))).toEqual(expected)
    expect(await drawn(paletted(16, wide))).toEqual(expected)
  })

  it.each([
    ['bytes, as the standard has it', words(0, 2, 5, 5, 0, 2, 0, 0x4040, 1, 3, 0xa0a0, 2, 1, 8, 0)],
    ['entries, as some write it', words(0, 2, 5, 5, 0, 2, 0, 0x4040, 1, 3, 0xa0a0, 2, 1, 4, 0)],
  ])('look their colours up in a segmented palette that counts in %s', async (_, segments) => {
    // Two runs of values as they are, a line of three, and the second run again.
    const pixels = Uint8Array.of(2, 3, 4, 5, 6, 7, 8)
    const entries = picture({ rows: 1, columns: 7, photometric: 'PALETTE COLOR' }, pixels, [
      ...[0, 1, 2].map((channel): DicomEntry => [0x0028_1101 + channel, 'US', [9, 0, 16]]),
      ...[0, 1, 2].map((channel): DicomEntry => [0x0028_1221 + channel, 'OW', segments]),
    ])
    expect(await drawn(entries)).toEqual([0, 64, 96, 128, 160, 0, 64])
  })

  it('say what they can’t show', async () => {
    const palette = picture({ rows: 1, columns: 1, photometric: 'PALETTE COLOR' }, [0])
    await expect(openEntries(palette)).rejects.toThrow('palette')
    await expect(openEntries(picture({ ...RGB, photometric: 'HSV' }, PIXELS))).rejects.toThrow(
      'HSV',
    )
  })

  it('follow the JPEG where it and the file disagree about colours', async () => {
    const flat = (value: number) => [value * 4, ...Array<number>(63).fill(0)]
    const planes = [{ blocks: [flat(0)] }, { blocks: [flat(0)] }, { blocks: [flat(50)] }]
    const look = { width: 8, height: 8 }
    const entries = (photometric: string, extra?: Uint8Array) =>
      picture(
        { rows: 8, columns: 8, samples: 3, photometric },
        { fragments: [sequentialJpeg({ ...look, ...(extra && { extra }) }, planes)] },
      )
    const first = async (from: DicomEntry[]) => (await drawn(from, { syntax: SYNTAX.jpeg }))[0]
    expect(await first(entries('YBR_FULL'))).toEqual([198, 92, 128])
    expect(await first(entries('RGB'))).toEqual([128, 128, 178])
    expect(await first(entries('YBR_FULL', ADOBE_RGB))).toEqual([128, 128, 178])
    const reader = await openEntries(entries('YBR_FULL', ADOBE_RGB), SYNTAX.jpeg)
    expect((await reader.draw(0, PLAIN)).problems.join()).toContain('the JPEG is followed')
  })
})

describe('a JPEG in colours where the file declares greys', () => {
  it('keeps the colours that the JPEG says it has', async () => {
    const flat = (value: number) => [value * 4, ...Array<number>(63).fill(0)]
    const planes = [{ blocks: [flat(0)] }, { blocks: [flat(0)] }, { blocks: [flat(50)] }]
    const first = async (extra?: Uint8Array) => {
      const jpeg = sequentialJpeg({ width: 8, height: 8, ...(extra && { extra }) }, planes)
      const entries = picture({ rows: 8, columns: 8 }, { fragments: [jpeg] })
      return (await drawn(entries, { syntax: SYNTAX.jpeg }))[0]
    }
    expect(await first(JFIF)).toEqual([198, 92, 128])
    expect(await first(ADOBE_RGB)).toEqual([128, 128, 178])
  })
})

describe('compressed pictures', () => {
  const DEEP = { rows: 3, columns: 4, bits: 16 }
  const values = Array.from({ length: 12 }, (_, at) => at * 300 - 1000)
  const cells = words(...values)
  const signed: DicomEntry = [0x0028_0103, 'US', [1]]
  const frame = { width: 4, height: 3, bitsPerSample: 16, componentCount: 1 }

  async function stored(fragment: Uint8Array, syntax: string): Promise<number[]> {
    const reader = await openEntries(picture(DEEP, { fragments: [fragment] }, [signed]), syntax)
    const probes = values.map((_, at) => reader.probe(0, at % 4, Math.floor(at / 4)))
    return (await Promise.all(probes)).map((probe) => probe?.stored[0] ?? Number.NaN)
  }

  it('give back signed values out of JPEG Lossless, JPEG-LS, JPEG 2000 and RLE', async () => {
    const unsigned = values.map((value) => value & 0xffff)
    const look = { width: 4, height: 3, precision: 16 }
    expect(await stored(losslessJpeg(look, unsigned), SYNTAX.lossless)).toEqual(values)
    const ls = await encode('JpegLSEncoder', { ...frame, isSigned: false }, cells)
    expect(await stored(ls, SYNTAX.jpegLs)).toEqual(values)
    for (const isSigned of [true, false]) {
      const j2k = await encode('J2KEncoder', { ...frame, isSigned }, cells)
      expect(await stored(j2k, SYNTAX.jpeg2000)).toEqual(values)
    }
    expect(
      await stored(
        rle(
          [...cells].filter((_, at) => at % 2 === 1),
          [...cells].filter((_, at) => at % 2 === 0),
        ),
        SYNTAX.rle,
      ),
    ).toEqual(values)
  })

  it('give back colours out of JPEG-LS, JPEG 2000, whatever it calls them, and RLE', async () => {
    const colour = { width: 2, height: 1, bitsPerSample: 8, componentCount: 3, isSigned: false }
    const expected = [
      [255, 0, 10],
      [20, 200, 30],
    ]
    const ls = await encode('JpegLSEncoder', colour, PIXELS)
    expect(await drawn(picture(RGB, { fragments: [ls] }), { syntax: SYNTAX.jpegLs })).toEqual(
      expected,
    )
    const j2k = await encode('J2KEncoder', colour, PIXELS)
    for (const photometric of ['RGB', 'YBR_RCT']) {
      const entries = picture({ ...RGB, photometric }, { fragments: [j2k] })
      expect(await drawn(entries, { syntax: SYNTAX.jpeg2000 })).toEqual(expected)
    }
    const runs = rle([255, 20], [0, 200], [10, 30])
    const planar: DicomEntry = [0x0028_0006, 'US', [1]]
    expect(
      await drawn(picture(RGB, { fragments: [runs] }, [planar]), { syntax: SYNTAX.rle }),
    ).toEqual(expected)
  })

  it('unpack runs', async () => {
    const segment = Uint8Array.of(0xfd, 7, 0x80, 1, 8, 9)
    const entries = picture({ rows: 1, columns: 6 }, { fragments: [withHeader([segment])] })
    expect(await drawn(entries, { syntax: SYNTAX.rle })).toEqual([7, 7, 7, 7, 8, 9])
  })

  it('say that they are cut off or of another size', async () => {
    const j2k = await encode('J2KEncoder', { ...frame, isSigned: true }, cells)
    const cut = await openEntries(
      picture(DEEP, { fragments: [j2k.subarray(0, j2k.length / 2)] }),
      SYNTAX.jpeg2000,
    )
    await expect(cut.draw(0, PLAIN)).rejects.toThrow(/cut off|damaged/)
    const other = await openEntries(
      picture({ ...DEEP, rows: 4 }, { fragments: [j2k] }),
      SYNTAX.jpeg2000,
    )
    expect((await other.draw(0, PLAIN)).problems.join()).toContain(
      '4 × 4 pixels, this frame has 4 × 3',
    )
  })
})

/** Segments of bytes as they are. */
function rle(...segments: number[][]): Uint8Array {
  return withHeader(segments.map((bytes) => Uint8Array.of(bytes.length - 1, ...bytes)))
}

function withHeader(segments: Uint8Array[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(64))
  header.setUint32(0, segments.length, true)
  let at = 64
  for (const [index, segment] of segments.entries()) {
    header.setUint32(4 + index * 4, at, true)
    at += segment.length
  }
  return Uint8Array.of(
    ...new Uint8Array(header.buffer),
    ...segments.flatMap((segment) => [...segment]),
  )
}
