/** An object that holds a run of a content's bytes. */
export interface Source {
  key: string
  /** Bytes, at least one. */
  size: number
}

/** A part of an object that is put together: copied inside the store, or read and sent again. */
export type PlannedPart = { kind: 'copy'; source: Source } | { kind: 'bytes'; sources: Source[] }

/** Bytes that each part must have, but the last (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html). */
export const LEAST_PART = 5 * 1024 ** 2

/**
 * How sources become parts. Those that are too small to be one are read, together with what follows until there is enough:
 * less than `LEAST_PART`, and one source more.
 */
export function planParts(sources: readonly Source[]): PlannedPart[] {
  const parts: PlannedPart[] = []
  let small: Source[] = []
  let bytes = 0
  for (const [index, source] of sources.entries()) {
    const isLast = index === sources.length - 1
    if (small.length === 0 && (source.size >= LEAST_PART || isLast)) {
      parts.push({ kind: 'copy', source })
      continue
    }
    small.push(source)
    bytes += source.size
    if (bytes < LEAST_PART && !isLast) continue
    parts.push({ kind: 'bytes', sources: small })
    small = []
    bytes = 0
  }
  return parts
}
