import type { QueryClient } from '@tanstack/react-query'
import { applyJsonPatch, PatchFailed } from '#fhir/patch/json-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import type { Api } from '../api.ts'
import { isApiError } from '../transport/errors.ts'
import type { BinaryState } from './types.ts'

/** The change that met another one. */
export type ConflictingChange =
  | { kind: 'patch'; operations: PatchOperation[] }
  /** New content, with the fields that go with it. */
  | { kind: 'content'; fields?: Binary }
  | { kind: 'remove' }
  | { kind: 'restore'; versionId: string }

/** Everything that a person needs to decide what becomes of two changes to one Binary. */
export interface Conflict {
  id: string
  change: ConflictingChange
  /** What both started from, where it can still be read. */
  base?: Binary
  theirs: BinaryState
  /** How it would look had nobody else been there; absent where it would be gone. */
  mine?: Binary
  onTop: OnTop
}

/** Whether mine can follow theirs: the same change again, under their version. */
type OnTop =
  | {
      possible: true
      /** Their version; absent where the server names none. */
      ifMatch?: string
      /** How it will look then. */
      result?: Binary
    }
  | { possible: false; reason: string }

/** Reads theirs anew, and the base where its version is known. */
export async function loadConflict(
  queryClient: QueryClient,
  api: Api,
  request: { org: string; id: string; change: ConflictingChange; baseVersionId?: string },
): Promise<Conflict> {
  const { org, id, change, baseVersionId } = request
  const [theirs, base] = await Promise.all([
    queryClient.fetchQuery({ ...api.binaries.detail(org, id), staleTime: 0 }),
    liveVersion(queryClient, api, org, id, baseVersionId),
  ])
  const restored =
    change.kind === 'restore'
      ? await liveVersion(queryClient, api, org, id, change.versionId)
      : undefined
  const mine = changed(base, change, restored)
  return {
    id,
    change,
    theirs,
    onTop: onTopOf(theirs, change, restored),
    ...(base ? { base } : {}),
    ...(mine ? { mine } : {}),
  }
}

function onTopOf(theirs: BinaryState, change: ConflictingChange, restored?: Binary): OnTop {
  const ifMatch = theirs.versionId === undefined ? {} : { ifMatch: theirs.versionId }
  if (theirs.state === 'deleted') {
    if (change.kind === 'patch') {
      return { possible: false, reason: 'The file was deleted. Restore it first.' }
    }
    if (change.kind === 'remove') return { possible: false, reason: 'It is already deleted.' }
    return { possible: true, ...ifMatch, ...(restored ? { result: restored } : {}) }
  }
  try {
    const result = applied(theirs.binary, change, restored)
    return { possible: true, ...ifMatch, ...(result ? { result } : {}) }
  } catch (error) {
    if (!(error instanceof PatchFailed)) throw error
    return {
      possible: false,
      reason: 'Their change removed what yours depends on. Edit it again from their version.',
    }
  }
}

/** The base with the change; nothing where the change does not fit it, as when it was edited by hand. */
function changed(base: Binary | undefined, change: ConflictingChange, restored?: Binary) {
  if (!base) return change.kind === 'content' ? change.fields : restored
  try {
    return applied(base, change, restored)
  } catch (error) {
    if (error instanceof PatchFailed) return undefined
    throw error
  }
}

/** @throws PatchFailed */
function applied(binary: Binary, change: ConflictingChange, restored?: Binary) {
  switch (change.kind) {
    case 'patch':
      return applyJsonPatch(binary, change.operations)
    case 'content':
      return change.fields ?? binary
    case 'restore':
      return restored
    case 'remove':
      return undefined
  }
}

async function liveVersion(
  queryClient: QueryClient,
  api: Api,
  org: string,
  id: string,
  versionId: string | undefined,
): Promise<Binary | undefined> {
  if (versionId === undefined) return undefined
  try {
    const state = await queryClient.fetchQuery(api.binaries.version(org, id, versionId))
    return state.state === 'live' ? state.binary : undefined
  } catch (error) {
    // The dialog can do without; a server may have forgotten the version.
    if (isApiError(error) && error.kind !== 'unauthorized') return undefined
    throw error
  }
}
