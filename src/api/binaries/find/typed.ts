import { parseIds } from '#fhir/ids.ts'

/** What somebody typed in order to find files. */
export type Typed =
  | { kind: 'nothing' }
  /** Nothing but ids can be meant: a reference, an address, ids that no person makes up. */
  | { kind: 'ids'; ids: string[] }
  /** Words, and the ids that they would be where that is possible too. */
  | { kind: 'words'; words: string; ids: string[] }

/** Reads it as words or as ids, one or many, in any form: "3310" is both, "discharge letter 3310" is words. */
export function readTyped(text: string): Typed {
  // "Example, Ann": what stands between words is not looked for.
  const words = text
    .replaceAll(/(?<![,;])[,;]+(?=\s|$)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  if (words === '') return { kind: 'nothing' }
  const { ids, rejected } = parseIds(text)
  if (rejected.length > 0 || ids.length === 0) return { kind: 'words', words, ids: [] }
  const tokens = text.split(/[\s,;"'`<>[\](){}|]+/).filter(Boolean)
  if (tokens.every((token) => isAddress(token) || isMadeId(token))) return { kind: 'ids', ids }
  // "letter, 3310" is two words; of a list of ids, each has a digit.
  const possible = ids.length === 1 || ids.every(hasDigit)
  return { kind: 'words', words, ids: possible ? ids : [] }
}

function isAddress(token: string): boolean {
  return /(^|\/)Binary\/|^urn:(uuid|oid):/i.test(token)
}

/** UUIDs, ULIDs, and the long hexadecimal numbers of databases. */
function isMadeId(token: string): boolean {
  return MADE.test(token) && hasDigit(token)
}

const MADE =
  /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[0-7][\dA-HJKMNP-TV-Z]{25}|[\da-f]{24}|[\da-f]{32,64})$/i

function hasDigit(text: string): boolean {
  return /\d/.test(text)
}
