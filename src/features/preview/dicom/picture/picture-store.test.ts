import { describe, expect, it, vi } from 'vitest'
import type { Display, DrawnFrame, PictureModel } from '#formats/dicom/pixels/picture-model.ts'
import { PictureStore } from './picture-store.ts'

const MODEL = { frames: 5, declaredFrames: 5, frameTime: 20, grey: true } as PictureModel

/** A source whose frames are drawn when the test says so. */
function makeStore() {
  const wanted: { index: number; display: Display; done: (error?: Error) => void }[] = []
  const store = new PictureStore(MODEL, {
    draw: ({ index, display }) =>
      new Promise((resolve, reject) => {
        const drawn = { index } as DrawnFrame
        wanted.push({ index, display, done: (error) => (error ? reject(error) : resolve(drawn)) })
      }),
    probe: async ({ x }) => ({ stored: [x], value: undefined }),
  })
  store.start()
  return { store, wanted, state: () => store.store.get() }
}

describe('what is wanted of a picture', () => {
  it('is drawn one by one, and of wishes that wait only the last', async () => {
    const { store, wanted, state } = makeStore()
    store.go(1)
    store.go(2)
    store.invert()
    expect(wanted.map(({ index }) => index)).toEqual([0])
    wanted[0]?.done()
    await vi.waitFor(() => expect(wanted).toHaveLength(2))
    expect(wanted[1]).toMatchObject({ index: 2, display: { inverted: true } })
    wanted[1]?.done()
    await vi.waitFor(() => expect(state().drawn?.index).toBe(2))
    expect(wanted).toHaveLength(2)
  })

  it('stays within the frames', async () => {
    const { store, state } = makeStore()
    store.step(-3)
    expect(state().index).toBe(0)
    store.step(99)
    expect(state().index).toBe(4)
  })

  it('leaves no other frame in the place of one that can’t be drawn', async () => {
    const { store, wanted, state } = makeStore()
    wanted[0]?.done()
    await vi.waitFor(() => expect(state().drawn?.index).toBe(0))
    store.step(1)
    wanted[1]?.done(new Error('Cut off.'))
    await vi.waitFor(() => expect(state().fault).toBe('Cut off.'))
    expect(state().drawn).toBeUndefined()
    store.step(1)
    wanted[2]?.done()
    await vi.waitFor(() => expect(state().drawn?.index).toBe(2))
    expect(state().fault).toBeUndefined()
  })

  it('plays round and round, waits for a frame that is slow, and stops when a frame is chosen', async () => {
    vi.useFakeTimers()
    const { store, wanted, state } = makeStore()
    store.play()
    await vi.advanceTimersByTimeAsync(100)
    expect(state().index).toBe(0)
    for (let frame = 0; frame < 5; frame += 1) {
      wanted[frame]?.done()
      await vi.advanceTimersByTimeAsync(20)
    }
    expect(wanted.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 0])
    store.step(1)
    expect(state().playing).toBe(false)
    vi.useRealTimers()
  })

  it('includes what is in a pixel', async () => {
    const { store, wanted, state } = makeStore()
    wanted[0]?.done()
    store.point({ x: 7, y: 1 })
    await vi.waitFor(() => expect(state().pixel?.probe?.stored).toEqual([7]))
    store.point(undefined)
    expect(state().pixel).toBeUndefined()
  })
})
