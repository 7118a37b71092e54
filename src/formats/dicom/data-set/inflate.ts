/** Bytes that a deflated data set may come to. */
const LARGEST = 600_000_000
/** Times that deflated data may grow: more than any picture does, less than what is made to hurt. */
const MOST_GROWTH = 1000
/** Growth does not matter below this. Bytes. */
const SMALL = 64_000_000

const DAMAGED = 'The deflated data is damaged or cut off.'

/**
 * Inflates a deflated data set (PS3.5 annex A.5), or one frame. What comes before a fault or the end of the file is
 * given, with the fault in words.
 *
 * @param most bytes that may come out
 */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  most = LARGEST,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; problem?: string }> {
  const isZlib =
    ((bytes[0] ?? 0) & 0x0f) === 8 && ((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) % 31 === 0
  const raw = await inflateAs('deflate-raw', bytes, most)
  // A byte that makes the length even (PS3.5 annex A.5), and the sums that zlib and gzip put behind, are too much for the
  // browser.
  for (const tail of raw.problem === DAMAGED ? [1, 4, 8, 9] : []) {
    const without = await inflateAs('deflate-raw', bytes.subarray(0, -tail), most)
    if (without.problem === undefined) return without
  }
  if (raw.bytes.length === 0 && isZlib) return inflateAs('deflate', bytes, most)
  return raw
}

async function inflateAs(format: CompressionFormat, bytes: Uint8Array<ArrayBuffer>, most: number) {
  const limit = Math.min(most, Math.max(SMALL, bytes.length * MOST_GROWTH))
  const parts: Uint8Array[] = []
  let size = 0
  let problem: string | undefined
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (size + value.length > limit) {
        problem = 'The deflated data grows beyond what is read here.'
        parts.push(value.subarray(0, limit - size))
        size = limit
        // What follows is not read, so that its faults do not matter.
        await reader.cancel().catch(() => undefined)
        break
      }
      parts.push(value)
      size += value.length
    }
  } catch {
    problem = DAMAGED
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return { bytes: whole, ...(problem !== undefined && { problem }) }
}
