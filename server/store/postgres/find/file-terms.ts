import type { BinaryFields } from '../../binaries.ts'
import { termsOf } from '../../rows/find/terms.ts'

/**
 * The terms of a file as a `tsvector`, and what is looked for as a `tsquery`. The words of both are the terms that SQLite's
 * index has, with the organization in front: so each organization has its own places in the one GIN index, and the engine's
 * dictionaries, stop words and collations have no part in it.
 */

/** @returns as text, for a `tsvector` */
export function termsVector(organization: number, id: string, fields: BinaryFields): string {
  const own = prefixOf(organization)
  const words = Array.from(termsOf(id, fields), (term) => quoted(own + term)).join(' ')
  // A vector has a megabyte at most. What has more is among all that is found, and told by its version.
  return Buffer.byteLength(words) > MOST_BYTES ? quoted(own + ALL) : words
}

/** @param expression as `expressionOf` makes it. @returns as text, for a `tsquery` */
export function termsQuery(organization: number, expression: string): string {
  const own = prefixOf(organization)
  const query = expression
    .replaceAll(/"([^"]*)"/g, (_, term: string) => quoted(own + term))
    .replaceAll(' AND ', ' & ')
    .replaceAll(' OR ', ' | ')
  return `(${query}) | ${quoted(own + ALL)}`
}

const MOST_BYTES = 500_000
/** No term is like it. */
const ALL = '*'

function prefixOf(organization: number): string {
  return `${organization.toString(36)}:`
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll(/['\\]/g, (sign) => sign + sign)}'`
}
