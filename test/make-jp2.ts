import { joined } from './make-jpeg.ts'

/**
 * Code streams of JPEG 2000, four pixels wide and two high, each without loss; their first component is
 * 0 1 2 3, 255 128 64 32. Wrapped into a JP2 file by `makeJp2`. For tests.
 */
export const CODE_STREAMS = {
  grey: '/0//UQApAAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAABBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/kAAKAAAAAAAaAAH/k9+ASAegzkNXlB9UZ//Z',
  /** The first two components of those that follow. */
  two: '/0//UQAsAAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAACBwEBBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/kAAKAAAAAAAmAAH/k9+ASAegzkNXlB9UZ9+ASAwrehZRPi0aC//Z',
  /** The second component has the rows of the first one exchanged, the third one is the first one's complement. */
  three:
    '/0//UQAvAAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAADBwEBBwEBBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/kAAKAAAAAAAzAAH/k9+ASAegzkNXlB9UZ9+ASAwrehZRPi0aC9+AUAwpjv9W9Q+s/d//2Q==',
  /** A fourth one: 255 128 0 255, and then 255. */
  four: '/0//UQAyAAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAAEBwEBBwEBBwEBBwEB/1IADAAAAAEAAAQEAAH/XAAEQED/kAAKAAAAAAA+AAH/k9+ASAegzkNXlB9UZ9+ASAwrehZRPi0aC9+AUAwpjv9W9Q+s/d/fgEASk+gxlcsoA//Z',
  /** Sixteen bits, all sixteen times as large. */
  deep: '/0//UQApAAAAAAAEAAAAAgAAAAAAAAAAAAAABAAAAAIAAAAAAAAAAAABDwEB/1IADAAAAAEAAAQEAAH/XAAEQID/kAAKAAAAAAAgAAH/k9/4kHAHqzuVcLnrjJUsP6iLf//Z',
}

export function codeStream(name: keyof typeof CODE_STREAMS): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(CODE_STREAMS[name])
}

/** A JP2 file (ISO/IEC 15444-1 Annex I) around a code stream. @param colour its number in `colr` */
export function makeJp2(
  stream: Uint8Array,
  colour: number,
  boxes: Record<string, readonly number[]> = {},
): Uint8Array<ArrayBuffer> {
  const more = Object.entries(boxes).map(([type, content]) => box(type, Uint8Array.from(content)))
  const colr = box('colr', Uint8Array.of(1, 0, 0, 0, 0, 0, colour))
  return joined([
    box('jP  ', Uint8Array.of(0x0d, 0x0a, 0x87, 0x0a)),
    box('ftyp', new TextEncoder().encode('jp2 \0\0\0\0jp2 ')),
    box('jp2h', joined([box('ihdr', new Uint8Array(14)), colr, ...more])),
    box('jp2c', stream),
  ])
}

function box(type: string, content: Uint8Array): Uint8Array {
  const length = content.length + 8
  const head = [length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff]
  return joined([Uint8Array.from(head), new TextEncoder().encode(type), content])
}
