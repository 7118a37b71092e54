import { QueryClient } from '@tanstack/react-query'
import { mergeRestore } from '#api/binaries/restoring/merged-restore.ts'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import type { Replaced } from '#api/binaries/types.ts'
import type { RowUndo } from '../bulk/bulk.ts'
import {
  context,
  metAgain,
  readNow,
  removeRow,
  type Basis,
  type Place,
  type RowApi,
  type RowOutcome,
} from '../bulk/row-requests.ts'

/** Makes one as it was, with the precondition that its plan was made on, or on what is current after the user was told. */
export async function takeBack(
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
      // Whatever somebody else changed would be deleted with it.
      if (basis === 'untouched') throw metAgain('DELETE', place)
      const now = basis === 'seen' ? plan.replaces : await readNow(api, place.org, place.id)
      if (now.state === 'deleted') return { result: { state: 'unchanged' } }
      return removeRow(api, place, now.versionId)
    }
    case 'restore': {
      if (basis === 'untouched') return restoreMerged(api, place, plan)
      const now = basis === 'seen' ? plan.replaces : await readNow(api, place.org, place.id)
      if (now.state === 'live' && now.versionId === plan.versionId) {
        return { result: { state: 'unchanged' } }
      }
      return restoreRow(api, place, plan.versionId, now)
    }
  }
}

/** The restore with what somebody else changed elsewhere, as `mergeRestore` has it. @throws ApiError where both changed the same */
async function restoreMerged(
  api: RowApi,
  { org, id }: Place,
  { versionId, replaces }: PastPlan & { kind: 'restore' },
): Promise<RowOutcome> {
  const change = { kind: 'restore', versionId, part: 'all' } as const
  const baseVersionId = replaces.versionId
  const options = api.binaries.conflict(org, { id, change, baseVersionId })
  // Contents that are read for it are not kept: whoever is signed in next must not get them.
  const once = new QueryClient()
  const { remote, restore } = await once.fetchQuery(options)
  if (remote.state === 'deleted' || restore === undefined) throw metAgain('PUT', { org, id })
  const { open, kept, binary, content, isStored } = mergeRestore(restore, {})
  if (open.length > 0) throw metAgain('PUT', { org, id })
  if (isStored) return { result: { state: 'unchanged' } }
  const { version } = restore
  const variables = {
    id,
    versionId,
    part: 'merged',
    version,
    stored: remote,
    binary,
    content,
  } as const
  const state = await api.binaries
    .restorePart(org)
    .mutationFn?.(variables, { ...context, client: once })
  const undo = undoOfRestore(remote, state?.madeVersionId)
  return { result: { state: 'done', kept, ...(undo && { undo }) }, ...(state && { state }) }
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
export function undoOfRestore(replaced: Replaced, made: string | undefined): RowUndo | undefined {
  if (made === undefined) return undefined
  if (replaced.state === 'deleted') return { kind: 'remove', ifMatch: made }
  const { versionId } = replaced
  if (versionId === undefined || versionId === '') return undefined
  return { kind: 'restore', versionId, replaces: { state: 'live', versionId: made } }
}

function skipped(why: string): RowOutcome {
  return { result: { state: 'skipped', why } }
}
