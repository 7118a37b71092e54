import { isRecord } from '#lib/is-record.ts'
import type { PatchOperation } from '../types.ts'

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
