import { QueryClient, type MutationFunctionContext } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { BinaryState } from '#api/binaries/types.ts'
import { ApiError } from '#api/transport/errors.ts'
import type { RowResult, RowUndo } from './bulk.ts'

export interface RowApi {
  binaries: Pick<
    Api['binaries'],
    'conflict' | 'detail' | 'patch' | 'remove' | 'restore' | 'restorePart'
  >
}

export type Basis = 'seen' | 'current' | 'untouched'

/** What came of one row, and how the Binary stands now. */
export interface RowOutcome {
  result: RowResult
  state?: BinaryState
}

export interface Place {
  org: string
  id: string
}

export async function removeRow(
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

export function metAgain(method: 'PATCH' | 'PUT' | 'DELETE', { id }: Place): ApiError {
  return new ApiError('precondition-failed', { method, path: `Binary/${id}` })
}

/** The functions themselves are called: as mutations each of them would load the lists anew. */
export const context: MutationFunctionContext = { client: new QueryClient(), meta: undefined }

function restoring(versionId: string | undefined, deletion: string | undefined) {
  if (versionId === undefined) return {}
  const replaces = {
    state: 'deleted',
    ...(deletion === undefined ? {} : { versionId: deletion }),
  } as const
  const undo: RowUndo = { kind: 'restore', versionId, replaces }
  return { undo }
}

export async function readNow(api: RowApi, org: string, id: string): Promise<BinaryState> {
  return context.client.fetchQuery({ ...api.binaries.detail(org, id), staleTime: 0, gcTime: 0 })
}

export function matching(versionId: string | undefined): { ifMatch?: string } {
  return versionId === undefined || versionId === '' ? {} : { ifMatch: versionId }
}
