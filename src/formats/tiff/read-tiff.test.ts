import { describe, expect, it } from 'vitest'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import { decodePage } from './decode-page.ts'
import { pageFacts, pixelTallness } from './page-words.ts'
import { readTiff } from './read-tiff.ts'

const dot = Uint8Array.of(0x80)
const page = (tags = {}) => onePage(1, 1, dot, tags)
const sized = (width: number, tags = {}) => onePage(width, 1, new Uint8Array(width), tags)
const widths = (bytes: Uint8Array) => readTiff(bytes).pages.map(({ width }) => width)

describe('the pages of a TIFF', () => {
  it.each([
    { isLittle: true, isBig: false },
    { isLittle: false, isBig: false },
    { isLittle: true, isBig: true },
    { isLittle: false, isBig: true },
  ])('are found in the order of the file: %o', (options) => {
    const bytes = makeTiff([sized(3), sized(1), sized(2)], options)
    expect(widths(bytes)).toEqual([3, 1, 2])
    expect(readTiff(bytes).remarks).toEqual([])
  })

  it('keep the order of the file where their numbers say otherwise, which is told', () => {
    const bytes = makeTiff([sized(1, { 297: [1, 2] }), sized(2, { 297: [0, 2] })])
    expect(widths(bytes)).toEqual([1, 2])
    expect(readTiff(bytes).remarks).toEqual([expect.stringContaining('in another order')])
  })

  it('are fewer than the file says, which is told', () => {
    const { remarks } = readTiff(makeTiff([page({ 297: [0, 12] })]))
    expect(remarks).toEqual(['It says that it has 12 pages; 1 is there.'])
  })

  it('are not the smaller copies and masks between them', () => {
    const bytes = makeTiff([
      sized(8),
      sized(4, { 254: 1 }),
      sized(8, { 254: 4 }),
      sized(6, { 254: 2 }),
    ])
    expect(widths(bytes)).toEqual([8, 6])
    expect(readTiff(bytes).remarks).toEqual([
      '2 more pictures are inside that are not pages: a smaller copy or a mask.',
    ])
  })

  it('are shown where they are called copies, but are not smaller or all there is', () => {
    expect(widths(makeTiff([sized(4), sized(4, { 254: 1 })]))).toEqual([4, 4])
    expect(widths(makeTiff([sized(4, { 254: 1 })]))).toEqual([4])
  })

  it('take the place of a small copy that holds them', () => {
    // The inner directory is that of the second page, which the chain leaves out.
    const bytes = makeTiff([sized(2, { 254: 1, 330: 0 }), sized(9)], { nextOf: () => 0 })
    const view = new DataView(bytes.buffer)
    const second = lastDirectory(bytes)
    const first = view.getUint32(4, true)
    const at = entryAt(view, first, 330)
    view.setUint32(at + 8, second, true)
    expect(widths(bytes)).toEqual([9])
  })
})

/** The directory of the last page, which `makeTiff` writes behind all others. */
function lastDirectory(bytes: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(bytes.buffer)
  for (let at = bytes.length - 6; at > 8; at -= 2) {
    const count = view.getUint16(at, true)
    if (count >= 9 && at + 2 + count * 12 + 4 === bytes.length) return at
  }
  throw new Error('There is none')
}

function entryAt(view: DataView, directory: number, tag: number): number {
  for (let at = directory + 2; ; at += 12) if (view.getUint16(at, true) === tag) return at
}

it('keeps the smaller copies of a page for where the page is too large', async () => {
  const slide = { 256: 40_000, 257: 20_000, 258: 8, 262: 1 }
  const small = onePage(4, 2, new Uint8Array(8).fill(9), { 254: 1, 258: 8, 262: 1 })
  const label = onePage(3, 3, new Uint8Array(9), { 254: 1, 258: 8, 262: 1 })
  const { source, pages } = readTiff(makeTiff([{ tags: slide, parts: [dot] }, small, label]))
  const [first] = pages
  if (!first) throw new Error('There is no page')
  const { width, rgba, remarks } = await decodePage(source, first)
  expect([pages.length, width, rgba[0]]).toEqual([1, 4, 9])
  expect(remarks[0]).toMatch(/^It is 40,000 × 20,000 pixels.* of 4 × 2 pixels\.$/)
})

describe('a broken TIFF', () => {
  it('whose directories run in a circle shows each once', () => {
    const bytes = makeTiff([sized(1), sized(2)], { nextOf: (_, places) => places[0] ?? 0 })
    expect(readTiff(bytes).pages).toHaveLength(1)
    const back = makeTiff([sized(1), sized(2)], {
      nextOf: (index, places) => places[1 - index] ?? 0,
    })
    expect(widths(back)).toEqual([1, 2])
    expect(readTiff(back).remarks).toEqual([expect.stringContaining('in a circle')])
  })

  it('shows the pages before the place where the list breaks off', () => {
    const bytes = makeTiff([sized(1), sized(2)], {
      nextOf: (index, places) => (index === 0 ? (places[1] ?? 0) : 1_000_000),
    })
    expect(widths(bytes)).toEqual([1, 2])
    expect(readTiff(bytes).remarks).toEqual([expect.stringContaining('breaks off at number 3')])
  })

  it('says that it has no page, or is none at all', () => {
    const bytes = makeTiff([page()])
    expect(() => readTiff(bytes.subarray(0, bytes.length - 40))).not.toThrow()
    expect(() => readTiff(bytes.subarray(0, 12))).toThrow(/no page/)
    expect(() => readTiff(Uint8Array.of(0x49, 0x49, 42))).toThrow(/first eight bytes/)
    expect(() => readTiff(new TextEncoder().encode('IIIIIIIIIIII'))).toThrow(/unknown version/)
    expect(() => readTiff(new Uint8Array(20))).toThrow(/does not begin/)
  })
})

describe('what a page is', () => {
  it('is told with the shape of its pixels', () => {
    const fax = { 259: 4, 262: 0, 282: { rationals: [[204, 1]] }, 283: { rationals: [[98, 1]] } }
    const [first] = readTiff(makeTiff([sized(8, fax)])).pages
    if (!first) throw new Error('There is no page')
    expect(pixelTallness(first)).toBeCloseTo(204 / 98)
    expect(pageFacts(first)).toBe(
      '8 × 1 pixels, black and white, fax group 4, 204 × 98 dots per inch, drawn in its true shape, as its pixels are not square',
    )
    const [turned] = readTiff(makeTiff([sized(8, { ...fax, 274: 6 })])).pages
    if (!turned) throw new Error('There is no page')
    expect(pixelTallness(turned)).toBeCloseTo(98 / 204)
    expect(pageFacts(turned)).toContain('1 × 8 pixels')
  })

  it('is not stretched by a resolution that no scanner has', () => {
    const odd = { 282: { rationals: [[1, 1]] }, 283: { rationals: [[300, 1]] } } as const
    const [first] = readTiff(makeTiff([page(odd)])).pages
    expect(first && pixelTallness(first)).toBe(1)
  })
})
