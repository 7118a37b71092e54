/** Bytes that are read at a time. */
const STEP = 4 * 1024 * 1024

/** Whether two contents hold the same bytes. Read in pieces, so that two large ones never lie in memory whole. @throws the signal's reason */
export async function sameBlobs(left: Blob, right: Blob, signal?: AbortSignal): Promise<boolean> {
  if (left.size !== right.size) return false
  for (let at = 0; at < left.size; at += STEP) {
    signal?.throwIfAborted()
    const piece = async (blob: Blob) =>
      new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer())
    const [one, other] = await Promise.all([piece(left), piece(right)])
    if (one.some((byte, index) => byte !== other[index])) return false
  }
  return true
}
