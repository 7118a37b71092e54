import { PartialBytes } from '#formats/partial-bytes.ts'

/**
 * A content that comes in blocks. What has not come is not zero here but full of what would be seen, so that a reader that
 * looks at it is found out.
 */
export function spoiledParts(bytes: Uint8Array<ArrayBuffer>, block: number, spoil = 0xa5) {
  let refuses = false
  let asked = 0
  const ranges = {
    size: bytes.length,
    slice: (start = 0, end = bytes.length) => ({
      async arrayBuffer() {
        if (refuses) throw new Error('The range was refused.')
        if (start < 0 || end > bytes.length || start >= end) throw new Error('No such range.')
        asked += end - start
        return bytes.slice(start, end).buffer
      },
    }),
  }
  const parts = new PartialBytes(ranges, block)
  parts.bytes.fill(spoil)
  return {
    parts,
    /** Bytes that were asked for. */
    asked: () => asked,
    refuse: (now: boolean) => {
      refuses = now
    },
  }
}
