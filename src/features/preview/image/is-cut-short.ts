/**
 * Whether a picture lacks its end, by the marks that PNG, JPEG, GIF and WebP put there. Only the head and the last
 * few kilobytes are read. What it does not know it takes for whole.
 */
export async function isCutShort(blob: Blob): Promise<boolean> {
  const head = await bytesOf(blob.slice(0, 12))
  const tail = await bytesOf(blob.slice(-TAIL))
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47])) return !contains(tail, [0x49, 0x45, 0x4e, 0x44])
  if (startsWith(head, [0xff, 0xd8])) return !contains(tail, [0xff, 0xd9])
  if (startsWith(head, [0x47, 0x49, 0x46])) return !contains(tail, [0x3b])
  const riff = startsWith(head, [0x52, 0x49, 0x46, 0x46]) && head.length === 12
  if (riff) return new DataView(head.buffer).getUint32(4, true) + 8 > blob.size
  return false
}

/** Cameras and scanners write notes of their own behind the end. */
const TAIL = 64 * 1024

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

function startsWith(bytes: Uint8Array, mark: number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

function contains(bytes: Uint8Array, mark: number[]): boolean {
  for (let at = bytes.length - mark.length; at >= 0; at -= 1) {
    if (mark.every((byte, index) => bytes[at + index] === byte)) return true
  }
  return false
}
