import { applyPatch, createPatch } from 'rfc6902'
import { assertNever } from '#lib/assert-never.ts'
import { isRecord } from '#lib/is-record.ts'
import { jsonEqual } from '#lib/json-equal.ts'
import { measureJson } from '#lib/measure-json.ts'
import type { PatchOperation } from '../types.ts'
import { locate, parseIndex, parsePointer } from './json-pointer.ts'

/** Something that RFC 6902 does not call a JSON Patch. */
export class NotAJsonPatch extends Error {
  override readonly name = 'NotAJsonPatch'
}

export type PatchFailure = 'test-failed' | 'path-missing' | 'forbidden'

/** A patch that does not fit the document. Nothing was changed. */
export class PatchFailed extends Error {
  override readonly name = 'PatchFailed'
  /** Which operation, counted from 0. */
  readonly index: number
  readonly path: string
  readonly reason: PatchFailure

  constructor(index: number, path: string, reason: PatchFailure, message: string) {
    super(`Operation ${index + 1} (${path || 'the whole document'}): ${message}`)
    this.index = index
    this.path = path
    this.reason = reason
  }
}

/** Deeper than any resource, shallower than the stack. */
const MAX_DEPTH = 64
/** What all copies of a patch may weigh together: doubling copies grow a document without bound. */
const MAX_COPIED = 1_000_000

/**
 * Checks the form alone; whether it fits a document shows when it is applied. Members that an operation does not know
 * are ignored, as RFC 6902 §4 asks.
 * @throws NotAJsonPatch
 */
export function parseJsonPatch(json: unknown): PatchOperation[] {
  if (!Array.isArray(json)) throw new NotAJsonPatch('A JSON Patch is an array of operations.')
  return json.map((one: unknown, index) => parseOperation(one, `Operation ${index + 1}`))
}

/**
 * The patched copy; the document itself stays as it is.
 *
 * The library trusts its input where RFC 6902 does not: `/tag/01`, `/tag/-` and `/tag/1e0` remove or replace something,
 * inherited members count as present, `__proto__` is assigned to, `test` recurses through quadratic tables. So each
 * step is checked against the document first, and the library only carries out what is sound.
 * @throws PatchFailed at the first operation that can't be done
 */
export function applyJsonPatch<Document>(
  document: Document,
  operations: readonly PatchOperation[],
): Document {
  // One level up, so that the whole document is a member like any other: the library can't replace its root.
  const holder = { document: structuredClone(document) }
  let index = 0
  const fail = (path: string, reason: PatchFailure, message: string): never => {
    throw new PatchFailed(index, path, reason, message)
  }
  const patching: Patching = { holder, copied: 0, fail }
  for (const operation of operations) {
    applyOne(patching, operation)
    index += 1
  }
  index -= 1
  if (measureJson(holder.document).depth > MAX_DEPTH) {
    fail('', 'forbidden', 'The result nests too deep.')
  }
  return holder.document
}

/** The shortest patch we know from one document to another; empty when they are equal. */
export function smallestPatch(before: unknown, after: unknown): PatchOperation[] {
  return createPatch(before, after, diffBigArrays)
}

/**
 * Whether it would set what only the server sets: the type, the id, the version, the time. Replacing `meta` is fine as
 * long as the new one names neither of the two, since the server stamps them again.
 */
export function touchesServerField(operation: PatchOperation): boolean {
  if (operation.op === 'test') return false
  if (isServerPath(operation.path)) return true
  if (operation.op === 'move' && (operation.from === '/meta' || isServerPath(operation.from))) {
    return true
  }
  if (operation.path !== '/meta' || operation.op === 'remove') return false
  if (!('value' in operation)) return true
  const { value } = operation
  return isRecord(value) && ('versionId' in value || 'lastUpdated' in value)
}

const SERVER_PATH = /^($|\/(id|resourceType|meta\/versionId|meta\/lastUpdated)(\/|$))/

function isServerPath(path: string): boolean {
  return SERVER_PATH.test(path)
}

