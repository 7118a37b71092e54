import { isRecord } from '#lib/is-record.ts'
import { measureJson } from '#lib/json/whole-json.ts'
import { LONG_STRING } from '../json/json-bounds.ts'
import type { PatchOperation } from '../types.ts'
import { hasMoreSteps, parsePointer } from './json-pointer.ts'

/** Something that RFC 6902 does not call a JSON Patch. */
export class NotAJsonPatch extends Error {
  override readonly name = 'NotAJsonPatch'
}

/** Deeper than any resource, shallower than the stack; also how many steps a pointer may have. */
export const MAX_DEPTH = 64

/**
 * Checks the form alone; whether it fits a document shows when it is applied. Members that an operation does not know
 * are ignored, as RFC 6902 §4 asks.
 * @param isTakenOut whether this stands for a text that was too long to be a pointer, see `LongTexts`
 * @throws NotAJsonPatch
 */
export function parseJsonPatch(
  json: unknown,
  isTakenOut: (text: string) => boolean = () => false,
): PatchOperation[] {
  if (!Array.isArray(json)) throw new NotAJsonPatch('A JSON Patch is an array of operations.')
  return json.map((one: unknown, index) =>
    parseOperation(one, `Operation ${index + 1}`, isTakenOut),
  )
}

function parseOperation(
  json: unknown,
  name: string,
  isTakenOut: (text: string) => boolean,
): PatchOperation {
  if (!isRecord(json)) throw new NotAJsonPatch(`${name} is not an object.`)
  const { op, path, from, value } = json
  const pointer = (text: unknown, member: string): string => {
    const not = (what: string) => new NotAJsonPatch(`${name}: "${member}" ${what}`)
    if (typeof text === 'string' && isTakenOut(text))
      throw not(`is longer than the ${LONG_STRING} bytes that a JSON Pointer may have here.`)
    if (typeof text === 'string' && hasMoreSteps(text, MAX_DEPTH))
      throw not(`has more than ${MAX_DEPTH} steps, which is deeper than a resource may nest.`)
    if (typeof text === 'string' && parsePointer(text)) return text
    throw not('must be a JSON Pointer such as "/language".')
  }
  switch (op) {
    case 'add':
    case 'replace':
    case 'test':
      if (!Object.hasOwn(json, 'value')) throw new NotAJsonPatch(`${name}: "value" is missing.`)
      if (measureJson(value).depth > MAX_DEPTH) {
        throw new NotAJsonPatch(`${name}: "value" nests too deep.`)
      }
      return { op, path: pointer(path, 'path'), value }
    case 'remove':
      return { op, path: pointer(path, 'path') }
    case 'move':
    case 'copy':
      return { op, from: pointer(from, 'from'), path: pointer(path, 'path') }
    default:
      throw new NotAJsonPatch(`${name}: "op" must be add, remove, replace, move, copy or test.`)
  }
}
