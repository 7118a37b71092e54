import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { makeJpeg } from '#test/make-jpeg.ts'
import { makeTiff, onePage, type TiffPageParts } from '#test/make-tiff.ts'
import { inflate } from './codecs/inflate.ts'
import { decodeLzw } from './codecs/lzw.ts'
import { decodePackBits } from './codecs/pack-bits.ts'
import { decodePage } from './decode-page.ts'
import { readTiff } from './read-tiff.ts'

async function picture(page: TiffPageParts) {
  return pictureOf(makeTiff([page]))
}

async function pictureOf(file: Uint8Array) {
  const { source, pages } = readTiff(file)
  const [first] = pages
  if (!first) throw new Error('There is no page')
  const { rgba, remarks } = await decodePage(source, first)
  const levels = Array.from({ length: rgba.length / 4 }, (_, at) =>
    rgba[at * 4 + 3] === 0 ? undefined : rgba[at * 4],
  )
  return { levels, remarks }
}

const grey = { 258: 8, 262: 1 }
const bytes = (...values: number[]) => Uint8Array.from(values)
const count = (length: number) => Uint8Array.from({ length }, (_, at) => at)

describe('codings', () => {
  it('PackBits, which ends at what is wanted', () => {
    const data = bytes(2, 1, 2, 3, 0x80, 0xfe, 9, 127, 5)
    expect([...decodePackBits(data, 7)]).toEqual([1, 2, 3, 9, 9, 9, 5])
    expect([...decodePackBits(data, 5)]).toEqual([1, 2, 3, 9, 9])
    expect([...decodePackBits(bytes(0xfe), 5)]).toEqual([])
  })

  it('LZW, with codes that grow and repeat what they begin', () => {
    // TIFF 6.0 §13: clear, 7, 258 (7 7), 8, end.
    expect([...decodeLzw(nineBits(256, 7, 258, 8, 257), 9)]).toEqual([7, 7, 7, 8])
    const long = Array.from({ length: 600 }, (_, at) => at % 256)
    expect([...decodeLzw(lzw(long), 600)]).toEqual(long)
    expect([...decodeLzw(nineBits(256, 7, 400), 9)]).toEqual([7])
    expect([...decodeLzw(nineBits(256, 7, 258, 8, 257), 2)]).toEqual([7, 7])
  })

  it('Deflate, whose bombs stop at what is wanted', async () => {
    const bomb = deflateSync(new Uint8Array(50_000_000))
    expect(await inflate(bomb, 10)).toEqual(new Uint8Array(10))
    const cut = deflateSync(count(200)).subarray(0, 100)
    expect([...(await inflate(cut, 200))].slice(0, 20)).toEqual([...count(20)])
  })

  it('differences of 8, 16 and 32 bits', async () => {
    const eight = deflateSync(bytes(10, 5, 250))
    const tags = { 259: 8, 317: 2, 262: 1 }
    const { levels } = await picture(onePage(3, 1, eight, { ...tags, 258: 8 }))
    expect(levels).toEqual([10, 15, 9])
    const sixteen = deflateSync(new Uint8Array(Uint16Array.of(0xff00, 0x00ff, 1).buffer))
    const deep = await picture(onePage(3, 1, sixteen, { ...tags, 258: 16 }))
    expect(deep.levels).toEqual([254, 255, 0])
    // Supplement 3: the bytes of a row's numbers, all the highest ones first, as differences. 0 and 1 as floats.
    const float = deflateSync(bytes(0, 0x3f, 0xc1, 0x80, 0x80, 0, 0, 0))
    const page = onePage(2, 1, float, { ...tags, 317: 3, 258: 32, 339: 3 })
    expect((await picture(page)).levels).toEqual([0, 255])
  })

  it('a JPEG whose tables are kept apart', async () => {
    const blocks = [[40], [90]]
    const parts = { across: 1, down: 1 }
    const tables = makeJpeg({ ...parts, blocks: [[0]], only: 'tables' })
    const strips = blocks.map((block) => makeJpeg({ ...parts, blocks: [block], only: 'picture' }))
    const tags = { ...onePage(8, 16, bytes(), { ...grey, 259: 7, 278: 8 }).tags, 347: [...tables] }
    const { levels } = await picture({ tags, parts: strips })
    expect([levels[0], levels[64]]).toEqual([40, 90])
  })

  it('an old JPEG that is a file inside', async () => {
    const inside = makeJpeg({ across: 1, down: 1, blocks: [[77]] })
    const page = onePage(8, 8, inside, { ...grey, 259: 6, 513: 8, 514: inside.length })
    expect((await picture(page)).levels[0]).toBe(77)
  })

  it('an old JPEG of which only the tables are kept, and its strips begin anew', async () => {
    const parts = { across: 1, down: 1 }
    const strip = (level: number) => {
      const whole = makeJpeg({ ...parts, blocks: [[level]] })
      const scan = whole.findLastIndex((byte, at) => byte === 0xff && whole[at + 1] === 0xda)
      return whole.slice(scan + 10, -2)
    }
    const quantization = new Uint8Array(64).fill(1)
    const dc = bytes(0, 0, 0, 12, ...new Uint8Array(12), ...count(12))
    const ac = bytes(1, ...new Uint8Array(15), 0, 0)
    const tags = { ...grey, 259: 6, 278: 8, 519: 8, 520: 72, 521: 100 }
    const [first, second] = [strip(60), strip(33)]
    const places = {
      273: [118, 118 + first.length + (first.length & 1)],
      279: [first.length, second.length],
    }
    const page = onePage(8, 16, bytes(), { ...tags, ...places })
    const { levels } = await picture({ ...page, parts: [quantization, dc, ac, first, second] })
    expect([levels[0], levels[64]]).toEqual([60, 33])
  })

  it('a JPEG that ends too early, which is told', async () => {
    const early = makeJpeg({ across: 2, down: 1, blocks: [[200]] })
    const { levels, remarks } = await picture(onePage(16, 8, early, { ...grey, 259: 7 }))
    expect(levels[0]).toBe(200)
    const words = 'A JPEG in it ends too early: what is missing of it is grey.'
    expect(remarks).toEqual([words])
    const cut = makeJpeg({ across: 2, down: 1, blocks: [[200], [100]] }).slice(0, -2)
    expect((await picture(onePage(16, 8, cut, { ...grey, 259: 7 }))).remarks).toEqual([words])
  })

  it('a JPEG of other colours than the page says is not guessed at', async () => {
    const data = makeJpeg({ across: 1, down: 1, blocks: [[1, 2, 3]] })
    await expect(picture(onePage(8, 8, data, { ...grey, 259: 7 }))).rejects.toThrow('other colours')
  })

  it('names what it can’t decode', async () => {
    const page = (compression: number) =>
      picture(onePage(8, 8, bytes(1), { ...grey, 259: compression }))
    await expect(page(34_925)).rejects.toThrow('coded as LZMA, which can’t be decoded here')
    await expect(page(34_712)).rejects.toThrow('JPEG 2000')
    await expect(page(12_345)).rejects.toThrow('compression 12345')
    const lossless = makeJpeg({ across: 1, down: 1, blocks: [[0]], process: 0xc3 })
    await expect(picture(onePage(8, 8, lossless, { ...grey, 259: 7 }))).rejects.toThrow(
      'a lossless JPEG',
    )
  })
})

