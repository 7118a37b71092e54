import { isRecord } from '#lib/is-record.ts'
import { invalidField } from './outcomes.ts'

/**
 * A string, if present.
 * @throws Refusal, also for an empty one: FHIR JSON has none (https://hl7.org/fhir/R4/json.html#null)
 */
export function text(value: unknown, expression: string, pattern = /\S/): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string')
    throw invalidField(expression, `${last(expression)} must be a string.`)
  if (value !== '' && pattern.test(value) && value.isWellFormed()) return value
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
export function checkCoding(value: unknown, expression: string): void {
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
  for (const key of ['system', 'version', 'code', 'display'])
    text(value[key], `${expression}.${key}`)
  checkExtensions(value.extension, `${expression}.extension`)
  if (value.userSelected !== undefined && typeof value.userSelected !== 'boolean') {
    throw invalidField(`${expression}.userSelected`, 'userSelected must be true or false.')
  }
}

/** @throws Refusal */
export function checkExtensions(value: unknown, expression: string): void {
  for (const extension of list(value, expression)) {
    if (!isRecord(extension)) throw invalidField(expression, 'An Extension must be an object.')
    if (typeof extension.url !== 'string' || extension.url === '') {
      throw invalidField(`${expression}.url`, 'An Extension must have a url.')
    }
  }
}

/**
 * Refuses numbers beyond what a double holds, such as `1e400`: they would be stored as `null`.
 * @param json as `JSON.parse` builds it, nested no deeper than bodies may be
 * @throws Refusal
 */
export function checkNumbers(json: unknown, expression: string): void {
  if (typeof json === 'number' && !Number.isFinite(json))
    throw invalidField(expression, `${last(expression)} is too large a number.`)
  if (typeof json !== 'object' || json === null) return
  for (const [name, member] of Object.entries(json))
    checkNumbers(member, Array.isArray(json) ? expression : `${expression}.${name}`)
}

function last(expression: string): string {
  return expression.split('.').at(-1) ?? expression
}
