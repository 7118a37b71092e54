import { describe, expect, it } from 'vitest'
import { makeFax } from '#test/make-fax.ts'
import { makeJpeg } from '#test/make-jpeg.ts'
import { makeTiff, onePage, type TiffOptions, type TiffPageParts } from '#test/make-tiff.ts'
import { decodePage } from './decode-page.ts'
import { readTiff } from './read-tiff.ts'

type Tags = TiffPageParts['tags']

/** The first page's pixels as `r,g,b` or `r,g,b,a` where it is not opaque; `-` where nothing is. */
async function pixels(page: TiffPageParts, options: TiffOptions = {}): Promise<string[]> {
  return (await picture(page, options)).pixels
}

async function picture(page: TiffPageParts, options: TiffOptions = {}) {
  const { source, pages } = readTiff(makeTiff([page], options))
  const [first] = pages
  if (!first) throw new Error('There is no page')
  const { rgba, width, height, remarks } = await decodePage(source, first)
  const found = Array.from({ length: rgba.length / 4 }, (_, at) => {
    const [r, g, b, a] = rgba.subarray(at * 4, at * 4 + 4)
    return a === 0 ? '-' : a === 255 ? `${r},${g},${b}` : `${r},${g},${b},${a}`
  })
  return { pixels: found, width, height, remarks }
}

const black = '0,0,0'
const white = '255,255,255'
const grey = (value: number) => `${value},${value},${value}`
const bytes = (...values: number[]) => Uint8Array.from(values)
const rgb = (tags: Tags = {}): Tags => ({ 258: [8, 8, 8], 262: 2, 277: 3, ...tags })

describe('black and white', () => {
  it.each([
    [0, [black, white]],
    [1, [white, black]],
  ])('of photometric %i', async (photometric, expected) => {
    expect(await pixels(onePage(2, 1, bytes(0x80), { 262: photometric }))).toEqual(expected)
  })

  it.each([
    [2, 'huffman', 0],
    [3, 't4-one', 0],
    [3, 't4-two', 1],
    [4, 't6', 0],
  ] as const)(
    'of a fax of compression %i, %s, in both polarities',
    async (number, coding, options) => {
      const data = makeFax(['##..', '.##.'], coding)
      const tags = { 259: number, 292: options }
      const drawn = [black, black, white, white, white, black, black, white]
      expect(await pixels(onePage(4, 2, data, { ...tags, 262: 0 }))).toEqual(drawn)
      const inverse = drawn.map((each) => (each === black ? white : black))
      expect(await pixels(onePage(4, 2, data, { ...tags, 262: 1 }))).toEqual(inverse)
    },
  )

  it('of a fax whose bytes are mirrored', async () => {
    const mirrored = makeFax(['##..'], 't6').map((byte) =>
      Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2),
    )
    expect(await pixels(onePage(4, 1, mirrored, { 259: 4, 266: 2 }))).toEqual([
      black,
      black,
      white,
      white,
    ])
  })
})

describe('depths', () => {
  it.each([
    [2, bytes(0b00_01_10_11), [0, 85, 170, 255]],
    [4, bytes(0x0f, 0x80), [0, 255, 136, 0]],
    [8, bytes(0, 1, 200, 255), [0, 1, 200, 255]],
    [12, bytes(0x00, 0x0f, 0xff, 0x80, 0x08, 0x00), [0, 255, 128, 128]],
  ])('%i bits', async (bits, data, levels) => {
    expect(await pixels(onePage(4, 1, data, { 258: bits, 262: 1 }))).toEqual(levels.map(grey))
  })

  it.each([true, false])('16 bits, lowest byte first: %s', async (isLittle) => {
    const data = isLittle ? bytes(0, 0, 0xff, 0xff) : bytes(0, 0, 0xff, 0xff)
    const middle = isLittle ? bytes(0, 0x80) : bytes(0x80, 0)
    const page = onePage(3, 1, bytes(...data, ...middle), { 258: 16, 262: 1 })
    expect(await pixels(page, { isLittle })).toEqual([grey(0), grey(255), grey(128)])
  })

  it('stretches deep greys that are all but black, and says so', async () => {
    const data = new Uint8Array(Uint16Array.of(100, 1100, 600).buffer)
    const { pixels: found, remarks } = await picture(onePage(3, 1, data, { 258: 16, 262: 1 }))
    expect(found).toEqual([grey(0), grey(255), grey(128)])
    expect(remarks).toEqual(['Its values from 100 to 1,100 are shown from dark to bright.'])
  })

  it('shows floating-point numbers, and leaves empty what is none', async () => {
    const data = new Uint8Array(Float32Array.of(-10, 30, Number.NaN, 10).buffer)
    const page = onePage(4, 1, data, { 258: 32, 262: 1, 339: 3 })
    const { pixels: found, remarks } = await picture(page)
    expect(found).toEqual([grey(0), grey(255), '-', grey(128)])
    expect(remarks[0]).toMatch(/from -10 to 30 .* One value is not a number/)
    const unit = new Uint8Array(Float64Array.of(0, 0.5).buffer)
    expect(await pixels(onePage(2, 1, unit, { 258: 64, 262: 1, 339: 3 }))).toEqual([
      grey(0),
      grey(128),
    ])
  })

  it('shows numbers with a sign', async () => {
    const data = new Uint8Array(Int16Array.of(-1000, 1000).buffer)
    const { pixels: found, remarks } = await picture(
      onePage(2, 1, data, { 258: 16, 262: 1, 339: 2 }),
    )
    expect(found).toEqual([grey(0), grey(255)])
    expect(remarks).toEqual(['Its values from -1,000 to 1,000 are shown from dark to bright.'])
  })
})

