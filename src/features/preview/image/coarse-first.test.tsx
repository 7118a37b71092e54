import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import '#ui/styles/base.css'
import { exifNote, makeJpeg } from '#test/make-jpeg.ts'
import { Preview } from '../Preview.tsx'
import { comesCoarse, sizeIn } from './CoarseFirst.tsx'

/** 14 megapixels: dark above on the left, lighter to the right, and light below. */
function large(orientation: number, cut = 0): Uint8Array<ArrayBuffer> {
  const [across, down] = [560, 400]
  const blocks = Array.from({ length: across * down }, (_, at) => [
    (at % across < across / 2 ? 30 : 90) + (at < (across * down) / 2 ? 0 : 120),
  ])
  const bytes = makeJpeg({ across, down, blocks, notes: [exifNote(orientation)] })
  return bytes.slice(0, bytes.length - cut)
}

/** Shows it, and keeps what each state of it looked like: the greys of its four quarters as they are seen. */
async function seen(bytes: Uint8Array<ArrayBuffer>) {
  const content = { state: 'ready', blob: new Blob([bytes]), contentType: 'image/jpeg' } as const
  await render(
    <div style={{ display: 'flex', inlineSize: 700, blockSize: 500 }}>
      <Preview content={content} name="wound" />
    </div>,
  )
  const states: { kind: string; quarters: number[]; box: number[] }[] = []
  const look = () => {
    const element = document.querySelector('canvas[aria-label=wound], img[alt=wound]:not([hidden])')
    if (element === null) return states.length
    const { width, height } = element.getBoundingClientRect()
    const kind = element.tagName
    const quarters = quartersOf(element as HTMLCanvasElement | HTMLImageElement)
    if (quarters.every((grey) => grey === 0)) return states.length
    // As it was seen last: the frame takes its size when it is there.
    if (states.at(-1)?.kind === kind) states.pop()
    states.push({ kind, quarters, box: [width, height].map(Math.round) })
    return states.length
  }
  await expect.poll(look, { interval: 5, timeout: 10_000 }).toBeGreaterThan(0)
  await expect
    .poll(
      () => {
        look()
        return states.at(-1)?.kind
      },
      { interval: 5, timeout: 10_000 },
    )
    .toBe('IMG')
  return states
}

function quartersOf(element: HTMLCanvasElement | HTMLImageElement): number[] {
  const copy = new OffscreenCanvas(40, 40)
  const context = copy.getContext('2d')
  if (element.width > 0) context?.drawImage(element, 0, 0, 40, 40)
  const places = [
    [8, 8],
    [32, 8],
    [8, 32],
    [32, 32],
  ] as const
  return places.map(
    ([x, y]) => Math.round((context?.getImageData(x, y, 1, 1).data[0] ?? 0) / 10) * 10,
  )
}

describe('a large JPEG', () => {
  it.each([1, 3, 5, 6, 8])(
    'is coarse first, and then whole in its place, in orientation %i',
    async (orientation) => {
      const states = await seen(large(orientation))
      expect(states.map(({ kind }) => kind)).toEqual(['CANVAS', 'IMG'])
      expect(states[0]?.quarters).toEqual(states[1]?.quarters)
      expect(states[0]?.box).toEqual(states[1]?.box)
      await expect.element(page.getByText(/being decoded/)).not.toBeInTheDocument()
    },
  )

  it('is shown and told where it is cut', async () => {
    const states = await seen(large(1, 20_000))
    expect(states.at(-1)?.kind).toBe('IMG')
    await expect.element(page.getByText('The file is incomplete')).toBeVisible()
  })

  it('is decoded at the size of its frame, and never at more than half of its own', () => {
    expect(sizeIn({ width: 8000, height: 6000 }, 0.125)).toEqual({
      desiredWidth: 1000,
      desiredHeight: 750,
    })
    expect(sizeIn({ width: 8000, height: 6000 }, 3)).toEqual({
      desiredWidth: 4000,
      desiredHeight: 3000,
    })
    expect(sizeIn({ width: 8000, height: 6000 }, 0)).toEqual({
      desiredWidth: 500,
      desiredHeight: 375,
    })
  })

  it('of other kinds, or a small one, is decoded once', () => {
    const facts = { format: 'JPEG', width: 4480, height: 3200, undecodable: undefined } as never
    expect(comesCoarse(facts)).toBe(true)
    expect(comesCoarse({ ...(facts as object), format: 'PNG' } as never)).toBe(false)
    expect(comesCoarse({ ...(facts as object), width: 1000 } as never)).toBe(false)
  })
})