describe('strips and tiles', () => {
  it('are put together, and tiles cut at the edges', async () => {
    const tile = (value: number) => new Uint8Array(16).fill(value)
    const tags = { ...grey, 256: 6, 257: 5, 259: 1, 277: 1, 322: 4, 323: 4 }
    const { levels } = await picture({ tags, parts: [tile(1), tile(2), tile(3), tile(4)] })
    expect([levels[0], levels[4], levels[24], levels[29]]).toEqual([1, 2, 3, 4])
  })

  it('that are missing are left empty, and told', async () => {
    const tags = { ...onePage(2, 4, bytes(), { ...grey, 278: 2 }).tags }
    const whole = makeTiff([
      { tags: { ...tags, 273: [8, 9_000_000] }, parts: [bytes(1, 2, 3, 4), bytes(5)] },
    ])
    const { levels, remarks } = await pictureOf(whole)
    expect(levels).toEqual([1, 2, 3, 4, undefined, undefined, undefined, undefined])
    expect(remarks).toEqual([
      'About 50 % of this page is missing and left empty. Its bytes are not in the file.',
    ])
  })

  it('that are cut show the rows that are there', async () => {
    const { levels, remarks } = await picture(onePage(2, 3, bytes(1, 2, 3, 4, 5), grey))
    expect(levels).toEqual([1, 2, 3, 4, undefined, undefined])
    expect(remarks[0]).toContain('33 %')
  })

  it('without sizes reach to the next one', async () => {
    const tags = { ...onePage(2, 2, bytes(), { ...grey, 278: 1 }).tags, 279: [0, 0] }
    const { levels, remarks } = await picture({ tags, parts: [bytes(1, 2), bytes(3, 4)] })
    expect(levels).toEqual([1, 2, 3, 4])
    expect(remarks).toEqual([])
  })

  it('that are all missing fail, with the reason', async () => {
    const page = onePage(2, 2, bytes(1, 2, 3, 4), { ...grey, 273: 9_000_000 })
    await expect(picture(page)).rejects.toThrow('Its bytes are not in the file.')
    await expect(picture(onePage(0, 2, bytes(1), grey))).rejects.toThrow('It has no size.')
  })

  it('are refused before anything is allocated where they are too many or too large', async () => {
    const huge = { ...grey, 256: 60_000, 257: 60_000 }
    await expect(picture(onePage(1, 1, bytes(1), huge))).rejects.toThrow('3,600 megapixels')
    const tiny = { ...grey, 256: 9000, 257: 9000, 322: 1, 323: 1 }
    await expect(picture(onePage(1, 1, bytes(1), tiny))).rejects.toThrow('more or larger parts')
    const wide = { ...grey, 322: 60_000, 323: 60_000 }
    await expect(picture(onePage(1, 1, bytes(1), wide))).rejects.toThrow('more or larger parts')
    const bomb = makeJpeg({ across: 1, down: 1, blocks: [[0]], width: 60_000, height: 60_000 })
    await expect(picture(onePage(8, 8, bomb, { ...grey, 259: 7 }))).rejects.toThrow('too large')
  })
})

function nineBits(...codes: number[]): Uint8Array {
  const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('')
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) =>
    Number.parseInt(byte.padEnd(8, '0'), 2),
  )
}

/** Codes every byte by itself, with codes as long as the table then needs them to be. */
function lzw(values: readonly number[]): Uint8Array {
  let bits = '100000000'
  let next = 257
  for (const value of values) {
    next += 1
    bits += value.toString(2).padStart(Math.max(9, next.toString(2).length), '0')
  }
  bits += (257).toString(2).padStart((next + 1).toString(2).length, '0')
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) =>
    Number.parseInt(byte.padEnd(8, '0'), 2),
  )
}
