/**
 * Takes out what zlib or Zstandard packed, up to `length` bytes: no more is ever held, whatever the data unpacks to.
 * @returns what could be taken out, which is shorter where the data is cut or damaged
 */
export async function inflate(
  data: Uint8Array,
  length: number,
  format: Packed = 'deflate',
): Promise<Uint8Array> {
  const out = new Uint8Array(length)
  const stream = new DecompressionStream(format as CompressionFormat)
  const writer = stream.writable.getWriter()
  // Its failures come out at the reader, too.
  const feed = async () => {
    for (let at = 0; at < data.length; at += STEP) {
      await writer.write(data.slice(at, at + STEP))
    }
    await writer.close()
  }
  feed().catch(() => undefined)
  const reader = stream.readable.getReader()
  let at = 0
  try {
    while (at < length) {
      const { done, value } = await reader.read()
      if (done) break
      out.set(value.subarray(0, length - at), at)
      at = Math.min(length, at + value.length)
    }
  } catch {
    // What came before the damage is kept.
  }
  void reader.cancel().catch(() => undefined)
  return out.subarray(0, at)
}

/** Bytes; small, so that what precedes a damage comes out. */
const STEP = 16 * 1024

type Packed = 'deflate' | 'zstd'

/** Whether this browser unpacks it: Zstandard is young. */
export function canInflate(format: Packed): boolean {
  try {
    // oxlint-disable-next-line no-new -- it throws where the format is not known
    new DecompressionStream(format as CompressionFormat)
    return true
  } catch {
    return false
  }
}
