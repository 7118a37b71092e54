import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { codeStream, makeJp2 } from '#test/make-jp2.ts'
import { decodeCoarse, decodePicture } from './decode-picture.ts'
import { openJpeg, type OpenJpeg } from './open-jpeg.ts'

let codec: OpenJpeg

beforeAll(async () => {
  const path = createRequire(import.meta.url).resolve('pdfjs-dist/wasm/openjpeg.wasm')
  codec = openJpeg(await WebAssembly.compile(await readFile(path)))
})

function drawn(bytes: Uint8Array) {
  const { rgba, width, height, remarks, words } = decodePicture(codec, bytes)
  const pixels = Array.from({ length: rgba.length / 4 }, (_, at) => {
    const [r, g, b, a] = rgba.subarray(at * 4, at * 4 + 4)
    return a === 255 ? `${r},${g},${b}` : `${r},${g},${b},${a}`
  })
  return { pixels, width, height, remarks, words }
}

const first = [0, 1, 2, 3, 255, 128, 64, 32]
const grey = first.map((value) => `${value},${value},${value}`)

describe('a JPEG 2000 picture', () => {
  it('of one component is grey, bare or in a file', () => {
    const whole = { pixels: grey, width: 4, height: 2, remarks: [], words: 'grey, 8 bits a sample' }
    expect(drawn(codeStream('grey'))).toEqual(whole)
    expect(drawn(makeJp2(codeStream('grey'), 17))).toEqual(whole)
  })

  it('of three is red, green and blue, in the order that the file gives them', () => {
    const three = codeStream('three')
    expect(drawn(three).pixels.slice(0, 2)).toEqual(['0,255,255', '1,128,254'])
    // The first channel is blue.
    const cdef = [0, 3, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 2, 0, 2, 0, 0, 0, 1]
    expect(drawn(makeJp2(three, 16, { cdef })).pixels[0]).toBe('255,255,0')
  })

  it('of luminance and colour differences is made red, green and blue', () => {
    // Y 0, Cb 255, Cr 255.
    expect(drawn(makeJp2(codeStream('three'), 18)).pixels[0]).toBe('178,0,225')
  })

  it('of four has a transparency where the file says so, and says where it does not', () => {
    const four = codeStream('four')
    const cdef = [0, 4, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 2, 0, 2, 0, 0, 0, 3, 0, 3, 0, 1, 0, 0]
    expect(drawn(makeJp2(four, 16, { cdef })).pixels.slice(0, 3)).toEqual([
      '0,255,255',
      '1,128,254,128',
      '2,64,253,0',
    ])
    const { pixels, remarks } = drawn(four)
    expect(pixels[2]).toBe('2,64,253')
    expect(remarks[0]).toMatch(/^1 more channel .* can’t be shown/)
  })

  it('of inks is shown as on paper', () => {
    // Cyan 0, magenta 255, yellow 255, black 255.
    const { pixels, remarks } = drawn(makeJp2(codeStream('four'), 12))
    expect(pixels.slice(0, 3)).toEqual(['0,0,0', '127,63,0', '253,191,2'])
    expect(remarks).toEqual([expect.stringContaining('colour profile')])
  })

  it('with a palette has the colours of the palette', () => {
    const entries = Array.from({ length: 256 }, (_, at) => [at, 255 - at, 7]).flat()
    const pclr = [1, 0, 3, 7, 7, 7, ...entries]
    const cmap = [0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2]
    const { pixels } = drawn(makeJp2(codeStream('grey'), 16, { pclr, cmap }))
    expect(pixels.slice(3, 6)).toEqual(['3,252,7', '255,0,7', '128,127,7'])
  })

  it('of many bits is stretched where it would be all but black, which is said', () => {
    const { pixels, remarks, words } = drawn(codeStream('deep'))
    expect(pixels).toEqual(grey)
    expect(words).toBe('grey, 16 bits a sample')
    expect(remarks).toEqual(['Its values from 0 to 4,080 are shown from dark to bright.'])
  })
})

it('keeps signs and sixteen bits of three components', () => {
  const signed = codeStream('grey')
  signed[42] = 0x87
  const { pixels, words, remarks } = drawn(signed)
  expect(words).toBe('grey, 8 bits a sample with a sign')
  expect(remarks).toEqual(['Its values from -128 to 127 are shown from dark to bright.'])
  expect(pixels).toEqual(grey)
  const deep = codeStream('three')
  for (const at of [42, 45, 48]) deep[at] = 15
  // The values of eight bits about the middle of sixteen.
  expect(drawn(deep).words).toBe('RGB, 16 bits a sample')
  expect(drawn(deep).pixels[0]).toBe('127,128,128')
})

