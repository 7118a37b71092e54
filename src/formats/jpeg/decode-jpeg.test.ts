import { describe, expect, it } from 'vitest'
import {
  ADOBE_RGB,
  JFIF,
  losslessJpeg,
  progressiveJpeg,
  sequentialJpeg,
} from '#test/make-coded-jpeg.ts'
import { decodeJpeg } from './decode-jpeg.ts'

const MOST = 1_000_000

/** Some coefficients, of which the first is large, as in real pictures. */
function block(first: number, others: Record<number, number> = {}): number[] {
  return Array.from({ length: 64 }, (_, index) => (index === 0 ? first : (others[index] ?? 0)))
}

/** The inverse transformation as T.81 §A.3.3 writes it. */
function samplesOf(coefficients: readonly number[], precision = 8): number[] {
  const scale = (index: number) => (index === 0 ? Math.SQRT1_2 : 1)
  return Array.from({ length: 64 }, (_, at) => {
    const [y, x] = [Math.floor(at / 8), at % 8]
    let sum = 0
    for (const [index, value] of coefficients.entries()) {
      const [v, u] = [Math.floor(index / 8), index % 8]
      const wave =
        Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
      sum += scale(u) * scale(v) * value * (index === 0 ? 2 : 3) * wave
    }
    return Math.max(0, Math.min(2 ** precision - 1, sum / 4 + 2 ** (precision - 1)))
  })
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  for (const [at, value] of expected.entries()) {
    expect(Math.abs((actual[at] ?? NaN) - value), `at ${at}`).toBeLessThanOrEqual(1)
  }
}

describe('the JPEG decoder', () => {
  const wavy = block(100, { 1: 20, 8: -30, 9: 7, 27: -5, 63: 3 })

  it('decodes sequential pictures of 8 and of 12 bits', () => {
    const eight = decodeJpeg(sequentialJpeg({ width: 8, height: 8 }, [{ blocks: [wavy] }]), MOST)
    expect(eight).toMatchObject({
      width: 8,
      height: 8,
      components: 1,
      wholeRows: 8,
      isLossless: false,
    })
    expect(eight.problem).toBeUndefined()
    expectNear(eight.samples, samplesOf(wavy))
    const deep = block(-3000, { 1: 400, 16: 250 })
    const look = { width: 8, height: 8, precision: 12 }
    expectNear(
      decodeJpeg(sequentialJpeg(look, [{ blocks: [deep] }]), MOST).samples,
      samplesOf(deep, 12),
    )
  })

  it('decodes a progressive picture bit by bit', () => {
    const odd = block(101, { 1: 20, 40: -9 })
    const { samples, problem } = decodeJpeg(progressiveJpeg({ width: 8, height: 8 }, odd), MOST)
    expect(problem).toBeUndefined()
    expectNear(samples, samplesOf(odd))
  })

  it('keeps the colours as they are coded, brings them to one size, and tells what the markers say', () => {
    const flat = (value: number) => block(value * 4)
    const planes = [
      { h: 2, v: 2, blocks: [flat(10), flat(20), flat(30), flat(40)] },
      { blocks: [flat(-50)] },
      { blocks: [flat(60)] },
    ]
    const image = decodeJpeg(sequentialJpeg({ width: 16, height: 16 }, planes), MOST)
    expect(image).toMatchObject({ components: 3, colour: undefined, isSubsampled: true })
    const at = (x: number, y: number) => [
      ...image.samples.subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3),
    ]
    expect(at(0, 0)).toEqual([138, 78, 188])
    expect(at(15, 0)).toEqual([148, 78, 188])
    expect(at(0, 15)).toEqual([158, 78, 188])
    expect(at(15, 15)).toEqual([168, 78, 188])
    const colourOf = (look: object) =>
      decodeJpeg(sequentialJpeg({ width: 16, height: 16, ...look }, planes), MOST).colour
    expect(colourOf({ extra: ADOBE_RGB })).toBe('rgb')
    expect(colourOf({ extra: JFIF })).toBe('ycc')
  })

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'gives back what was coded without loss, with predictor %i',
    (predictor) => {
      const samples = Array.from({ length: 35 }, (_, at) => (at * 7919) % 65_536)
      const look = { width: 7, height: 5, precision: 16, predictor }
      const image = decodeJpeg(losslessJpeg(look, samples), MOST)
      expect(image).toMatchObject({ isLossless: true, precision: 16, wholeRows: 5 })
      expect([...image.samples]).toEqual(samples)
      const restarted = losslessJpeg({ ...look, restartRows: 2 }, samples)
      expect([...decodeJpeg(restarted, MOST).samples]).toEqual(samples)
    },
  )

  it('gives back colours without loss', () => {
    const samples = Array.from({ length: 36 }, (_, at) => (at * 37) % 256)
    const image = decodeJpeg(losslessJpeg({ width: 4, height: 3, components: 3 }, samples), MOST)
    expect([...image.samples]).toEqual(samples)
  })

  it('says how many rows a picture has that is cut off', () => {
    const samples = Array.from({ length: 400 }, (_, at) => (at * 37) % 256)
    const whole = losslessJpeg({ width: 20, height: 20 }, samples)
    const {
      wholeRows,
      problem,
      samples: got,
    } = decodeJpeg(whole.subarray(0, whole.length - 200), MOST)
    expect(problem).toBeDefined()
    expect(wholeRows).toBeGreaterThan(5)
    expect(wholeRows).toBeLessThan(20)
    expect([...got.subarray(0, wholeRows * 20)]).toEqual(samples.slice(0, wholeRows * 20))
  })

  it('refuses sizes and bits beyond its bounds, and what is not a picture', () => {
    const jpeg = sequentialJpeg({ width: 60_000, height: 60_000 }, [{ blocks: [wavy] }])
    expect(() => decodeJpeg(jpeg, MOST)).toThrow('60000 × 60000')
    const bomb = sequentialJpeg({ width: 8000, height: 8000 }, [{ blocks: [wavy] }])
    expect(() => decodeJpeg(bomb, 100_000_000)).toThrow('more pixels than its bytes')
    expect(() => decodeJpeg(new Uint8Array(100), MOST)).toThrow('no JPEG picture')
    const arithmetic = jpeg.map((byte, at) =>
      byte === 0xc1 && jpeg[at - 1] === 0xff ? 0xc9 : byte,
    )
    expect(() => decodeJpeg(arithmetic, MOST)).toThrow('not decoded here')
  })

  it('comes to an end whatever the bytes are', () => {
    const jpeg = sequentialJpeg({ width: 64, height: 64 }, [
      { blocks: Array(64).fill(wavy) as number[][] },
    ])
    let seed = 1
    for (let round = 0; round < 200; round += 1) {
      const broken = jpeg.slice()
      for (let hit = 0; hit < 6; hit += 1) {
        seed = (seed * 48_271) % 2_147_483_647
        broken[seed % broken.length] = seed & 255
      }
      try {
        decodeJpeg(broken, MOST)
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }
  })
})
