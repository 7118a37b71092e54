import { isRecord } from '#lib/is-record.ts'
import { invalidField } from './outcomes.ts'

/**
 * Tells of a text that is stored already: what a patch leaves as it was may stay, even if an earlier release took what is
 * refused by now.
 */
export type IsKept = (text: string) => boolean

/**
 * R4's uri: no white space (https://hl7.org/fhir/R4/datatypes.html#uri). Which characters no text may hold is
 * `checkValues`' to say.
 */
export const URI = /^\S+$/
/**
 * R4's code: no white space but blanks (https://hl7.org/fhir/R4/datatypes.html#code). Here they may follow each other and stand
 * at the ends: names of files are codes, and come from clients that leave them as they are. So may blanks that do not break,
 * which systems put into such names.
 */
const CODE = /^(?=\s*\S)\P{Cc}+$/u

/**
 * A string, if present.
 * @throws Refusal, also for an empty one: FHIR JSON has none (https://hl7.org/fhir/R4/json.html#null)
 */
export function text(
  value: unknown,
  expression: string,
  pattern = /\S/,
  isKept: IsKept = () => false,
): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string')
    throw invalidField(expression, `${last(expression)} must be a string.`)
  if (value !== '' && pattern.test(value) && value.isWellFormed()) return value
  if (value !== '' && isKept(value)) return value
  throw invalidField(expression, `${last(expression)} does not have the form that FHIR requires.`)
}

/** @throws Refusal */
export function list(value: unknown, expression: string): unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  throw invalidField(expression, `${last(expression)} must be an array.`)
}

/**
 * Refuses members that R4 does not know here; `_name` beside a known primitive must be an object.
 * @throws Refusal
 */
export function checkMembers(
  value: Record<string, unknown>,
  expression: string,
  known: readonly string[],
): void {
  for (const [name, member] of Object.entries(value)) {
    const primitive = name.replace(/^_/, '')
    const path = `${expression}.${primitive}`
    if (!known.includes(primitive)) {
      throw invalidField(expression, `${expression} has no element "${name.slice(0, 60)}".`)
    }
    if (member === null) throw invalidField(path, `${name} is null: leave it out instead.`)
    if (name !== primitive && !isRecord(member) && !Array.isArray(member)) {
      throw invalidField(path, `${name} must be an object.`)
    }
  }
}

/** @throws Refusal */
export function checkCoding(value: unknown, expression: string, isKept: IsKept): void {
  if (!isRecord(value)) throw invalidField(expression, 'A Coding must be an object.')
  checkMembers(value, expression, [
    'id',
    'extension',
    'system',
    'version',
    'code',
    'display',
    'userSelected',
  ])
  text(value.system, `${expression}.system`, URI, isKept)
  text(value.code, `${expression}.code`, CODE, isKept)
  for (const key of ['id', 'version', 'display'])
    text(value[key], `${expression}.${key}`, undefined, isKept)
  checkExtensions(value.extension, `${expression}.extension`, isKept)
  if (value.userSelected !== undefined && typeof value.userSelected !== 'boolean') {
    throw invalidField(`${expression}.userSelected`, 'userSelected must be true or false.')
  }
}

/** @throws Refusal */
export function checkExtensions(value: unknown, expression: string, isKept: IsKept): void {
  for (const extension of list(value, expression)) {
    if (!isRecord(extension)) throw invalidField(expression, 'An Extension must be an object.')
    if (typeof extension.url !== 'string' || extension.url === '') {
      throw invalidField(`${expression}.url`, 'An Extension must have a url.')
    }
    text(extension.url, `${expression}.url`, URI, isKept)
  }
}

/**
 * Refuses, wherever it is, numbers beyond what a double holds, such as `1e400`, which would be stored as `null`; and texts with
 * characters that XML does not have (https://www.w3.org/TR/xml/#charsets), in which every resource can be written, too:
 * controls but tab and line ends, which R4's string should not hold either, and halves of surrogate pairs.
 * @param json as `JSON.parse` builds it, nested no deeper than bodies may be
 * @throws Refusal
 */
export function checkValues(json: unknown, expression: string, isKept: IsKept): void {
  if (typeof json === 'number' && !Number.isFinite(json))
    throw invalidField(expression, `${last(expression)} is too large a number.`)
  if (typeof json === 'string' && NOT_XML.test(json) && !isKept(json))
    throw invalidField(
      expression,
      `${last(expression)} holds a control character or half a character, which no text of FHIR may.`,
    )
  if (typeof json !== 'object' || json === null) return
  for (const [name, member] of Object.entries(json))
    checkValues(member, Array.isArray(json) ? expression : `${expression}.${name}`, isKept)
}

/** Controls but tab, line feed, carriage return and those behind ASCII; halves of characters; and what is none. */
const NOT_XML = /[^\P{Cc}\t\n\r\x7f-\x9f]|[\p{Cs}\ufffe\uffff]/u

/** @param stored looked through once, and only when something is asked */
export function keptIn(stored: object | undefined): IsKept {
  let known: Set<string> | undefined
  return (one) => (known ??= new Set(textsIn(stored))).has(one)
}

function* textsIn(json: unknown): Generator<string> {
  if (typeof json === 'string') yield json
  if (typeof json !== 'object' || json === null) return
  for (const member of Object.values(json)) yield* textsIn(member)
}

function last(expression: string): string {
  return expression.split('.').at(-1) ?? expression
}
