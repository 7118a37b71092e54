import { joined } from './make-jpeg.ts'

/** AVIF and HEIC files without picture data, byte by byte (ISO 14496-12, ISO 23008-12): for tests. */
export function isoImage(
  brand: string,
  properties: readonly Uint8Array[],
  rest: readonly Uint8Array[] = [],
): Uint8Array<ArrayBuffer> {
  const own = properties.map((_, at) => at + 1)
  const association = joined([high(1, 4), high(1, 2), Uint8Array.of(own.length, ...own)])
  const meta = fullBox(
    'meta',
    fullBox('pitm', high(1, 2)),
    box('iprp', box('ipco', ...properties), fullBox('ipma', association)),
    ...rest,
  )
  return joined([box('ftyp', text(brand), high(0, 4), text('mif1')), meta])
}

/** One with a small JPEG inside, and where that begins. */
export function heicWithPreview(
  jpeg: Uint8Array,
  width: number,
  height: number,
): { file: Uint8Array<ArrayBuffer>; start: number } {
  const info = [Uint8Array.of(2, 0, 0, 0), high(7, 2), high(0, 2), text('jpeg'), Uint8Array.of(0)]
  const head = (at: number) =>
    isoImage(
      'heic',
      [sizeBox(width, height)],
      [
        fullBox('iinf', high(1, 2), box('infe', ...info)),
        fullBox(
          'iloc',
          Uint8Array.of(0x44, 0),
          high(1, 2),
          high(7, 2),
          high(0, 2),
          high(1, 2),
          high(at, 4),
          high(jpeg.length, 4),
        ),
      ],
    )
  const start = head(0).length + 8
  return { file: joined([head(start), box('mdat', jpeg)]), start }
}

export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = joined(content)
  return joined([high(body.length + 8, 4), text(type), body])
}

/** With a version and flags of zero. */
export function fullBox(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  return box(type, new Uint8Array(4), ...content)
}

export function sizeBox(width: number, height: number): Uint8Array {
  return fullBox('ispe', high(width, 4), high(height, 4))
}

function text(letters: string): Uint8Array {
  return new TextEncoder().encode(letters)
}

function high(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, at) => (value >>> (8 * (size - 1 - at))) & 0xff)
}
