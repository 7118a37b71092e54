import { isRecord } from './is-record.ts'

/**
 * Whether two JSON values are the same, whatever the order of their members (RFC 6902 §4.6).
 * @param sameText whether two texts are, where other texts stand for them
 */
export function jsonEqual(
  a: unknown,
  b: unknown,
  sameText: (one: string, other: string) => boolean = () => false,
): boolean {
  if (a === b) return true
  if (typeof a === 'string') return typeof b === 'string' && sameText(a, b)
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, i) => jsonEqual(one, b[i], sameText))
    )
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key], b[key], sameText))
  )
}