describe('a broken JPEG 2000 picture', () => {
  it('whose end is missing is shown as far as it goes, and says so', () => {
    const four = codeStream('four')
    for (const bytes of [four.subarray(0, -20), makeJp2(four, 16).subarray(0, -20)]) {
      const { pixels, remarks } = drawn(bytes)
      expect(pixels[0]?.startsWith('0,255,')).toBe(true)
      expect(remarks[0]).toMatch(/^The file is incomplete/)
    }
    expect(drawn(codeStream('grey').subarray(0, -2)).remarks[0]).toMatch(/^The file is incomplete/)
  })

  it('says what is wrong where there is nothing to show', () => {
    const jp2 = makeJp2(codeStream('grey'), 17)
    expect(() => drawn(jp2.subarray(0, 60))).toThrow('ends before its picture begins')
    expect(() => drawn(makeJp2(new Uint8Array(50), 17))).toThrow('does not begin as it has to')
    expect(() => drawn(makeJp2(codeStream('grey'), 99))).toThrow('of the kind 99')
    expect(() => drawn(codeStream('grey').subarray(0, 30))).toThrow('ends within its head')
  })

  it.each([
    [8, 100_000, 'megapixels'],
    [8, 0, 'no size'],
    [24, 0, 'no size'],
  ])('is refused before it is decoded (%i)', (at, value, reason) => {
    const bytes = codeStream('grey')
    const view = new DataView(bytes.buffer)
    view.setUint32(at, value)
    if (at === 8) view.setUint32(at + 4, value)
    expect(() => drawn(bytes)).toThrow(reason)
  })

  it('is refused where its tiles are countless', () => {
    const bytes = codeStream('grey')
    const view = new DataView(bytes.buffer)
    for (const at of [8, 12]) view.setUint32(at, 5000)
    for (const at of [24, 28]) view.setUint32(at, 1)
    expect(() => drawn(bytes)).toThrow('more tiles')
  })

  it('never ends otherwise than with a picture or with words', () => {
    const four = makeJp2(codeStream('four'), 16)
    for (let at = 40; at < four.length; at += 3) {
      const bytes = four.slice()
      bytes[at] = (bytes[at] ?? 0) ^ 0x55
      try {
        expect(drawn(bytes).pixels.length).toBeGreaterThan(0)
      } catch (error) {
        expect((error as Error).message).not.toBe('')
      }
    }
  })
})

describe('a coarse picture', () => {
  const [width, height] = [2101, 1503]
  let stream: Uint8Array
  beforeAll(async () => {
    stream = await encoded(width, height, (x, y) => (x >> 4) + (y >> 4))
  })

  it('looks the same with fewer pixels', () => {
    const found = decodeCoarse(codec, stream)
    expect(found?.whole).toEqual({ width, height })
    const coarse = found?.coarse
    expect(coarse).toMatchObject({ width: 1051, height: 752, words: 'grey, 8 bits a sample' })
    const whole = decodePicture(codec, stream)
    let furthest = 0
    for (let y = 0; y < 751; y += 7) {
      for (let x = 0; x < 1050; x += 7) {
        const [few = -99, all = 99] = [
          coarse?.rgba[(y * 1051 + x) * 4],
          whole.rgba[(y * 2 * width + x * 2) * 4],
        ]
        furthest = Math.max(furthest, Math.abs(few - all))
      }
    }
    expect(furthest).toBeLessThanOrEqual(2)
  })

  it('is not made of what is small, of many bits, of a palette, or cut', async () => {
    expect(decodeCoarse(codec, codeStream('grey'))).toBeUndefined()
    const deep = stream.slice()
    // Ssiz of the only component (§A.5.1): 12 bits.
    deep[42] = 11
    expect(decodeCoarse(codec, deep)).toBeUndefined()
    const pclr = [1, 0, 3, 7, 7, 7, ...Array.from({ length: 768 }, () => 9)]
    const cmap = [0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2]
    expect(decodeCoarse(codec, makeJp2(stream, 16, { pclr, cmap }))).toBeUndefined()
    expect(decodeCoarse(codec, makeJp2(stream, 17))?.coarse.width).toBe(1051)
    expect(decodeCoarse(codec, stream.subarray(0, stream.length - 100))).toBeUndefined()
  })

  it('is left out where a component has fewer levels than all', () => {
    const cod = stream.findIndex((byte, at) => byte === 0xff && stream[at + 1] === 0x52)
    const end = cod + 2 + (stream[cod + 3] ?? 0)
    // COC of the first component (§A.6.2): no levels, blocks of 64 by 64, without loss.
    const coc = [0xff, 0x53, 0, 9, 0, 0, 0, 4, 4, 0, 1]
    const mixed = Uint8Array.from([...stream.subarray(0, end), ...coc, ...stream.subarray(end)])
    expect(decodeCoarse(codec, mixed)).toBeUndefined()
  })
})

/** A grey picture, without loss. */
async function encoded(
  width: number,
  height: number,
  level: (x: number, y: number) => number,
): Promise<Uint8Array> {
  const { J2KEncoder } = await (
    createRequire(import.meta.url)('@cornerstonejs/codec-openjpeg') as LoadEncoder
  )()
  const encoder = new J2KEncoder()
  const frame = { width, height, bitsPerSample: 8, componentCount: 1, isSigned: false }
  const pixels = encoder.getDecodedBuffer(frame)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) pixels[y * width + x] = level(x, y)
  }
  encoder.encode()
  return encoder.getEncodedBuffer().slice()
}

type LoadEncoder = () => Promise<{
  J2KEncoder: new () => {
    getDecodedBuffer: (frame: object) => Uint8Array
    getEncodedBuffer: () => Uint8Array
    encode: () => void
  }
}>
