import { types } from 'pg'

/** What a statement is given; numbers are whole, or what the column takes. */
export type Value = string | number | boolean | Uint8Array | null | readonly Value[]

/**
 * PostgreSQL's texts can't hold U+0000, and SQLite's can. It is written as U+0001 and a letter, as is U+0001 itself, and read
 * back by `getTypeParser`: so is any text, whatever column it is in or compared with.
 */
export function bound(value: Value): Value {
  if (typeof value === 'string') return escaped(value)
  return Array.isArray(value) ? value.map((one: Value) => bound(one)) : value
}

function escaped(text: string): string {
  if (!text.includes(ESCAPE) && !text.includes('\0')) return text
  return text.replaceAll(ESCAPE, `${ESCAPE}b`).replaceAll('\0', `${ESCAPE}a`)
}

function unescaped(text: string): string {
  if (!text.includes(ESCAPE)) return text
  const [first = '', ...others] = text.split(ESCAPE)
  return first + others.map((part) => (part[0] === 'a' ? '\0' : ESCAPE) + part.slice(1)).join('')
}

const ESCAPE = '\u{1}'

/** Whole numbers of eight bytes as numbers, since sequences, sizes and milliseconds are below 2^53. */
export const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  const other: unknown = types.getTypeParser(oid, format)
  if (format === 'binary') return other
  if (oid === INT8) return Number
  if (oid === TEXT) return unescaped
  if (oid !== TEXTS) return other
  return (text: string) =>
    (other as (text: string) => (string | null)[])(text).map((one) => one && unescaped(one))
}) as typeof types.getTypeParser

/** As the engine numbers them. */
const INT8 = 20
const TEXT = 25
const TEXTS = 1009
