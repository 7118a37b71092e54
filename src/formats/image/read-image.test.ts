import { describe, expect, it } from 'vitest'
import { exifNote, joined, makeJpeg, segment } from '#test/make-jpeg.ts'
import { makePng } from '#test/make-png.ts'
import { blobSource } from '../content-source.ts'
import { readImage } from './read-image.ts'

const read = (bytes: Uint8Array<ArrayBuffer>) => readImage(blobSource(new Blob([bytes])))

async function facts(bytes: Uint8Array<ArrayBuffer>) {
  const reading = await read(bytes)
  if (reading.type === 'refused') throw new Error(reading.reason)
  return reading.facts
}

async function refusal(bytes: Uint8Array<ArrayBuffer>) {
  const reading = await read(bytes)
  if (reading.type === 'facts') throw new Error('It was not refused')
  return reading
}

const grey = { across: 2, down: 1, blocks: [[10], [200]] }

describe('a JPEG', () => {
  it('tells its size, colours and orientation', async () => {
    expect(await facts(makeJpeg({ ...grey, notes: [exifNote(6)] }))).toMatchObject({
      format: 'JPEG',
      width: 16,
      height: 8,
      orientation: 6,
      colour: 'grey',
      bits: 8,
      isCut: false,
    })
    const inks = makeJpeg({ across: 1, down: 1, blocks: [[1, 2, 3, 4]] })
    expect((await facts(inks)).colour).toBe('CMYK')
  })

  it('is whole only by its own end, not by that of the small one inside it', async () => {
    const small = makeJpeg({ across: 1, down: 1, blocks: [[99]] })
    const whole = makeJpeg({ ...grey, notes: [exifNote(1, small)] })
    const { preview, isCut } = await facts(whole)
    expect(isCut).toBe(false)
    expect(preview && [...whole.subarray(preview.start, preview.end)]).toEqual([...small])
    const cut = await facts(whole.slice(0, -2))
    expect(cut).toMatchObject({ isCut: true, preview })
  })

  it('that ends before its picture is refused, with the small one inside it', async () => {
    const small = makeJpeg({ across: 1, down: 1, blocks: [[99]] })
    const note = exifNote(1, small)
    const { reason, preview } = await refusal(joined([Uint8Array.of(0xff, 0xd8), note]))
    expect(reason).toContain('only a small preview is inside')
    expect(preview).toBeDefined()
    expect((await refusal(Uint8Array.of(0xff, 0xd8, 0xff))).preview).toBeUndefined()
  })

  it('has no preview where the small one is cut itself, or no JPEG', async () => {
    const small = makeJpeg({ across: 1, down: 1, blocks: [[99]] })
    for (const inside of [small.slice(0, -2), new Uint8Array(60)]) {
      expect(
        (await facts(makeJpeg({ ...grey, notes: [exifNote(1, inside)] }))).preview,
      ).toBeUndefined()
    }
  })

  it('says where browsers can’t decode it', async () => {
    expect((await facts(makeJpeg({ ...grey, process: 0xc3 }))).undecodable).toBe('a lossless JPEG')
    expect((await facts(makeJpeg({ ...grey, process: 0xc9 }))).undecodable).toMatch(/arithmetic/)
    expect((await facts(makeJpeg({ ...grey, bits: 12 }))).undecodable).toBe(
      'a JPEG of 12 bits a sample',
    )
    expect((await facts(makeJpeg(grey))).undecodable).toBeUndefined()
  })

  describe('that takes a while to walk', () => {
    const notes = Array.from({ length: 40 }, () => segment(0xfe, Array(60_000).fill(7)))
    const blocks = [[10, 20, 30]]
    const heads = async (bytes: Uint8Array<ArrayBuffer>) => {
      const told: unknown[] = []
      const tell = (head: unknown) => void told.push(head)
      const reading = await readImage(blobSource(new Blob([bytes])), undefined, tell)
      return { told, reading }
    }

    it('tells what its head says before all of it is walked', async () => {
      const whole = makeJpeg({ across: 1, down: 1, blocks, notes })
      const { told, reading } = await heads(whole)
      expect(told).toEqual([reading])
      const cut = await heads(whole.slice(0, -2))
      expect(cut.told).toEqual([reading])
      expect(cut.reading).toMatchObject({ facts: { isCut: true } })
    })

    it('does not where what follows can make it cost more', async () => {
      const parts = { across: 1, down: 1, blocks, notes }
      const layered = makeJpeg({ ...parts, process: 0xc2 })
      const apart = makeJpeg(parts)
      // The number of components in the scan (T.81 §B.2.3).
      apart[apart.lastIndexOf(0xda) + 3] = 1
      const huge = makeJpeg({ ...parts, width: 60_000, height: 60_000 })
      const starved = makeJpeg({ ...parts, width: 9_000, height: 9_000 })
      const lossless = makeJpeg({ ...parts, bits: 12 })
      for (const bytes of [layered, apart, huge, starved, lossless, makeJpeg(grey)]) {
        expect((await heads(bytes)).told).toEqual([])
      }
    })
  })

  it('is held against the bounds by what its head says', async () => {
    const { reason, isTooLarge } = await refusal(
      makeJpeg({ ...grey, width: 65_000, height: 65_000 }),
    )
    expect(reason).toMatch(/65,000 × 65,000 pixels|next to nothing/)
    expect(typeof isTooLarge).toBe('boolean')
    const hollow = await refusal(makeJpeg({ ...grey, width: 9000, height: 9000 }))
    expect(hollow.reason).toContain('holds next to nothing')
    const scans = Array.from({ length: 300 }, () => segment(0xda, [1, 1, 0, 0, 63, 0]))
    const layered = joined([makeJpeg(grey).slice(0, -2), ...scans, Uint8Array.of(0xff, 0xd9)])
    expect((await refusal(layered)).reason).toContain('301 layers')
  })
})

