import { describe, expect, it } from 'vitest'
import type { EcgStrip } from '#formats/ecg/recording.ts'
import { duration, hasColumns, layOut, measure, sampleRange } from './paper.ts'

function strip(names: string, seconds: number): EcgStrip {
  const leads = names
    .split(' ')
    .map((name) => ({ name, start: 0, samples: new Float32Array(seconds * 100), low: 0, high: 0 }))
  return { title: 'Rhythm', rate: 100, leads }
}

const TWELVE = 'I II III aVR aVL aVF V1 V2 V3 V4 V5 V6'
const scale = { speed: 25, gain: 10 }

describe('the layout of the paper', () => {
  it('puts three rows of four columns one after the other in time, and II below', () => {
    const { parts, leftOut } = layOut(strip(TWELVE, 10), 'four', scale)
    const at = (label: string) => parts.find((part) => part.label === label)
    expect(at('I')).toMatchObject({ x: 10, y: 14, from: 0, width: 62.5 })
    expect(at('III')).toMatchObject({ x: 10, y: 54, from: 0 })
    expect(at('aVR')).toMatchObject({ x: 72.5, y: 14, from: 2.5 })
    expect(at('V6')).toMatchObject({ x: 197.5, y: 54, from: 7.5 })
    expect(parts.at(-1)).toMatchObject({ label: 'II', x: 10, y: 74, from: 0, width: 250 })
    expect(leftOut).toBeUndefined()
  })

  it('puts six rows of two columns', () => {
    const { parts } = layOut(strip(TWELVE, 10), 'six', scale)
    expect(parts).toHaveLength(12)
    expect(parts[6]).toMatchObject({ label: 'V1', x: 135, y: 14, from: 5, width: 125 })
  })

  it('keeps the place of a lead that is missing, and says what it leaves out', () => {
    const { parts, leftOut } = layOut(strip('I II III aVR aVL V9', 60), 'four', scale)
    expect(parts.find(({ label }) => label === 'V3')?.lead).toBeUndefined()
    expect(leftOut).toBe('This layout shows only its first 10 of 60 seconds, and not V9.')
  })

  it('puts all leads below each other, an hour at a time', () => {
    const long = strip('II', 4000)
    expect(layOut(long, 'each', scale, 0).width).toBe(10 + 3600 * 25 + 5)
    const second = layOut(long, 'each', scale, 1)
    expect(second.parts[0]).toMatchObject({ from: 3600, width: 400 * 25 })
    const range = sampleRange(second.parts[0] ?? fail(), 100, scale, { left: 0, right: 35 })
    expect([range.first, range.last]).toEqual([360_000, 360_101])
    expect(range.x(360_100)).toBe(35)
  })

  it('leaves room for the highest and the deepest wave, and says where that is not enough', () => {
    const high: EcgStrip = {
      title: '',
      rate: 100,
      leads: [
        { name: 'I', start: 0, samples: Float32Array.of(3000, -2000), low: -2000, high: 3000 },
      ],
    }
    const paper = layOut(high, 'each', scale)
    expect(paper.parts[0]?.y).toBe(22 + 10)
    expect(paper.height).toBe(22 + 20 + 12)
    expect(paper.leftOut).toBeUndefined()
    expect(layOut(high, 'each', { speed: 25, gain: 40 }).leftOut).toContain('beyond this paper')
  })

  it('offers columns for the standard leads of more than a beat', () => {
    expect(hasColumns(strip(TWELVE, 10))).toBe(true)
    expect(hasColumns(strip(TWELVE, 1))).toBe(false)
    expect(hasColumns(strip('X Y Z', 10))).toBe(false)
  })

  it('begins a lead where it begins', () => {
    const late: EcgStrip = {
      title: '',
      rate: 100,
      leads: [{ name: 'I', start: 2, samples: new Float32Array(100), low: 0, high: 0 }],
    }
    expect(duration(late)).toBe(3)
    const [part = fail()] = layOut(late, 'each', scale).parts
    const range = sampleRange(part, 100, scale, { left: 0, right: 100 })
    expect([range.first, range.last, range.x(0)]).toEqual([0, 100, 60])
  })
})

it('measures milliseconds and millivolts, up is positive', () => {
  expect(measure({ x: 10, y: 20 }, { x: 20, y: 10 }, scale)).toEqual({ ms: 400, mV: 1 })
  expect(measure({ x: 20, y: 10 }, { x: 10, y: 20 }, { speed: 50, gain: 20 })).toEqual({
    ms: 200,
    mV: -0.5,
  })
})

function fail(): never {
  throw new Error('There is none.')
}
