/**
 * JSON Patch (RFC 6902), for the server and the console. Written by hand for its guarantees
 * (docs/decisions/0007-json-patch.md): the `applyPatch` of the package rfc6902 changes the document in place and goes
 * on after a failure, takes inherited members for present ones, assigns to `__proto__`, and copies without bound; with
 * a check before each of its steps, 1,000 moves within 1 MB took 12 s.
 */
import { assertNever } from '#lib/assert-never.ts'
import { isRecord } from '#lib/is-record.ts'
import { jsonEqual } from '#lib/json-equal.ts'
import { copyJson, measureJson } from '#lib/json/whole-json.ts'
import type { PatchOperation } from '../types.ts'
import { hasMoreSteps, memberOf, parseIndex, parsePointer } from './json-pointer.ts'
import { MAX_DEPTH, NotAJsonPatch } from './parse-json-patch.ts'

export type PatchFailure = 'test-failed' | 'path-missing' | 'forbidden'

/** A patch that does not fit the document. Nothing was changed. */
export class PatchFailed extends Error {
  override readonly name = 'PatchFailed'
  /** Which operation, counted from 0. */
  readonly index: number
  readonly path: string
  readonly reason: PatchFailure

  constructor(index: number, path: string, reason: PatchFailure, message: string) {
    super(`Operation ${index + 1} (${path.slice(0, 200) || 'the whole document'}): ${message}`)
    this.index = index
    this.path = path
    this.reason = reason
  }
}

/**
 * What a patch may do beyond what its own length pays for: values that it copies, and items of lists that make room or
 * close ranks. Without a bound, a thousand moves in a list of 350,000 items hold a server for minutes.
 */
const MAX_WORK = 1_000_000
/** Of that, values that it copies: each copy of what holds the one before would double it. */
const MAX_COPIED = 100_000

export interface PatchWatch {
  /** Told of what the patch has cost beyond its own length; see `MAX_WORK`. */
  counted?: (work: number) => void
  /** Whether two texts that differ mean the same, since others stand for them. */
  sameText?: (one: string, other: string) => boolean
}

/**
 * The patched copy; the document itself stays as it is, whatever happens.
 *
 * Each operation costs what its path and its value weigh, and never what the rest of the document weighs: a value that
 * is moved is neither copied nor looked at. What one costs beyond that, in lists and by copies, is counted and bounded.
 * @param watch what is asked and told on the way
 * @throws PatchFailed at the first operation that can't be done
 */
export function applyJsonPatch<Document>(
  document: Document,
  operations: readonly PatchOperation[],
  { counted, sameText }: PatchWatch = {},
): Document {
  // One level up, so that the whole document is a member like any other.
  const holder = { document: copyJson(document) }
  let index = 0
  const fail: Patching['fail'] = (path, reason, message) => {
    throw new PatchFailed(index, path, reason, message)
  }
  const patching: Patching = { holder, work: 0, copied: 0, fail, sameText }
  for (const operation of operations) {
    applyOne(patching, operation)
    index += 1
  }
  index -= 1
  counted?.(patching.work)
  if (operations.length > 0 && measureJson(holder.document).depth > MAX_DEPTH) {
    // What was moved is looked at here: a thousand looks at the same would cost a thousand times as much.
    fail('', 'forbidden', TOO_DEEP)
  }
  return holder.document
}

interface Patching {
  holder: { document: unknown }
  /** See `MAX_WORK`. */
  work: number
  /** See `MAX_COPIED`. */
  copied: number
  fail: (path: string, reason: PatchFailure, message: string) => never
  sameText: PatchWatch['sameText']
}

