import type { BinaryState } from '#api/binaries/types.ts'
import { ApiError } from '#api/transport/errors.ts'
import { fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import type { BinaryRow } from '../list/rows.ts'
import { takeBack } from '../past/past-row.ts'
import { patchBack, patchFor, type BulkAction, type PlainAction, type RowUndo } from './bulk.ts'
import {
  context,
  matching,
  metAgain,
  readNow,
  removeRow,
  type Basis,
  type RowApi,
  type RowOutcome,
} from './row-requests.ts'

/**
 * Changes one Binary, with `If-Match` of the version that the change is made on.
 * @param basis `seen`: the version that the user saw, so that nobody else's change is overwritten unseen; `current`:
 *   the one that is current now, for a retry after the user was told; `untouched`: the current one, where nobody has
 *   changed the same field since the user saw it
 * @throws ApiError
 */
export async function changeRow(
  api: RowApi,
  org: string,
  row: BinaryRow,
  action: BulkAction,
  basis: Basis,
): Promise<RowOutcome> {
  if (action.kind === 'past') {
    return takeBack(api, { org, id: row.id }, action.plans.get(row.id), basis)
  }
  // A row without a version, from a server that lists none, is read before it is changed.
  const read = basis !== 'seen' || row.version === ''
  const before = read ? await readNow(api, org, row.id) : seen(row)
  if (before.state === 'deleted') {
    if (action.kind === 'remove') return { result: { state: 'unchanged' }, state: before }
    throw new ApiError('gone', { method: 'PATCH', path: `Binary/${row.id}` })
  }
  const condition = matching(before.versionId)
  if (action.kind === 'remove') return removeRow(api, { org, id: row.id }, before.versionId)
  if (basis === 'untouched' && touches(row, before.binary, action)) {
    throw metAgain('PATCH', { org, id: row.id })
  }
  const operations = patchFor(before, action)
  if (operations.length === 0) return { result: { state: 'unchanged' } }
  const variables = { id: row.id, operations, ...condition }
  const state = await api.binaries.patch(org).mutationFn?.(variables, context)
  // Without the version that it made nobody can tell whether another change came on top, so it can't be taken back.
  const ifMatch = state?.madeVersionId
  const undo = ifMatch !== undefined && {
    undo: { kind: 'patch' as const, operations: patchBack(before, action), ifMatch },
  }
  return { result: { state: 'done', ...undo }, ...(state && { state }) }
}

/** Whether somebody else changed what the action sets, since the user saw the row. */
function touches({ binary }: BinaryRow, now: Binary, { kind }: PlainAction): boolean {
  return fieldChanges(binary, now).some(({ path }) => path === `Binary.${kind}`)
}

/** Takes one change back, unless a newer version has come since. A failure keeps the plan, so that it can be retried. */
export async function undoRow(
  api: RowApi,
  org: string,
  { id }: BinaryRow,
  undo: RowUndo | undefined,
): Promise<RowOutcome> {
  if (!undo) return { result: { state: 'unchanged' } }
  try {
    const state = await sendUndo(api, org, id, undo)
    return { result: { state: 'undone' }, ...(state && { state }) }
  } catch (error) {
    return { result: { state: 'failed', error, undo } }
  }
}

async function sendUndo(
  { binaries }: RowApi,
  org: string,
  id: string,
  undo: RowUndo,
): Promise<BinaryState | undefined> {
  switch (undo.kind) {
    case 'patch': {
      const { operations, ifMatch } = undo
      return binaries.patch(org).mutationFn?.({ id, operations, ifMatch }, context)
    }
    case 'restore': {
      const { versionId, replaces } = undo
      return binaries.restore(org).mutationFn?.({ id, versionId, replaces }, context)
    }
    case 'remove': {
      const removed = await binaries
        .remove(org)
        .mutationFn?.({ id, ifMatch: undo.ifMatch }, context)
      return { state: 'deleted', ...removed }
    }
  }
}

function seen({ binary, version }: BinaryRow) {
  return { state: 'live' as const, binary, versionId: version }
}
