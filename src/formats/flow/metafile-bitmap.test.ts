import { describe, expect, it } from 'vitest'
import { hex, join } from '#test/format-samples.ts'
import { bitmapOfMetafile } from './metafile-bitmap.ts'

const number = (value: number, bytes: number) =>
  Uint8Array.from({ length: bytes }, (_, at) => (value >> (8 * at)) & 255)

/** 1 by 1 pixel of 24 bits. */
const HEADER = hex(
  '28000000 01000000 01000000 0100 1800 00000000 04000000 00000000 00000000 00000000 00000000',
)
const BITS = hex('0000ff00')
const DIB = join(HEADER, BITS)

function record(type: number, parameters: Uint8Array): Uint8Array {
  return join(number((6 + parameters.length) / 2, 4), number(type, 2), parameters)
}

const words = (...values: number[]) => join(...values.map((value) => number(value, 2)))
const WINDOW = record(0x020c, words(1, 1))
const STRETCH = record(0x0f43, join(number(0xcc0020, 4), words(0, 1, 1, 0, 0, 9, 9, 0, 0), DIB))
const END = hex('03000000 0000')

function wmf(...records: Uint8Array[]): Uint8Array {
  return join(hex('0100 0900 0003'), new Uint8Array(12), ...records)
}

describe('a metafile of one bitmap', () => {
  const file = join(hex('424d 3a000000 00000000 36000000'), DIB)

  it.each([
    ['as WMF', wmf(WINDOW, STRETCH, END)],
    ['as WMF to be placed', join(hex('d7cdc69a'), new Uint8Array(18), wmf(STRETCH, END))],
    [
      'by DIBSTRETCHBLT',
      wmf(record(0x0b41, join(number(0xcc0020, 4), words(1, 1, 0, 0, 9, 9, 0, 0), DIB)), END),
    ],
    [
      'by DIBBITBLT',
      wmf(record(0x0940, join(number(0xcc0020, 4), words(0, 0, 1, 1, 0, 0), DIB)), END),
    ],
    ['by SETDIBTODEV', wmf(record(0x0d33, join(words(0, 1, 0, 0, 0, 1, 1, 0, 0), DIB)), END)],
    ['as EMF', emf(stretch(), end())],
  ])('%s', (_name, bytes) => {
    expect(bitmapOfMetafile(bytes)).toEqual(file)
  })
})

describe('a metafile of anything else', () => {
  it.each([
    ['with a line', wmf(STRETCH, record(0x0213, words(1, 1)), END)],
    ['with text', wmf(record(0x0a32, words(0, 0, 1, 0, 65)), STRETCH, END)],
    ['with two bitmaps', wmf(STRETCH, STRETCH, END)],
    [
      'with a mask',
      wmf(record(0x0f43, join(number(0x8800c6, 4), words(0, 1, 1, 0, 0, 9, 9, 0, 0), DIB)), END),
    ],
    [
      'mirrored',
      wmf(record(0x0f43, join(number(0xcc0020, 4), words(0, 1, 1, 0, 0, 9, -9, 0, 0), DIB)), END),
    ],
    ['upside down', wmf(record(0x020c, words(-1, 1)), STRETCH, END)],
    ['cut', wmf(STRETCH).subarray(0, 80)],
    ['without an end', wmf(STRETCH)],
    ['without a bitmap', wmf(WINDOW, END)],
    ['of records without a size', wmf(hex('00000000 0102'), STRETCH, END)],
    ['as EMF, with a line', emf(stretch(), emr(54, new Uint8Array(8)), end())],
    ['as EMF, turned', emf(emr(35, new Uint8Array(24)), stretch(), end())],
    ['as EMF, mirrored', emf(stretch(-9), end())],
    [
      'as EMF, with newer drawing',
      emf(emr(70, hex('08000000 454d462b 00000000')), stretch(), end()),
    ],
    ['of noise', new Uint8Array(100).fill(7)],
    ['of nothing', new Uint8Array()],
  ])('%s', (_name, bytes) => {
    expect(bitmapOfMetafile(bytes)).toBeUndefined()
  })
})

function emr(type: number, parameters: Uint8Array): Uint8Array {
  return join(number(type, 4), number(8 + parameters.length, 4), parameters)
}

function emf(...records: Uint8Array[]): Uint8Array {
  return join(emr(1, join(new Uint8Array(32), hex('20454d46'), new Uint8Array(64))), ...records)
}

function stretch(width = 9): Uint8Array {
  const fields = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 80, 40, 120, 4, 0, 0xcc0020, width, 9]
  return emr(81, join(...fields.map((field) => number(field, 4)), HEADER, BITS))
}

function end(): Uint8Array {
  return emr(14, new Uint8Array(12))
}
