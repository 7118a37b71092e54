import { describe, expect, it } from 'vitest'
import {
  box,
  fullBox as full,
  heicWithPreview,
  isoImage,
  sizeBox as size,
} from '#test/make-iso-image.ts'
import { joined, makeJpeg } from '#test/make-jpeg.ts'
import { makePng } from '#test/make-png.ts'
import { blobSource } from '../content-source.ts'
import { readImage } from './read-image.ts'

async function facts(bytes: Uint8Array<ArrayBuffer>) {
  const reading = await readImage(blobSource(new Blob([bytes])))
  if (reading.type === 'refused') throw new Error(reading.reason)
  return reading.facts
}

const text = (letters: string) => new TextEncoder().encode(letters)
const bytes = (...values: number[]) => Uint8Array.from(values)
const low = (value: number, size: number) =>
  Uint8Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** at) % 256)

describe('a GIF', () => {
  const head = joined([
    text('GIF89a'),
    low(20, 2),
    low(10, 2),
    bytes(0x80, 0, 0, 0, 0, 0, 255, 255, 255),
  ])
  const control = bytes(0x21, 0xf9, 4, 1, 10, 0, 0, 0)
  const frame = (width: number) =>
    joined([bytes(0x2c, 0, 0, 0, 0), low(width, 2), low(10, 2), bytes(0, 2, 2, 0x4c, 1, 0)])

  it('has its frames counted, also those behind comments', async () => {
    const comment = joined([bytes(0x21, 0xfe, 3), text(';;;'), bytes(0)])
    const gif = joined([head, control, frame(20), comment, control, frame(20), bytes(0x3b)])
    expect(await facts(gif)).toMatchObject({
      format: 'GIF',
      width: 20,
      height: 10,
      frames: 2,
      hasAlpha: true,
      isCut: false,
    })
    expect(await facts(gif.slice(0, -1))).toMatchObject({ frames: 2, isCut: true })
    expect(await facts(gif.slice(0, -4))).toMatchObject({ frames: 2, isCut: true })
  })

  it('is as large as its largest frame', async () => {
    expect(await facts(joined([head, frame(500), bytes(0x3b)]))).toMatchObject({ width: 500 })
    await expect(facts(joined([head, bytes(0x3b)]))).rejects.toThrow('no picture in it')
  })
})

describe('a WebP', () => {
  const chunk = (type: string, content: Uint8Array) =>
    joined([text(type), low(content.length, 4), content, new Uint8Array(content.length & 1)])
  const riff = (...chunks: Uint8Array[]) => {
    const body = joined([text('WEBP'), ...chunks])
    return joined([text('RIFF'), low(body.length, 4), body])
  }
  const extended = (flags: number) =>
    chunk('VP8X', joined([bytes(flags, 0, 0, 0), low(639, 3), low(479, 3)]))

  it('tells its size in each of its codings', async () => {
    const lossy = riff(
      chunk('VP8 ', joined([bytes(0, 0, 0, 0x9d, 1, 0x2a), low(33, 2), low(44, 2)])),
    )
    expect(await facts(lossy)).toMatchObject({ width: 33, height: 44, hasAlpha: false })
    const bits = 32 + 43 * 0x4000 + 0x10000000
    const lossless = riff(chunk('VP8L', joined([bytes(0x2f), low(bits, 4), new Uint8Array(5)])))
    expect(await facts(lossless)).toMatchObject({ width: 33, height: 44, hasAlpha: true })
    expect(await facts(riff(extended(0x10)))).toMatchObject({
      width: 640,
      height: 480,
      hasAlpha: true,
    })
  })

  it('has its frames counted and its orientation read, and is cut where RIFF says so', async () => {
    const exif = joined([
      bytes(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0),
    ])
    const frame = chunk('ANMF', new Uint8Array(24))
    const moving = riff(extended(2), frame, frame, frame, chunk('EXIF', exif))
    expect(await facts(moving)).toMatchObject({ frames: 3, orientation: 8, isCut: false })
    expect(await facts(moving.slice(0, -30))).toMatchObject({ isCut: true })
  })
})

