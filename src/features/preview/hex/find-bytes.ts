import type { ContentSource } from '#formats/content-source.ts'

/**
 * What is searched for: pairs of hexadecimal digits with blanks between them ("25 50 44 46"), or after `0x`, are bytes;
 * all else is text, in UTF-8.
 */
export function bytesOfQuery(query: string): Uint8Array<ArrayBuffer> {
  const isHex =
    /^0x(?:\s*[0-9a-f]{2})+\s*$/i.test(query) ||
    /^\s*[0-9a-f]{2}(?:\s+[0-9a-f]{2})+\s*$/i.test(query)
  if (!isHex) return new TextEncoder().encode(query)
  return Uint8Array.fromHex(query.replace(/^0x/i, '').replaceAll(/\s/g, ''))
}

/** Bytes read at a time. */
const STEP = 1 << 20

/**
 * The first place at or after `from` where the bytes stand; from the beginning again when there is none up to the end.
 *
 * @param onProgress share of the content that has been searched, 0 to 1
 * @returns `undefined` where they stand nowhere
 * @throws the signal's reason
 */
export async function findBytes(
  source: ContentSource,
  wanted: Uint8Array,
  from: number,
  { signal, onProgress }: { signal: AbortSignal; onProgress?: (share: number) => void },
): Promise<number | undefined> {
  if (wanted.length === 0 || wanted.length > source.size) return undefined
  let done = 0
  for (const [start, end] of [
    [from, source.size],
    [0, Math.min(source.size, from + wanted.length - 1)],
  ] as const) {
    for (let at = start; at < end; at += STEP) {
      signal.throwIfAborted()
      // So much more that what lies across the border of two steps is found.
      const bytes = await source.slice(at, Math.min(end, at + STEP + wanted.length - 1), signal)
      const found = indexOf(bytes, wanted)
      if (found !== undefined) return at + found
      done += Math.min(STEP, end - at)
      onProgress?.(Math.min(1, done / source.size))
    }
  }
  return undefined
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number | undefined {
  const [first = 0] = wanted
  const last = bytes.length - wanted.length
  for (let at = bytes.indexOf(first); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let same = 1
    while (same < wanted.length && bytes[at + same] === wanted[same]) same += 1
    if (same === wanted.length) return at
  }
  return undefined
}
