/** Bytes that are read at a time. */
const STEP = 4 * 1024 * 1024

/** Whether two contents hold the same bytes. Read in pieces, so that two large ones never lie in memory whole. @throws the signal's reason */
export async function sameBlobs(left: Blob, right: Blob, signal?: AbortSignal): Promise<boolean> {
  if (left.size !== right.size) return false
  for (let at = 0; at < left.size; at += STEP) {
    signal?.throwIfAborted()
    const piece = (blob: Blob) => blob.slice(at, at + STEP).arrayBuffer()
    if (!areSame(...(await Promise.all([piece(left), piece(right)])))) return false
  }
  return true
}

/** Four bytes at a time, without a call for each: this also runs where people type. */
function areSame(one: ArrayBuffer, other: ArrayBuffer): boolean {
  if (one.byteLength !== other.byteLength) return false
  const whole = one.byteLength >> 2
  const [words, others] = [new Uint32Array(one, 0, whole), new Uint32Array(other, 0, whole)]
  for (let at = 0; at < whole; at += 1) if (words[at] !== others[at]) return false
  const [rest, otherRest] = [new Uint8Array(one, whole * 4), new Uint8Array(other, whole * 4)]
  return rest.every((byte, at) => byte === otherRest[at])
}
