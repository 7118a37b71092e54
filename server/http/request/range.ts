export type RangeAnswer =
  | { kind: 'whole' }
  | { kind: 'part'; start: number; end: number }
  | { kind: 'unsatisfiable' }

/**
 * What a `Range` header asks of `size` bytes (RFC 9110 §14.2), `end` being the last byte itself. Other units, several
 * ranges at once and what can't be read are answered with the whole, as the RFC allows.
 */
export function parseRange(header: string | undefined, size: number): RangeAnswer {
  const text = header?.trim() ?? ''
  // In a long one the blanks could be divided up in too many ways.
  if (text.length > LONGEST) return { kind: 'whole' }
  const match = /^bytes\s*=\s*(\d*)\s*-\s*(\d*)$/i.exec(text)
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'whole' }
  const [, from = '', to = ''] = match
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', start: size - length, end: size - 1 }
  }
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return { kind: 'whole' }
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'part', start, end }
}

/** Characters, more than two numbers of bytes have. */
const LONGEST = 100

/**
 * Whether `Range` counts at all beside an `If-Range` (RFC 9110 §13.1.5): only a strong match does, and a version's
 * ETag is weak, so a date is all that can hold.
 */
export function rangeHolds(ifRange: string | undefined, lastModified: string): boolean {
  return ifRange === undefined || ifRange.trim() === lastModified
}
