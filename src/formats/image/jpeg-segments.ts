/** A marker segment of a JPEG (ITU T.81 §B.1.1.4), its marker and length left out. */
export interface JpegSegment {
  /** The second byte of its marker, such as 0xDA for a scan. */
  marker: number
  /** Where its marker begins. */
  at: number
  /** Where its content begins and ends; the end may lie beyond that of the bytes. */
  start: number
  end: number
}

/** The segments from a place on up to, and with, the next scan's header, or up to the end of the picture. */
export function* jpegSegments(bytes: Uint8Array, from = 0): Generator<JpegSegment> {
  let at = from
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isAlone = marker === 0xd8 || marker === 0xd9 || marker === 1 || isRestart(marker)
    const length = isAlone ? 0 : ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    if (!isAlone && length < 2) return
    yield { marker, at, start: at + (isAlone ? 2 : 4), end: at + 2 + length }
    if (marker === 0xda || marker === 0xd9) return
    at += 2 + length
  }
}

export function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7
}

export interface JpegFrame {
  width: number
  /** 0 where it is told only behind the picture (DNL). */
  height: number
  /** Of each sample. */
  bits: number
  components: number
  /** The second byte of the frame's marker (T.81 table B.1). */
  process: number
}

/** What a frame header says (T.81 §B.2.2); `undefined` for all other segments and for one that is cut. */
export function frameOf(bytes: Uint8Array, { marker, start }: JpegSegment): JpegFrame | undefined {
  const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
  if (!isFrame || start + 6 > bytes.length) return undefined
  const word = (at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return {
    bits: bytes[start] ?? 0,
    height: word(start + 1),
    width: word(start + 3),
    components: bytes[start + 5] ?? 0,
    process: marker,
  }
}

/** How a frame is coded where browsers can't decode it, in words; `undefined` where they can. */
export function whyUndecodable({ process, bits }: JpegFrame): string | undefined {
  if ([0xc3, 0xc7, 0xcb, 0xcf].includes(process)) return 'a lossless JPEG'
  if ([0xc5, 0xc6, 0xcd, 0xce].includes(process)) return 'a hierarchical JPEG'
  if ([0xc9, 0xca].includes(process)) return 'a JPEG with arithmetic coding'
  return bits === 8 ? undefined : `a JPEG of ${bits} bits a sample`
}
