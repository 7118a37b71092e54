import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describePixels, shareWords } from './describe-pixels.ts'
import { MARGIN, pixelDiffer, type PixelDiff } from './diff-pixels.ts'

interface Picture {
  width: number
  height: number
  rgba: Uint8ClampedArray<ArrayBuffer>
}

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(),
  })
  .map(({ width, height, seed }) => {
    let state = seed
    const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, at) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      // Mostly even, so that two of them share pixels.
      return at % 4 === 3 ? 255 : (state >>> 24) % 7 === 0 ? state >>> 16 : 120
    })
    return { width, height, rgba }
  })

function plain(width: number, height: number, value = 200): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(value)
  for (let at = 3; at < rgba.length; at += 4) rgba[at] = 255
  return { width, height, rgba }
}

function paint({ width, rgba }: Picture, x: number, y: number, value: number): void {
  rgba.fill(value, (y * width + x) * 4, (y * width + x) * 4 + 3)
}

/** @param step rows in a band: the result must not depend on it */
function diff(left: Picture, right: Picture, tolerant = false, step = 7): PixelDiff {
  const differ = pixelDiffer(left, right, { tolerant })
  const rows = (picture: Picture, from: number, to: number) => {
    const top = Math.max(0, from - MARGIN)
    const end = Math.min(picture.height, to + MARGIN)
    return {
      rgba: picture.rgba.subarray(top * picture.width * 4, end * picture.width * 4),
      width: picture.width,
      top,
      rows: end - top,
    }
  }
  for (let from = 0; from < differ.both.height; from += step) {
    const to = Math.min(differ.both.height, from + step)
    differ.addBand({ left: rows(left, from, to), right: rows(right, from, to), from, to })
  }
  return differ.end()
}

describe('any two pictures', () => {
  it('the pixels that are marked, taken from the newer, make the newer of the older', () => {
    fc.assert(
      fc.property(pictures, pictures, (left, right) => {
        const { heat, differing, outside } = diff(left, right)
        let marked = 0
        for (let y = 0; y < Math.min(left.height, right.height); y += 1) {
          for (let x = 0; x < Math.min(left.width, right.width); x += 1) {
            const isMarked = (heat.cells[y * heat.size.width + x] ?? 0) > 0
            if (isMarked) marked += 1
            const [l, r] = [(y * left.width + x) * 4, (y * right.width + x) * 4]
            const made = isMarked ? right.rgba.subarray(r, r + 4) : left.rgba.subarray(l, l + 4)
            expect([...made]).toEqual([...right.rgba.subarray(r, r + 4)])
          }
        }
        expect(marked).toBe(differing)
        expect(outside === 0).toBe(left.width === right.width && left.height === right.height)
      }),
    )
  })

  it('equal ones differ in nothing, and swapped ones in the same', () => {
    fc.assert(
      fc.property(pictures, pictures, fc.boolean(), (left, right, tolerant) => {
        expect(diff(left, left, tolerant)).toMatchObject({
          differing: 0,
          visible: 0,
          outside: 0,
          areas: [],
        })
        expect(diff(right, left, tolerant)).toEqual(diff(left, right, tolerant))
      }),
    )
  })

  it('the bands they are read in do not matter', () => {
    fc.assert(
      fc.property(pictures, pictures, fc.integer({ min: 1, max: 40 }), (left, right, step) => {
        expect(diff(left, right, false, step)).toEqual(diff(left, right, false, 1000))
      }),
    )
  })

  it('every differing pixel lies in an area, and their counts add up', () => {
    fc.assert(
      fc.property(pictures, pictures, (left, right) => {
        const { areas, differing, heat, size } = diff(left, right)
        const both = {
          width: Math.min(left.width, right.width),
          height: Math.min(left.height, right.height),
        }
        const inside = areas.filter(({ x, y }) => x < both.width && y < both.height)
        expect(inside.reduce((sum, { pixels }) => sum + pixels, 0)).toBeGreaterThanOrEqual(
          differing,
        )
        heat.cells.forEach((value, at) => {
          if (value === 0) return
          const [x, y] = [at % size.width, Math.floor(at / size.width)]
          const isIn = areas.some(
            (area) =>
              x >= area.x && y >= area.y && x < area.x + area.width && y < area.y + area.height,
          )
          expect(isIn).toBe(true)
        })
      }),
    )
  })
})

