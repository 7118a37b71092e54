import type { MutationFunctionContext } from '@tanstack/react-query'
import { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { BinaryState } from '#api/binaries/types.ts'
import { ApiError } from '#api/transport/errors.ts'
import type { BinaryRow } from '../list/rows.ts'
import { patchBack, patchFor, type BulkAction, type RowResult, type RowUndo } from './bulk.ts'

export interface RowApi {
  binaries: Pick<Api['binaries'], 'detail' | 'patch' | 'remove' | 'restore'>
}

/** What came of one row, and how the Binary stands now. */
export interface RowOutcome {
  result: RowResult
  state?: BinaryState
}

/**
 * Changes one Binary, with `If-Match` of the version that the change is made on.
 * @param basis `seen`: the version that the user saw, so that nobody else's change is overwritten unseen; `current`:
 *   the one that is current now, for a retry after the user was told
 * @throws ApiError
 */
export async function changeRow(
  api: RowApi,
  org: string,
  row: BinaryRow,
  action: BulkAction,
  basis: 'seen' | 'current',
): Promise<RowOutcome> {
  // A row without a version, from a server that lists none, is read before it is changed.
  const read = basis === 'current' || row.version === ''
  const before = read ? await readNow(api, org, row.id) : seen(row)
  if (before.state === 'deleted') {
    if (action.kind === 'remove') return { result: { state: 'unchanged' }, state: before }
    throw new ApiError('gone', { method: 'PATCH', path: `Binary/${row.id}` })
  }
  const condition = matching(before.versionId)
  if (action.kind === 'remove') {
    const removed = await api.binaries
      .remove(org)
      .mutationFn?.({ id: row.id, ...condition }, context)
    const state: BinaryState = { state: 'deleted', ...removed }
    return { result: { state: 'done', ...restoring(before.versionId, removed?.versionId) }, state }
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

/** Takes one change back, unless a newer version has come since. A failure keeps the plan, so that it can be retried. */
export async function undoRow(
  api: RowApi,
  org: string,
  { id }: BinaryRow,
  undo: RowUndo | undefined,
): Promise<RowOutcome> {
  if (!undo) return { result: { state: 'unchanged' } }
  try {
    const { kind: _, ...variables } = undo
    const state =
      'operations' in variables
        ? await api.binaries.patch(org).mutationFn?.({ id, ...variables }, context)
        : await api.binaries.restore(org).mutationFn?.({ id, ...variables }, context)
    return { result: { state: 'undone' }, ...(state && { state }) }
  } catch (error) {
    return { result: { state: 'failed', error, undo } }
  }
}

/** The functions themselves are called: as mutations each of them would load the lists anew. */
const context: MutationFunctionContext = { client: new QueryClient(), meta: undefined }

function restoring(versionId: string | undefined, deletion: string | undefined) {
  if (versionId === undefined) return {}
  const replaces = {
    state: 'deleted',
    ...(deletion === undefined ? {} : { versionId: deletion }),
  } as const
  const undo: RowUndo = { kind: 'restore', versionId, replaces }
  return { undo }
}

function seen({ binary, version }: BinaryRow) {
  return { state: 'live' as const, binary, versionId: version }
}

async function readNow(api: RowApi, org: string, id: string): Promise<BinaryState> {
  return context.client.fetchQuery({ ...api.binaries.detail(org, id), staleTime: 0, gcTime: 0 })
}

function matching(versionId: string | undefined): { ifMatch?: string } {
  return versionId === undefined || versionId === '' ? {} : { ifMatch: versionId }
}