describe('a PNG', () => {
  it('tells its size, depth, transparency and frames', async () => {
    expect(await facts(makePng({ width: 3, height: 2, colour: 6, bits: 16 }))).toMatchObject({
      format: 'PNG',
      width: 3,
      height: 2,
      bits: 16,
      hasAlpha: true,
      frames: 1,
      isCut: false,
    })
    const moving = { acTL: [0, 0, 0, 5, 0, 0, 0, 0], tRNS: [0, 0], cICP: [9, 16, 0, 1] }
    expect(await facts(makePng({ width: 3, height: 2, colour: 0, chunks: moving }))).toMatchObject({
      frames: 5,
      hasAlpha: true,
      colour: 'grey',
      hdr: 'HDR (PQ)',
    })
  })

  it('is cut where its end is missing, wherever that is', async () => {
    const whole = makePng({ width: 40, height: 40 })
    for (const end of [-1, -12, -20])
      expect((await facts(whole.slice(0, end))).isCut).toBe(end < -4)
    expect((await refusal(whole.slice(0, 20))).reason).toContain('the size of its picture')
  })

  it('is not believed where it can’t hold the pixels that it claims', async () => {
    const png = makePng({ width: 4, height: 4 })
    new DataView(png.buffer).setUint32(16, 9000)
    new DataView(png.buffer).setUint32(20, 9000)
    expect((await facts(png)).isCut).toBe(true)
    new DataView(png.buffer).setUint32(16, 0x7fffffff)
    expect(await refusal(png)).toMatchObject({
      isTooLarge: true,
      reason: expect.stringMatching(/megapixels/),
    })
    new DataView(png.buffer).setUint32(16, 0)
    expect((await refusal(png)).reason).toBe('It says that it has no size.')
  })

  it('is refused where its frames are more than can be shown', async () => {
    const png = makePng({
      width: 9000,
      height: 9000,
      chunks: { acTL: [0, 0, 0xff, 0xff, 0, 0, 0, 0] },
    })
    expect((await refusal(png)).reason).toContain('65,535 frames')
  })
})

it('takes nothing else for a picture, and says that a file is empty', async () => {
  expect((await refusal(new Uint8Array())).reason).toBe('The file is empty: 0 bytes.')
  const text = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
  expect((await refusal(text)).reason).toContain('no kind of picture')
})