describe('known answers', () => {
  it('never calls pictures the same while something of them is not compared', () => {
    const one = { width: 1, height: 1, rgba: Uint8ClampedArray.of(1, 2, 3, 255) }
    const same = diff(one, one)
    const words = (notCompared: string[]) =>
      describePixels(one, one, same, { tolerant: false, notCompared })
    expect(words([]).summary).toBe('The pictures are the same, pixel for pixel.')
    expect(words(['Only the first frame of the animation is compared.'])).toMatchObject({
      summary: 'No difference in what is compared of the pictures.',
      remarks: ['The files differ in what is not compared, or in how the picture is stored.'],
    })
  })

  it('finds two spots far from each other as two areas', () => {
    const [left, right] = [plain(200, 100), plain(200, 100)]
    paint(right, 10, 10, 0)
    paint(right, 11, 12, 0)
    paint(right, 150, 80, 0)
    expect(diff(left, right).areas).toEqual([
      { x: 10, y: 10, width: 2, height: 3, pixels: 2 },
      { x: 150, y: 80, width: 1, height: 1, pixels: 1 },
    ])
    const words = describePixels(left, right, diff(left, right), { tolerant: false })
    expect(words.summary).toBe(`${shareWords(3, 20_000)} of the pixels differ in 2 areas.`)
    expect(words.total).toBe(2)
  })

  it('counts a change of one step exactly, and leaves it out where only the visible counts', () => {
    const [left, right] = [plain(10, 10), plain(10, 10, 201)]
    expect(diff(left, right)).toMatchObject({ differing: 100, visible: 0 })
    expect(diff(left, right, true).areas).toEqual([])
    expect(describePixels(left, right, diff(left, right, true), { tolerant: true }).summary).toBe(
      'No difference that can be seen.',
    )
  })

  it('tells an edge that is smoothed in another way from a change', () => {
    const edge = (smooth: number) => {
      const picture = plain(20, 20, 255)
      for (let y = 0; y < 20; y += 1) {
        for (let x = 0; x < 10; x += 1) paint(picture, x, y, 0)
        paint(picture, 10, y, smooth + y)
      }
      return picture
    }
    const result = diff(edge(90), edge(160))
    expect(result.differing).toBe(20)
    expect(result.visible).toBeLessThan(3)
    const [left, right] = [plain(20, 20, 255), plain(20, 20, 255)]
    for (let at = 5; at < 12; at += 1) for (let y = 5; y < 12; y += 1) paint(right, at, y, 0)
    expect(diff(left, right)).toMatchObject({ differing: 49, visible: 49 })
  })

  it('sees what is transparent in another way, even white on white', () => {
    const [left, right] = [plain(4, 4, 255), plain(4, 4, 255)]
    right.rgba[3] = 0
    expect(diff(left, right)).toMatchObject({ differing: 1, visible: 1 })
  })

  it('says that sizes differ, and what one alone has differs', () => {
    const [left, right] = [plain(10, 10), plain(12, 9)]
    const result = diff(left, right)
    expect(result).toMatchObject({
      differing: 0,
      outside: 10 + 18,
      size: { width: 12, height: 10 },
    })
    const { remarks, summary } = describePixels(left, right, result, { tolerant: false })
    expect(summary).toBe('23.3 % of the pixels differ in 2 areas.')
    expect(remarks[0]).toContain('10 × 10 → 12 × 9 pixels')
  })

  it('says no share that is wrong by rounding', () => {
    expect(shareWords(1, 48_000_000)).toBe('Less than 0.01 %')
    expect(shareWords(47_999_999, 48_000_000)).toBe('More than 99.99 %')
    expect(shareWords(1, 80)).toBe('1.25 %')
  })

  it('a large pair: one pixel of 12 million is found and shown', () => {
    const [left, right] = [plain(4000, 3000), plain(4000, 3000)]
    paint(right, 3999, 2999, 0)
    const { heat, areas } = diff(left, right, false, 256)
    expect(areas).toEqual([{ x: 3999, y: 2999, width: 1, height: 1, pixels: 1 }])
    expect(heat.scale).toBe(2)
    expect(heat.cells.at(-1)).toBeGreaterThan(0)
  })
})
