import { describe, expect, it } from 'vitest'
import { changeView, FITTED, isHeldVisible, overflows, zoomOf } from './picture-view.ts'

const image = { width: 2000, height: 1000 }
const frame = { width: 500, height: 500 }

describe('fit', () => {
  it('shows all of a large image, and does not blow up a small one', () => {
    expect(zoomOf(FITTED, image, frame)).toBe(0.25)
    expect(zoomOf(FITTED, { width: 100, height: 50 }, frame)).toBe(1)
  })

  it('blows up a drawing', () => {
    expect(zoomOf(FITTED, { width: 100, height: 50, scalable: true }, frame)).toBe(5)
  })

  it('never makes a long strip too thin to be seen, and lets it be moved', () => {
    const hair = { width: 1, height: 65_537 }
    expect(zoomOf(FITTED, hair, frame)).toBe(1)
    expect(isHeldVisible(FITTED, hair, frame)).toBe(true)
    const strip = { width: 20_000, height: 100 }
    expect(zoomOf(FITTED, strip, frame)).toBe(0.08)
    expect(zoomOf(FITTED, { ...hair, scalable: true }, frame)).toBe(8)
    expect(isHeldVisible(FITTED, image, frame)).toBe(false)
    const moved = changeView(FITTED, { type: 'pan', by: { x: 0, y: 48 } }, hair, frame)
    expect(moved).toEqual({ zoom: 1, x: 0, y: 48, turn: 0 })
    const still = changeView(FITTED, { type: 'pan', by: { x: 0, y: 48 } }, image, frame)
    expect(still).toBe(FITTED)
  })

  it('of the width begins at the top of a tall picture, and blows up a narrow one', () => {
    const page = { width: 1000, height: 3000 }
    const wide = changeView(FITTED, { type: 'fit-width' }, page, frame)
    expect(wide).toEqual({ zoom: 0.5, x: 0, y: 500, turn: 0 })
    const narrow = { width: 100, height: 50 }
    expect(changeView(FITTED, { type: 'fit-width' }, narrow, frame)).toMatchObject({
      zoom: 5,
      y: 0,
    })
    expect(changeView(FITTED, { type: 'fit-width' }, { width: 0, height: 0 }, frame)).toBe(FITTED)
  })

  it('of the width stops where zooming does, save for a drawing, which a zoom then never throws back', () => {
    const hair = { width: 1, height: 3000 }
    const wide = changeView(FITTED, { type: 'fit-width' }, hair, frame)
    expect(wide).toEqual({ zoom: 32, x: 0, y: 47_750, turn: 0 })
    const drawing = { width: 5, height: 10, scalable: true }
    const blown = changeView(FITTED, { type: 'fit-width' }, drawing, frame)
    expect(blown.zoom).toBe(100)
    const near = (view: typeof FITTED) =>
      changeView(view, { type: 'zoom', factor: 1.5 }, drawing, frame)
    expect(near(blown).zoom).toBe(100)
    expect(near(FITTED).zoom).toBe(50)
  })

  it('follows the turn', () => {
    const turned = changeView(
      FITTED,
      { type: 'turn', by: 90 },
      { width: 1000, height: 250 },
      { width: 500, height: 200 },
    )
    expect(turned).toEqual({ ...FITTED, turn: 90 })
    expect(zoomOf(turned, { width: 1000, height: 250 }, { width: 500, height: 200 })).toBe(0.2)
  })

  it('bears an image or a frame without a size', () => {
    expect(zoomOf(FITTED, { width: 0, height: 0 }, frame)).toBe(1)
    expect(zoomOf(FITTED, image, { width: 0, height: 0 })).toBe(1)
  })
})

describe('zoom', () => {
  it('keeps the point under the pointer where it is', () => {
    const at = { x: 100, y: -50 }
    const near = changeView({ ...FITTED, zoom: 1 }, { type: 'zoom', factor: 2, at }, image, frame)
    expect(near).toEqual({ zoom: 2, x: -100, y: 50, turn: 0 })
  })

  it('stops at both ends', () => {
    const near = changeView(FITTED, { type: 'zoom', factor: 1e9 }, image, frame)
    expect(near.zoom).toBe(32)
    expect(changeView(near, { type: 'zoom', factor: 1e-9 }, image, frame).zoom).toBe(0.02)
  })

  it('is centred again when all of it is in view', () => {
    const near = { zoom: 1, x: 700, y: 200, turn: 0 } as const
    const far = changeView(near, { type: 'zoom', factor: 0.25 }, image, frame)
    expect(far).toEqual({ zoom: 0.25, x: 0, y: 0, turn: 0 })
  })
})

describe('pan', () => {
  it('goes no further than the edge', () => {
    const view = changeView(
      { ...FITTED, zoom: 1 },
      { type: 'pan', by: { x: 9999, y: -9999 } },
      image,
      frame,
    )
    expect(view).toEqual({ zoom: 1, x: 750, y: -250, turn: 0 })
  })

  it('does nothing where there is nothing more to see', () => {
    expect(changeView(FITTED, { type: 'pan', by: { x: 5, y: 5 } }, image, frame)).toBe(FITTED)
    expect(overflows(FITTED, image, frame)).toBe(false)
    expect(overflows({ ...FITTED, zoom: 1 }, image, frame)).toBe(true)
  })
})

it('turns all the way round, both ways', () => {
  for (const by of [90, -90] as const) {
    let view = FITTED
    for (let count = 0; count < 4; count += 1)
      view = changeView(view, { type: 'turn', by }, image, frame)
    expect(view).toEqual(FITTED)
  }
})
