import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { losslessJpeg } from '#test/make-coded-jpeg.ts'
import { makeDicom, picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import { colours, openBytes, openEntries, PLAIN } from '#test/open-picture.ts'

const FRAMES = (count: number): DicomEntry => [0x0028_0008, 'IS', String(count)]
const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1'
const jpeg = (value: number) => losslessJpeg({ width: 2, height: 2 }, [value, value, value, value])

async function first(reader: Awaited<ReturnType<typeof openEntries>>, index: number) {
  return colours(await reader.draw(index, PLAIN))[0]
}

describe('frames', () => {
  it('are told by the basic offset table', async () => {
    const parts = [jpeg(10), jpeg(20)].flatMap((bytes) => [bytes.slice(0, 40), bytes.slice(40)])
    const second = parts.slice(0, 2).reduce((sum, { length }) => sum + 8 + length + (length % 2), 0)
    // What follows is not a beginning of a picture: the table alone tells the frames.
    const fragments = parts.map((part, at) => (at === 2 ? Uint8Array.of(0, 0, ...part) : part))
    const table = words(0, 0, second, 0)
    const entries = picture({ rows: 2, columns: 2 }, { fragments, table }, [FRAMES(2)])
    const reader = await openEntries(entries, SYNTAX.lossless)
    expect([await first(reader, 0), await first(reader, 1)]).toEqual([10, 20])
  })

  it('are told by how pictures begin, where a frame has several fragments and there is not a table', async () => {
    const halves = [jpeg(10), jpeg(20)].flatMap((bytes) => [bytes.slice(0, 40), bytes.slice(40)])
    const entries = picture({ rows: 2, columns: 2 }, { fragments: halves }, [FRAMES(2)])
    const reader = await openEntries(entries, SYNTAX.lossless)
    expect([await first(reader, 0), await first(reader, 1)]).toEqual([10, 20])
  })

  it('are told by the extended offset table', async () => {
    const fragments = [jpeg(10), jpeg(20)]
    const second = (fragments[0]?.length ?? 0) + ((fragments[0]?.length ?? 0) % 2) + 8
    const table = new BigUint64Array([0n, BigInt(second)])
    const entries = picture({ rows: 2, columns: 2 }, { fragments }, [
      FRAMES(2),
      [0x7fe0_0001, 'OV', new Uint8Array(table.buffer)],
    ])
    const reader = await openEntries(entries, SYNTAX.lossless)
    expect([await first(reader, 0), await first(reader, 1)]).toEqual([10, 20])
  })

  it('are shown as far as they are in the file, with what is missing', async () => {
    const pixels = Uint8Array.from({ length: 48 }, (_, at) => at)
    const whole = makeDicom(picture({ rows: 4, columns: 4 }, pixels, [FRAMES(3)]))
    const reader = await openBytes(whole.slice(0, whole.length - 10))
    expect(reader.model).toMatchObject({ frames: 3, declaredFrames: 3 })
    const last = await reader.draw(2, PLAIN)
    expect(last.problems).toEqual(['The last 3 rows of 4 of this frame are missing in the file.'])
    // What is there is opaque, what isn't is transparent.
    expect([last.pixels[3], last.pixels[4 * 4 + 3]]).toEqual([255, 0])
    const fewer = await openBytes(whole.slice(0, whole.length - 32))
    expect(fewer.model.frames).toBe(1)
    expect(fewer.remarks).toContain('The first of 3 frames is in the file; the others are missing.')
    await expect(openBytes(whole.slice(0, whole.length - 48))).rejects.toThrow('none of its rows')
  })

  it('that are deflated are read as far as the picture is large, and no further', async () => {
    const of = async (length: number) => {
      const shades = Uint8Array.from({ length }, (_, at) => at * 10)
      const entries = picture({ rows: 1, columns: 3 }, { fragments: [deflateRawSync(shades)] })
      const frame = await (await openEntries(entries, DEFLATED_FRAMES)).draw(0, PLAIN)
      return { values: colours(frame), problems: frame.problems }
    }
    expect(await of(3)).toEqual({ values: [0, 10, 20], problems: [] })
    expect(await of(4)).toEqual({ values: [0, 10, 20], problems: [] })
    const problems = ['The deflated data grows beyond what is read here.']
    expect(await of(5)).toEqual({ values: [0, 10, 20], problems })
  })

  it('are refused before anything is decoded where they can’t be as large as they say', async () => {
    await expect(openEntries(picture({ rows: 65_535, columns: 65_535 }, [0]))).rejects.toThrow(
      'larger than',
    )
    const deep = { rows: 8000, columns: 8000, samples: 3, bits: 16, photometric: 'RGB' }
    await expect(openEntries(picture(deep, words(0)))).rejects.toThrow(
      'come to 384 MB, more than what is decoded here',
    )
    await expect(openEntries(picture({ rows: 0, columns: 5 }, [0]))).rejects.toThrow('how large')
    const many = await openEntries(picture({ rows: 1, columns: 1 }, [0], [FRAMES(999_999_999)]))
    expect(many.model.frames).toBe(1)
    expect(many.remarks.join()).toContain('999999999')
  })

  it('that can’t be decoded are told one by one', async () => {
    const fragments = [jpeg(10), Uint8Array.of(1, 2, 3, 4)]
    const reader = await openEntries(
      picture({ rows: 2, columns: 2 }, { fragments }, [FRAMES(2)]),
      SYNTAX.lossless,
    )
    expect(await first(reader, 0)).toBe(10)
    await expect(reader.draw(1, PLAIN)).rejects.toThrow('no JPEG picture')
  })
})

describe('overlays', () => {
  const size: DicomEntry[] = [
    [0x6000_0010, 'US', [2]],
    [0x6000_0011, 'US', [2]],
  ]

  it('lie where their origin says, in bits of their own', async () => {
    const entries = picture({ rows: 3, columns: 3 }, new Uint8Array(9), [
      ...size,
      [0x6000_0022, 'LO', 'Mark'],
      [0x6000_0050, 'SS', [2, 2]],
      [0x6000_0100, 'US', [1]],
      [0x6000_3000, 'OB', Uint8Array.of(0b1001, 0)],
    ])
    const reader = await openEntries(entries)
    expect(reader.model.overlays).toEqual(['Mark'])
    const orange = [255, 170, 40]
    const drawn = await reader.draw(0, { ...PLAIN, overlays: true })
    expect(colours(drawn)).toEqual([0, 0, 0, 0, orange, 0, 0, 0, orange])
    const hidden = await reader.draw(0, PLAIN)
    expect(colours(hidden)).toEqual(Array(9).fill(0))
    expect(hidden.hasOverlay).toBe(true)
  })

  it('lie in bits that the picture leaves free', async () => {
    const entries = picture(
      { rows: 2, columns: 2, bits: 16 },
      [0x1000, 5, 5, 0x1000],
      [
        [0x0028_0101, 'US', [12]],
        [0x0028_0102, 'US', [11]],
        ...size,
        [0x6000_0050, 'SS', [1, 1]],
        [0x6000_0100, 'US', [16]],
        [0x6000_0102, 'US', [12]],
      ],
    )
    const drawn = await (await openEntries(entries)).draw(0, { ...PLAIN, overlays: true })
    expect(colours(drawn)).toEqual([[255, 170, 40], 255, 255, [255, 170, 40]])
  })

  it('that say they are far larger than the picture are cut to it', async () => {
    const entries = picture({ rows: 2, columns: 2 }, new Uint8Array(4), [
      [0x6000_0010, 'US', [65_535]],
      [0x6000_0011, 'US', [65_535]],
      [0x6000_0050, 'SS', [0, -1]],
      [0x6000_0100, 'US', [1]],
      [0x6000_3000, 'OB', new Uint8Array(20_000).fill(255)],
    ])
    const drawn = await (await openEntries(entries)).draw(0, { ...PLAIN, overlays: true })
    expect(drawn.hasOverlay).toBe(true)
  })
})
