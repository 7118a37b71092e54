/** What can be found of one file in a ZIP archive that is cut or broken. */
export interface SalvagedEntry {
  path: string
  /** Its bytes as far as they can be unpacked. */
  read: (limit: number) => Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }>
}

/** More are not looked for. */
const MOST = 10_000
/** Packed bytes that are handed over at a time: what is unpacked of a broken stream is lost by no more than this. */
const PIECE = 1024

/**
 * Finds the files of a ZIP archive whose list is missing, by the header before each of them (APPNOTE 4.3.7).
 *
 * @returns in the order they stand there; none where these are not the bytes of an archive
 */
export function salvageZip(bytes: Uint8Array<ArrayBuffer>): SalvagedEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: SalvagedEntry[] = []
  for (let at = nextHeader(bytes, 0); at !== -1 && entries.length < MOST;) {
    const nameEnd = at + 30 + view.getUint16(at + 26, true)
    const start = nameEnd + view.getUint16(at + 28, true)
    const isDeflated = view.getUint16(at + 8, true) === 8
    const declared = view.getUint32(at + 18, true)
    const path = new TextDecoder().decode(bytes.subarray(at + 30, nameEnd))
    const next = nextHeader(bytes, Math.max(at + 30, start))
    // Written as a stream, its size stands behind it: it ends before the next header at the latest.
    const isSized = declared > 0 && declared !== 0xffffffff
    const end = isSized ? start + declared : next === -1 ? bytes.length : next
    const isCut = end > bytes.length
    const packed = bytes.subarray(Math.min(start, bytes.length), Math.min(end, bytes.length))
    const method = view.getUint16(at + 8, true)
    if (isDeflated || method === 0) {
      entries.push({
        path,
        read: async (limit) => {
          const { bytes, isWhole } = isDeflated
            ? await inflate(packed, limit)
            : { bytes: packed.slice(0, limit), isWhole: packed.length <= limit }
          return { bytes, isWhole: isWhole && !isCut }
        },
      })
    }
    at = isSized && !isCut ? nextHeader(bytes, end) : next
  }
  return entries
}

function nextHeader(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x50, from); at !== -1; at = bytes.indexOf(0x50, at + 1)) {
    if (bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4)
      return at + 30 <= bytes.length ? at : -1
  }
  return -1
}

/** Unpacks until the stream ends, breaks, or has given `limit` bytes. */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  limit: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; isWhole: boolean }> {
  const stream = new DecompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  const feeding = (async () => {
    for (let at = 0; at < packed.length; at += PIECE) {
      await writer.write(packed.slice(at, at + PIECE))
    }
    await writer.close()
  })()
  feeding.catch(() => undefined)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let isWhole = true
  const reader = stream.readable.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > limit) {
        isWhole = false
        void reader.cancel().catch(() => undefined)
        break
      }
      parts.push(value)
    }
  } catch {
    isWhole = false
  }
  return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()), isWhole }
}