function applyOne(patching: Patching, operation: PatchOperation): void {
  const { path } = operation
  switch (operation.op) {
    case 'test':
      if (!jsonEqual(valueAt(patching, path), operation.value, patching.sameText)) {
        patching.fail(path, 'test-failed', 'The value is not the one that the test expects.')
      }
      return
    case 'add':
      return add(patching, path, ownCopy(patching, path, operation.value))
    case 'replace': {
      valueAt(patching, path)
      const { parent, token } = slotOf(patching, path)
      return set(patching, path, parent, token, ownCopy(patching, path, operation.value))
    }
    case 'remove':
      return remove(patching, path)
    case 'copy':
      return add(patching, path, boundedCopy(patching, operation))
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

/** The object or array that holds what the path names, and under which name; `parent` is undefined where it is missing. */
function slotOf({ holder }: Patching, path: string): { parent: unknown; token: string } {
  const tokens = ['document', ...tokensOf(path)]
  const token = tokens.pop() ?? ''
  let parent: unknown = holder
  for (const step of tokens) parent = memberOf(parent, step)?.value
  return { parent, token }
}

function valueAt(patching: Patching, path: string): unknown {
  const { parent, token } = slotOf(patching, path)
  const member = memberOf(parent, token)
  return member
    ? member.value
    : patching.fail(path, 'path-missing', 'There is nothing at this path.')
}

/** Shares nothing with the patch. */
function ownCopy(patching: Patching, path: string, value: unknown): unknown {
  const { depth, hasProto } = measureJson(value)
  if (hasProto) forbidProto(patching, path)
  checkDepth(patching, path, depth)
  return copyJson(value)
}

function boundedCopy(patching: Patching, { from, path }: { from: string; path: string }): unknown {
  const value = valueAt(patching, from)
  const { depth, weight } = measureJson(value)
  checkDepth(patching, path, depth)
  spend(patching, from, weight)
  patching.copied += weight
  if (patching.copied > MAX_COPIED) tooMuch(patching, from)
  return copyJson(value)
}

/** Before anything is put at a path: the next operation would find it there. @param depth of what is put there */
function checkDepth({ fail }: Patching, path: string, depth: number): void {
  if (hasMoreSteps(path, MAX_DEPTH - depth)) fail(path, 'forbidden', TOO_DEEP)
}

/** @throws PatchFailed for a patch that works beyond all measure */
function spend(patching: Patching, path: string, work: number): void {
  patching.work += work
  if (patching.work > MAX_WORK) tooMuch(patching, path)
}

function tooMuch({ fail }: Patching, path: string): void {
  fail(path, 'forbidden', 'The patch copies and moves more than any resource holds.')
}

function add(patching: Patching, path: string, value: unknown): void {
  const { parent, token } = slotOf(patching, path)
  if (!Array.isArray(parent)) return set(patching, path, parent, token, value)
  const index = token === '-' ? parent.length : parseIndex(token)
  if (index === undefined || index > parent.length) return noPlace(patching, path)
  spend(patching, path, parent.length - index)
  parent.splice(index, 0, value)
}

function set(
  patching: Patching,
  path: string,
  parent: unknown,
  token: string,
  value: unknown,
): void {
  if (token === '__proto__') forbidProto(patching, path)
  if (Array.isArray(parent)) parent[Number(token)] = value
  else if (isRecord(parent)) parent[token] = value
  else noPlace(patching, path)
}

function remove(patching: Patching, path: string): void {
  valueAt(patching, path)
  if (path === '') patching.fail(path, 'forbidden', 'The whole document cannot be removed.')
  const { parent, token } = slotOf(patching, path)
  if (Array.isArray(parent)) {
    spend(patching, path, parent.length - Number(token))
    parent.splice(Number(token), 1)
  } else if (isRecord(parent)) delete parent[token]
}

const TOO_DEEP = 'The result nests too deep.'

function noPlace({ fail }: Patching, path: string): void {
  fail(path, 'path-missing', 'There is no place for a value at this path.')
}

function forbidProto({ fail }: Patching, path: string): void {
  fail(path, 'forbidden', 'A member named "__proto__" is not allowed.')
}

function tokensOf(path: string): string[] {
  const tokens = parsePointer(path)
  if (!tokens) throw new NotAJsonPatch(`"${path}" is not a JSON Pointer.`)
  return tokens
}
