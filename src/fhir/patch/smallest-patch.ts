import { createPatch } from 'rfc6902'
import { jsonEqual } from '#lib/json-equal.ts'
import type { PatchOperation } from '../types.ts'

/**
 * A short patch from one JSON value to another (RFC 6902), by the package rfc6902; empty when they are equal, whatever
 * the order of their members.
 */
export function smallestPatch(before: unknown, after: unknown): PatchOperation[] {
  return createPatch(before, after, replaceLongLists)
}

/** Entries of both lists, multiplied: the package's table for two lists is quadratic, and it recurses through it. */
const MAX_TABLE = 40_000

function replaceLongLists(before: unknown, after: unknown, pointer: { toString(): string }) {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined
  if (before.length * after.length <= MAX_TABLE) return undefined
  if (jsonEqual(before, after)) return []
  return [{ op: 'replace' as const, path: pointer.toString(), value: after as unknown }]
}
