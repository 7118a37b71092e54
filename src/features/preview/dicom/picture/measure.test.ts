import { describe, expect, it } from 'vitest'
import type { PictureModel } from '#formats/dicom/pixels/picture-model.ts'
import { cautionsOf, draggedWindow, lengthOf, windowWords } from './measure.ts'
import { presetsOf, valueOfChoice } from './presets.ts'
import { actionOfKey } from './stage-keys.ts'

describe('a measure', () => {
  const line = { from: { x: 10, y: 10 }, to: { x: 13, y: 14 } }

  it('is in millimetres, with the distances down and across each', () => {
    const spacing = { row: 1, column: 2, caution: 'Mind.' }
    expect(lengthOf(line, { spacing, regions: [], ratio: 2 })).toEqual({
      text: '7.2 mm',
      caution: 'Mind.',
    })
  })

  it('takes the scale of the region that it lies in, and of none that it leaves', () => {
    const spacing = { row: 0.1, column: 0.1, caution: undefined }
    const region = { left: 0, top: 0, right: 20, bottom: 20, spacing }
    expect(lengthOf(line, { spacing: undefined, regions: [region], ratio: 1 }).text).toBe('0.50 mm')
    const out = { ...line, to: { x: 13, y: 40 } }
    expect(lengthOf(out, { spacing: undefined, regions: [region], ratio: 1 }).text).toBe('30.1 px')
  })

  it('is never in millimetres where a region has no lengths, or where it leaves one', () => {
    const spacing = { row: 0.5, column: 0.5, caution: 'Mind.' }
    const scan = { left: 0, top: 0, right: 20, bottom: 20, spacing }
    const doppler = { left: 5, top: 5, right: 15, bottom: 15, spacing: undefined }
    const scale = { spacing, regions: [scan, doppler], ratio: 1 }
    const caution = expect.stringContaining('no scale of lengths')
    expect(lengthOf(line, scale)).toEqual({ text: '5.0 px', caution })
    // Within the larger one, out of it, through it, and beside it.
    const across = (from: number, to: number, y: number) => ({
      from: { x: from, y },
      to: { x: to, y },
    })
    expect(lengthOf(across(1, 3, 2), scale).text).toBe('1.0 mm')
    expect(lengthOf(across(1, 31, 2), scale)).toEqual({ text: '30.0 px', caution })
    expect(lengthOf(across(-5, 35, 2), scale)).toEqual({ text: '40.0 px', caution })
    expect(lengthOf(across(-5, 35, 30), scale).text).toBe('20.0 mm')
    const lines = [across(1, 3, 2), across(1, 31, 2), across(2, 31, 2)]
    const drawn = { ...scale, index: 1 }
    const on = (frame: number) => lines.map((one) => ({ ...one, frame }))
    expect(cautionsOf(on(1), drawn)).toEqual(['Mind.', caution])
    expect(cautionsOf(on(0), drawn)).toEqual([])
  })

  it('is in pixels, and says why, where no scale is known', () => {
    const plain = lengthOf(line, { spacing: undefined, regions: [], ratio: 1 })
    expect(plain.text).toBe('5.0 px')
    expect(plain.caution).toContain('does not say')
    expect(lengthOf(line, { spacing: undefined, regions: [], ratio: 2 }).text).toBe('3.0 × 4.0 px')
  })
})

describe('a window', () => {
  const start = { center: 40, width: 400, shape: 'LINEAR' as const }

  it('grows wider to the right and brighter downwards, and never has no width', () => {
    expect(draggedWindow(start, { x: 250, y: 0 })).toEqual({ ...start, width: 800 })
    expect(draggedWindow(start, { x: 0, y: 125 })).toEqual({ ...start, center: -160 })
    expect(draggedWindow(start, { x: -9000, y: 0 }).width).toBe(1)
    expect(windowWords(start)).toBe('C 40, W 400')
  })

  it('is offered by name: those of the file, those of computed tomography only for its units, and the one that was made', () => {
    const model = { proposals: ['SOFT', 'LUNG'], unit: 'HU' } as unknown as PictureModel
    const values = (presets: { label: string }[]) => presets.map(({ label }) => label)
    const presets = presetsOf(model, undefined, start)
    expect(values(presets).slice(0, 4)).toEqual([
      'SOFT',
      'LUNG',
      'Lowest to highest value',
      'Soft tissue (C 40, W 400)',
    ])
    expect(valueOfChoice(presets, undefined)).toBe('file 0')
    expect(values(presetsOf({ ...model, unit: undefined }, undefined, start))).toHaveLength(3)
    const made = { type: 'window' as const, window: { ...start, center: 7 } }
    expect(valueOfChoice(presetsOf(model, made, made.window), made)).toBe('chosen')
  })
})

describe('the keys on the picture', () => {
  const press = (key: string, also = {}) => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...also,
  })

  it('go through frames, or move what the tool is for', () => {
    const arrow = press('ArrowRight')
    expect(actionOfKey(arrow, { tool: 'window', movable: true })).toEqual({ type: 'step', by: 1 })
    expect(actionOfKey(arrow, { tool: 'move', movable: true })).toEqual({
      type: 'pan',
      by: { x: -48, y: 0 },
    })
    expect(actionOfKey(arrow, { tool: 'move', movable: false })).toEqual({ type: 'step', by: 1 })
    expect(actionOfKey(arrow, { tool: 'measure', movable: true })).toEqual({
      type: 'cursor',
      by: { x: 1, y: 0 },
    })
  })

  it('leave those of the browser alone', () => {
    expect(
      actionOfKey(press('w', { ctrlKey: true }), { tool: 'window', movable: false }),
    ).toBeUndefined()
    expect(actionOfKey(press('j'), { tool: 'window', movable: false })).toBeUndefined()
  })
})
