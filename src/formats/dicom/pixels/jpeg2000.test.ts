import { describe, expect, it } from 'vitest'
import { picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { colours, encode, openEntries, PLAIN } from '#test/open-picture.ts'

const SIZE = { rows: 2, columns: 4 }
const SIGNED: DicomEntry = [0x0028_0103, 'US', [1]]
/** Of the first component of all code streams of the tests, and of the second one. */
const FIRST = [0, 1, 2, 3, 255, 128, 64, 32]
const SECOND = [255, 128, 64, 32, 0, 1, 2, 3]

function open(
  stream: Uint8Array,
  of: Partial<Parameters<typeof picture>[0]> = {},
  also: readonly DicomEntry[] = [],
) {
  return openEntries(picture({ ...SIZE, ...of }, { fragments: [stream] }, also), SYNTAX.jpeg2000)
}

/** What is stored for each pixel, and what is said of the frame. */
async function read(...given: Parameters<typeof open>) {
  const reader = await open(...given)
  const frame = await reader.draw(0, PLAIN)
  const places = Array.from({ length: frame.rows * frame.columns }, (_, at) => at)
  const probes = await Promise.all(
    places.map((at) => reader.probe(0, at % frame.columns, Math.floor(at / frame.columns))),
  )
  const { problems } = frame
  return { values: probes.map((probe) => probe?.stored), problems, drawn: colours(frame) }
}

/** The same bits with a sign: the middle of the range becomes 0 (ISO/IEC 15444-1 §G.1). */
function withSign(stream: Uint8Array, components = 1): Uint8Array {
  const out = stream.slice()
  for (let at = 42; at < 42 + components * 3; at += 3) out[at] = (out[at] ?? 0) | 0x80
  return out
}

describe('values out of JPEG 2000', () => {
  it('of 8 bits keep their sign', async () => {
    const expected = FIRST.map((value) => [value - 128])
    const { values, problems } = await read(withSign(codeStream('grey')), {}, [SIGNED])
    expect(values).toEqual(expected)
    expect(problems).toEqual([])
    const other = await read(withSign(codeStream('grey')))
    expect(other.values).toEqual(expected)
    expect(other.problems).toEqual([expect.stringContaining('the pictures are followed')])
  })

  it.each([
    ['16', 16, [-32_768, 32_767, -1, 0, 1, -1024, 3071, -2]],
    ['12', 12, [-2048, 2047, -1, 0, 1, -1024, 1023, -2]],
  ])('of %s bits with a sign are exact, from the lowest to the highest', async (_, bits, given) => {
    const frame = { width: 4, height: 2, bitsPerSample: bits, componentCount: 1, isSigned: true }
    const stream = await encode('J2KEncoder', frame, words(...given))
    const stored: DicomEntry[] = [
      SIGNED,
      [0x0028_0101, 'US', [bits]],
      [0x0028_0102, 'US', [bits - 1]],
    ]
    const { values, problems } = await read(stream, { bits: 16 }, stored)
    expect(values).toEqual(given.map((value) => [value]))
    expect(problems).toEqual([])
  })

  it('of 16 bits without a sign are exact', async () => {
    const given = [0, 65_535, 32_768, 32_767, 1, 2, 40_000, 4095]
    const frame = { width: 4, height: 2, bitsPerSample: 16, componentCount: 1, isSigned: false }
    const stream = await encode('J2KEncoder', frame, words(...given))
    expect((await read(stream, { bits: 16 })).values).toEqual(given.map((value) => [value]))
  })

  it('are the same out of a JP2 file', async () => {
    const { values } = await read(makeJp2(codeStream('grey'), 17))
    expect(values).toEqual(FIRST.map((value) => [value]))
  })

  it('of two components are the first ones, which is said', async () => {
    const { values, problems } = await read(codeStream('two'))
    expect(values).toEqual(FIRST.map((value) => [value]))
    expect(problems).toEqual(['A pixel has 2 samples where 1 is declared; the first is shown.'])
    await expect(read(codeStream('two'), { samples: 3, photometric: 'RGB' })).rejects.toThrow(
      '2 samples a pixel where 3 are declared',
    )
  })

  it('of three and four components are colours, and the fourth is said', async () => {
    const rgb = { samples: 3, photometric: 'RGB' }
    const pixels = FIRST.map((red, at) => [red, SECOND[at], 255 - red])
    const three = await read(codeStream('three'), rgb)
    expect(three.values).toEqual(pixels)
    expect(three.problems).toEqual([])
    const four = await read(codeStream('four'), rgb)
    expect(four.drawn).toEqual(pixels)
    expect(four.values[2]).toEqual([...(pixels[2] ?? []), 0])
    expect(four.problems).toEqual([
      'A pixel has 4 samples where 3 are declared; the first three are shown.',
    ])
  })
})

describe('a JPEG 2000 frame that is broken', () => {
  const side = { rows: 32, columns: 32 }
  const shades = Uint8Array.from({ length: 1024 }, (_, at) => (at * at) % 251)

  it('is shown as far as it goes where its end is missing, and says so', async () => {
    const frame = {
      width: 32,
      height: 32,
      bitsPerSample: 8,
      componentCount: 1,
      isSigned: false,
    }
    const stream = await encode('J2KEncoder', frame, shades)
    expect((await read(stream, side)).problems).toEqual([])
    const { values, problems } = await read(stream.subarray(0, -200), side)
    const off = values.map((value, at) => Math.abs((value?.[0] ?? 999) - (shades[at] ?? 0)))
    expect(Math.max(...off)).toBeGreaterThan(0)
    expect(Math.max(...off)).toBeLessThan(64)
    expect(problems).toEqual([expect.stringMatching(/^This picture is cut off/)])
  })

  it('is not shown where nothing of it is there', async () => {
    const grey = codeStream('grey')
    const data = grey.length - 14
    await expect(read(grey.subarray(0, data))).rejects.toThrow('cut off before its first pixels')
    await expect(read(grey.subarray(0, 48))).rejects.toThrow('damaged')
    await expect(read(grey.subarray(0, 30))).rejects.toThrow('ends within its head')
    await expect(read(Uint8Array.of(1, 2, 3, 4))).rejects.toThrow('no JPEG 2000 picture')
  })

  it('is whole where zeros follow it, also where its last part has no length', async () => {
    const grey = codeStream('grey')
    const open = grey.slice()
    open.fill(0, grey.length - 22, grey.length - 18)
    expect(new DataView(open.buffer).getUint16(grey.length - 28)).toBe(0xff90)
    for (const stream of [grey, open]) {
      const { values, problems } = await read(Uint8Array.of(...stream, 0, 0))
      expect(values).toEqual(FIRST.map((value) => [value]))
      expect(problems).toEqual([])
    }
    const cut = await read(open.subarray(0, -3))
    expect(cut.problems).toEqual([expect.stringMatching(/^This picture is cut off/)])
  })

  it('is refused before it is decoded where its size or its samples are beyond bounds', async () => {
    const large = codeStream('grey')
    new DataView(large.buffer).setUint32(8, 70_000_000)
    await expect(read(large)).rejects.toThrow('70000000 × 2 can’t be decoded')
    const deep = codeStream('grey')
    deep[42] = 23
    await expect(read(deep)).rejects.toThrow('Samples of 24 bits')
    const mixed = codeStream('three')
    mixed[45] = 0x87
    await expect(read(mixed, { samples: 3, photometric: 'RGB' })).rejects.toThrow('differ in bits')
  })
})