describe('colours', () => {
  it('red, green and blue, in one plane or three', async () => {
    const together = onePage(2, 1, bytes(1, 2, 3, 4, 5, 6), rgb())
    expect(await pixels(together)).toEqual(['1,2,3', '4,5,6'])
    const apart = { tags: together.tags, parts: [bytes(1, 4), bytes(2, 5), bytes(3, 6)] }
    expect(await pixels({ ...apart, tags: { ...apart.tags, 284: 2 } })).toEqual(['1,2,3', '4,5,6'])
  })

  it('a palette, also one of eight bits', async () => {
    const table = (scale: number) =>
      [255, 0, 0, 0, 0, 255, 0, 0, 7, 8, 9, 0].map((each) => each * scale)
    for (const scale of [257, 1]) {
      const page = onePage(2, 1, bytes(0b00_01_0000), { 258: 2, 262: 3, 320: table(scale) })
      expect(await pixels(page)).toEqual(['255,0,7', '0,255,8'])
    }
  })

  it('inks', async () => {
    const page = onePage(2, 1, bytes(255, 0, 0, 0, 0, 0, 0, 255), {
      258: [8, 8, 8, 8],
      262: 5,
      277: 4,
    })
    const { pixels: found, remarks } = await picture(page)
    expect(found).toEqual(['0,255,255', black])
    expect(remarks).toEqual([expect.stringContaining('without a colour profile')])
    const others = { ...page, tags: { ...page.tags, 332: 2 } }
    await expect(pixels(others)).rejects.toThrow(/not cyan, magenta, yellow and black/)
  })

  it('luminance and colour differences that pixels share', async () => {
    const data = bytes(50, 60, 70, 80, 128, 128, 255, 0, 0, 0, 128, 128)
    const page = onePage(3, 2, data, { 258: [8, 8, 8], 262: 6, 277: 3, 530: [2, 2] })
    expect(await pixels(page)).toEqual([50, 60, 255, 70, 80, 0].map(grey))
    const apart = { ...page, tags: { ...page.tags, 284: 2 }, parts: [data, data, data] }
    await expect(pixels(apart)).rejects.toThrow('packed in a way that can’t be read')
  })

  it('transparency, straight and multiplied; what is not known is not shown', async () => {
    const data = bytes(100, 50, 0, 128)
    const alpha = (kind: number) => rgb({ 258: [8, 8, 8, 8], 277: 4, 338: kind })
    expect(await pixels(onePage(1, 1, data, alpha(2)))).toEqual(['100,50,0,128'])
    expect(await pixels(onePage(1, 1, data, alpha(1)))).toEqual(['199,100,0,128'])
    const { pixels: found, remarks } = await picture(onePage(1, 1, data, alpha(0)))
    expect(found).toEqual(['100,50,0'])
    expect(remarks).toEqual([expect.stringContaining('one more value')])
  })

  it('of a JPEG: as they are, or made of luminance and differences', async () => {
    const data = makeJpeg({ across: 1, down: 1, blocks: [[200, 100, 50]] })
    expect((await pixels(onePage(8, 8, data, rgb({ 259: 7 }))))[0]).toBe('200,100,50')
    const neutral = makeJpeg({ across: 1, down: 1, blocks: [[200, 128, 128]] })
    expect((await pixels(onePage(8, 8, neutral, rgb({ 259: 7, 262: 6 }))))[0]).toBe(grey(200))
  })
})

it.each([
  [1, 'ab cd ef'],
  [2, 'ba dc fe'],
  [3, 'fe dc ba'],
  [4, 'ef cd ab'],
  [5, 'ace bdf'],
  [6, 'eca fdb'],
  [7, 'fdb eca'],
  [8, 'bdf ace'],
])('is put upright from orientation %i', async (orientation, drawn) => {
  const letters = 'abcdef'.split('').map((letter) => letter.charCodeAt(0))
  const page = onePage(2, 3, Uint8Array.from(letters), { 258: 8, 262: 1, 274: orientation })
  const { pixels: found, width, height } = await picture(page)
  const rows = drawn.split(' ')
  expect([width, height]).toEqual([rows[0]?.length, rows.length])
  const letter = (each: string) => String.fromCharCode(Number(each.split(',')[0]))
  expect(found.map(letter).join('')).toBe(rows.join(''))
})
