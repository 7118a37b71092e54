import { expect, it } from 'vitest'
import { readPictureSize } from './picture-size.ts'

const sizeOf = (...bytes: (number | string)[]) =>
  readPictureSize(
    new Blob([
      Uint8Array.from(
        bytes.flatMap((part) =>
          typeof part === 'string' ? Array.from(part, (sign) => sign.charCodeAt(0)) : [part],
        ),
      ),
    ]),
  )

const PNG = [0x89, 'PNG\r\n', 0x1a, '\n', 0, 0, 0, 13, 'IHDR'] as const
const GIF = ['GIF89a', 10, 0, 20, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255] as const

it('reads the size of a PNG', async () => {
  expect(await sizeOf(...PNG, 0, 1, 0, 0, 0, 0, 0, 9)).toEqual({ width: 65_536, height: 9 })
})

it('reads the size of a JPEG behind its EXIF, tables and fill bytes', async () => {
  const exif = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 0, 0]
  const tables = [0xff, 0xc4, 0, 3, 0]
  const frame = [0xff, 0xff, 0xc2, 0, 11, 8, 0x12, 0x34, 0x01, 0x02, 1, 1, 0x11, 0]
  expect(await sizeOf(0xff, 0xd8, ...exif, ...tables, ...frame)).toEqual({
    width: 0x102,
    height: 0x1234,
  })
})

it('reads the size of a GIF, whose first frame may be larger than its screen', async () => {
  const note = [0x21, 0xfe, 2, 1, 1, 1, 1, 0]
  const frame = (width: number) => [0x2c, 0, 0, 0, 0, width, 0, 5, 0, 0]
  expect(await sizeOf(...GIF, ...note, ...frame(10))).toEqual({ width: 10, height: 20 })
  expect(await sizeOf(...GIF, ...note, ...frame(99))).toEqual({ width: 99, height: 20 })
})

it('reads the size of each sort of WebP', async () => {
  const riff = (kind: string) => ['RIFF', 0, 0, 0, 0, 'WEBP', kind, 0, 0, 0, 0]
  expect(await sizeOf(...riff('VP8X'), 0, 0, 0, 0, 9, 0, 1, 4, 0, 0)).toEqual({
    width: 65_546,
    height: 5,
  })
  expect(await sizeOf(...riff('VP8L'), 0x2f, 0x09, 0x40, 0x01, 0x00)).toEqual({
    width: 10,
    height: 6,
  })
  expect(await sizeOf(...riff('VP8 '), 0, 0, 0, 0x9d, 0x01, 0x2a, 8, 0, 7, 0)).toEqual({
    width: 8,
    height: 7,
  })
})

it('reads the size of a BMP that stands on its head', async () => {
  const head = ['BM', ...Array.from({ length: 16 }, () => 0)]
  expect(await sizeOf(...head, 7, 0, 0, 0, 0xfd, 0xff, 0xff, 0xff)).toEqual({ width: 7, height: 3 })
})

it.each([
  ['nothing', []],
  ['another kind', ['II*', 0, 8, 0, 0, 0]],
  ['a PNG that ends in its header', [...PNG, 0, 0]],
  ['a PNG without a width', [...PNG, 0, 0, 0, 0, 0, 0, 0, 9]],
  ['a JPEG without a frame', [0xff, 0xd8, 0xff, 0xda, 0, 2]],
  ['a JPEG whose segment runs beyond the end', [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0]],
  ['a GIF of extensions without an end', [...GIF, 0x21, 0xfe, 255]],
])('does not know the size of %s', async (_, bytes) => {
  expect(await sizeOf(...bytes)).toBeUndefined()
})