function parseOperation(json: unknown, name: string): PatchOperation {
  if (!isRecord(json)) throw new NotAJsonPatch(`${name} is not an object.`)
  const { op, path, from, value } = json
  const pointer = (text: unknown, member: string): string => {
    if (typeof text === 'string' && parsePointer(text)) return text
    throw new NotAJsonPatch(`${name}: "${member}" must be a JSON Pointer such as "/language".`)
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

interface Patching {
  holder: { document: unknown }
  copied: number
  fail: (path: string, reason: PatchFailure, message: string) => never
}

function applyOne(patching: Patching, operation: PatchOperation): void {
  const { path } = operation
  switch (operation.op) {
    case 'test':
      if (!jsonEqual(valueAt(patching, path), operation.value)) {
        patching.fail(path, 'test-failed', 'The value is another than the test expects.')
      }
      return
    case 'add':
      return add(patching, path, operation.value)
    case 'replace':
      valueAt(patching, path)
      return put(patching, 'replace', path, operation.value)
    case 'remove':
      return remove(patching, path)
    case 'copy':
      return add(patching, path, copyOf(patching, operation.from))
    case 'move': {
      const { from } = operation
      const value = valueAt(patching, from)
      if (from === path) return
      if (path.startsWith(`${from}/`)) {
        patching.fail(path, 'forbidden', 'A value cannot be moved into itself.')
      }
      remove(patching, from)
      return add(patching, path, value)
    }
    default:
      return assertNever(operation)
  }
}

function valueAt({ holder, fail }: Patching, path: string): unknown {
  const at = locate(holder.document, tokensOf(path))
  return at.found ? at.value : fail(path, 'path-missing', 'There is nothing at this path.')
}

function copyOf(patching: Patching, from: string): unknown {
  const value = valueAt(patching, from)
  const { depth, weight } = measureJson(value)
  patching.copied += weight
  if (patching.copied > MAX_COPIED || depth > MAX_DEPTH) {
    patching.fail(from, 'forbidden', 'The copies grow beyond any resource.')
  }
  return value
}

function add(patching: Patching, path: string, value: unknown): void {
  const tokens = tokensOf(path)
  const at = locate(patching.holder.document, tokens)
  if (!at.found && !takes(at.parent, tokens.at(-1) ?? '')) {
    patching.fail(path, 'path-missing', 'There is no place for a value at this path.')
  }
  put(patching, 'add', path, value)
}

/** Whether something new may be added under that name; an array takes what follows its last one. */
function takes(parent: unknown, token: string): boolean {
  if (Array.isArray(parent)) return token === '-' || parseIndex(token) === parent.length
  return isRecord(parent)
}

function put(patching: Patching, op: 'add' | 'replace', path: string, value: unknown): void {
  if (tokensOf(path).includes('__proto__') || measureJson(value).hasProto) {
    patching.fail(path, 'forbidden', 'A member named "__proto__" is not allowed.')
  }
  carryOut(patching, { op: op as 'add', path: ROOT + path, value })
}

function remove(patching: Patching, path: string): void {
  valueAt(patching, path)
  if (path === '') patching.fail(path, 'forbidden', 'The whole document cannot be removed.')
  carryOut(patching, { op: 'remove', path: ROOT + path })
}

const ROOT = '/document'

function carryOut(
  { holder, fail }: Patching,
  operation: Parameters<typeof applyPatch>[1][number],
): void {
  const [problem] = applyPatch(holder, [operation])
  if (problem) fail(operation.path.slice(ROOT.length), 'path-missing', problem.message)
}

function tokensOf(path: string): string[] {
  const tokens = parsePointer(path)
  if (!tokens) throw new NotAJsonPatch(`"${path}" is not a JSON Pointer.`)
  return tokens
}

/** The library's table for two arrays is quadratic, and it recurses through it. */
const MAX_TABLE = 40_000

function diffBigArrays(before: unknown, after: unknown, pointer: { toString(): string }) {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  if (before.length * after.length <= MAX_TABLE) return undefined
  if (jsonEqual(before, after)) return []
  return [{ op: 'replace' as const, path: pointer.toString(), value: after as unknown }]
}