describe('a bitmap', () => {
  const dib = (width: number, height: number, bits: number) =>
    joined([
      low(40, 4),
      low(width, 4),
      low(height >>> 0, 4),
      low(1, 2),
      low(bits, 2),
      new Uint8Array(24),
    ])
  const bmp = (header: Uint8Array, pixels: number) => {
    const body = joined([header, new Uint8Array(pixels)])
    return joined([
      text('BM'),
      low(14 + body.length, 4),
      low(0, 4),
      low(14 + header.length, 4),
      body,
    ])
  }

  it('tells its size, also from the top down, and whether all its rows are there', async () => {
    expect(await facts(bmp(dib(3, 2, 24), 24))).toMatchObject({
      width: 3,
      height: 2,
      bits: 8,
      isCut: false,
    })
    expect(await facts(bmp(dib(3, -2, 24), 23))).toMatchObject({ width: 3, height: 2, isCut: true })
    expect(await facts(bmp(dib(3, 2, 1), 8))).toMatchObject({ bits: 1, colour: 'palette' })
    await expect(facts(bmp(dib(60_000, 60_000, 24), 24))).rejects.toThrow('3,600 megapixels')
  })

  it('in an icon is half as high as it says; the largest picture counts', async () => {
    const small = dib(16, 32, 32)
    const png = makePng({ width: 48, height: 48, colour: 6 })
    const at = 6 + 2 * 16
    const entry = (length: number, place: number) =>
      joined([bytes(0, 0, 0, 0, 1, 0, 32, 0), low(length, 4), low(place, 4)])
    const icon = joined([
      bytes(0, 0, 1, 0, 2, 0),
      entry(small.length, at),
      entry(png.length, at + small.length),
      small,
      png,
    ])
    expect(await facts(icon)).toMatchObject({
      format: 'Icon',
      width: 48,
      height: 48,
      isCut: false,
      remarks: ['2 pictures are inside (16 × 16, 48 × 48); one of them is shown.'],
    })
    expect((await facts(icon.slice(0, -10))).isCut).toBe(true)
  })
})

describe('an AVIF or HEIC', () => {
  it('tells the size, depth, orientation and brightness of its picture', async () => {
    const found = await facts(
      isoImage('avif', [
        size(400, 300),
        full('pixi', bytes(3, 10, 10, 10)),
        box('irot', bytes(3)),
        box('colr', text('nclx'), bytes(0, 9, 0, 18, 0, 9, 0x80)),
      ]),
    )
    expect(found).toMatchObject({ format: 'AVIF', width: 400, height: 300, bits: 10 })
    expect(found).toMatchObject({ orientation: 6, hdr: 'HDR (HLG)', hasAlpha: false })
  })

  it.each([
    [[box('irot', bytes(1))], 8],
    [[box('irot', bytes(2))], 3],
    [[box('imir', bytes(1))], 2],
    [[box('imir', bytes(0))], 4],
  ])('has an orientation as EXIF counts them (%#)', async (properties, orientation) => {
    expect((await facts(isoImage('heic', [size(8, 4), ...properties]))).orientation).toBe(
      orientation,
    )
  })

  it('has the small JPEG in it found', async () => {
    const jpeg = makeJpeg({ across: 1, down: 1, blocks: [[50]] })
    const { file, start } = heicWithPreview(jpeg, 4000, 3000)
    const { preview, format } = await facts(file)
    expect(format).toBe('HEIC')
    expect(preview).toEqual({ start, end: start + jpeg.length })
    expect(await facts(file.slice(0, -3))).toMatchObject({ isCut: true, preview: undefined })
  })

  it('without a size is refused, and so is one that is all claims', async () => {
    await expect(facts(isoImage('avif', []))).rejects.toThrow('does not tell the size')
    await expect(facts(isoImage('avif', [size(50_000, 50_000)]))).rejects.toThrow(
      '2,500 megapixels',
    )
    await expect(facts(box('ftyp', text('avifxxxxmif1')))).rejects.toThrow('ends before it says')
  })
})
