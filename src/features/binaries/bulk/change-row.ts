import type { MutationFunctionContext } from '@tanstack/react-query'
import { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import type { BinaryState, Replaced } from '#api/binaries/types.ts'
import { ApiError } from '#api/transport/errors.ts'
import { fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import type { BinaryRow } from '../list/rows.ts'
import {
  patchBack,
  patchFor,
  type BulkAction,
  type PlainAction,
  type RowResult,
  type RowUndo,
} from './bulk.ts'

export interface RowApi {
  binaries: Pick<Api['binaries'], 'detail' | 'patch' | 'remove' | 'restore'>
}

export type Basis = 'seen' | 'current' | 'untouched'

/** What came of one row, and how the Binary stands now. */
export interface RowOutcome {
  result: RowResult
  state?: BinaryState
}

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
    throw new ApiError('precondition-failed', { method: 'PATCH', path: `Binary/${row.id}` })
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

interface Place {
  org: string
  id: string
}

async function removeRow(
  api: RowApi,
  { org, id }: Place,
  versionId: string | undefined,
): Promise<RowOutcome> {
  const removed = await api.binaries
    .remove(org)
    .mutationFn?.({ id, ...matching(versionId) }, context)
  const state: BinaryState = { state: 'deleted', ...removed }
  return { result: { state: 'done', ...restoring(versionId, removed?.versionId) }, state }
}

/** Makes one as it was, with the precondition that its plan was made on, or on what is current after the user was told. */
async function takeBack(
  api: RowApi,
  place: Place,
  plan: PastPlan | undefined,
  basis: Basis,
): Promise<RowOutcome> {
  switch (plan?.kind) {
    case undefined:
      return skipped('You chose not to.')
    case 'unknown':
      return skipped(plan.why)
    case 'absent':
      return skipped('It did not exist then.')
    case 'already':
      return { result: { state: 'unchanged' } }
    case 'delete': {
      const now = basis === 'seen' ? plan.replaces : await readNow(api, place.org, place.id)
      if (now.state === 'deleted') return { result: { state: 'unchanged' } }
      return removeRow(api, place, now.versionId)
    }
    case 'restore': {
      const now = basis === 'seen' ? plan.replaces : await readNow(api, place.org, place.id)
      if (now.state === 'live' && now.versionId === plan.versionId) {
        return { result: { state: 'unchanged' } }
      }
      return restoreRow(api, place, plan.versionId, now)
    }
  }
}

async function restoreRow(
  api: RowApi,
  { org, id }: Place,
  versionId: string,
  { state: was, versionId: before }: Replaced,
): Promise<RowOutcome> {
  const replaces: Replaced = { state: was, ...(before === undefined ? {} : { versionId: before }) }
  const variables = { id, versionId, replaces }
  const state = await api.binaries.restore(org).mutationFn?.(variables, context)
  const undo = undoOfRestore(replaces, state?.madeVersionId)
  return { result: { state: 'done', ...(undo && { undo }) }, ...(state && { state }) }
}

/** Without the version that it made nobody can tell whether another change came on top, so it can't be taken back. */
function undoOfRestore(replaced: Replaced, made: string | undefined): RowUndo | undefined {
  if (made === undefined) return undefined
  if (replaced.state === 'deleted') return { kind: 'remove', ifMatch: made }
  const { versionId } = replaced
  if (versionId === undefined || versionId === '') return undefined
  return { kind: 'restore', versionId, replaces: { state: 'live', versionId: made } }
}

function skipped(why: string): RowOutcome {
  return { result: { state: 'skipped', why } }
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
