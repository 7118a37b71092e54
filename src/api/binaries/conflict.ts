import type { QueryClient } from '@tanstack/react-query'
import { applyJsonPatch, PatchFailed } from '#fhir/patch/json-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import type { Client } from '../transport/client.ts'
import { isFact } from '../transport/errors.ts'
import { detailOptions, versionOptions } from './reads.ts'
import type { RestoredPart, RestoreSides } from './restoring/merged-restore.ts'
import { restoredBinary, restoreSides } from './restoring/restore-sides.ts'
import type { BinaryState, Replaced } from './types.ts'

/** The change that met another one. */
export type ConflictingChange =
  | { kind: 'patch'; operations: PatchOperation[] }
  /** New content, with the fields that go with it. */
  | {
      kind: 'content'
      fields?: Binary
      /** Bytes. */
      size?: number
    }
  | { kind: 'remove' }
  | { kind: 'restore'; versionId: string; part: RestoredPart }

/** Everything that a person needs to decide what becomes of two changes to one Binary. */
export interface Conflict {
  id: string
  change: ConflictingChange
  /** What both changes started from, where it can still be read. */
  base?: Binary
  /** What is stored now. */
  remote: BinaryState
  /** How it would look without the other change; absent where it would be deleted. */
  mine?: Binary
  onTop: OnTop
  /** Of a restore, where both sides can be read: what a merge is made of. */
  restore?: RestoreSides
}

/** Whether mine can be applied to the stored version. */
type OnTop =
  | {
      possible: true
      /** The stored version, which the change must find unchanged. */
      replaces: Replaced
      /** How it will look then. */
      result?: Binary
    }
  | { possible: false; reason: string }

/** A change that was refused since something else is stored by now. */
export interface ConflictRequest {
  id: string
  change: ConflictingChange
  /** The version that the change was made on, where it is known. */
  baseVersionId?: string | undefined
}

/** Reads what is stored now, and the base where its version is known. @throws ApiError for a passing failure */
export async function loadConflict(
  queryClient: QueryClient,
  client: Client,
  request: ConflictRequest & { org: string },
  signal: AbortSignal = new AbortController().signal,
): Promise<Conflict> {
  const { org, id, change, baseVersionId } = request
  const [remote, base] = await Promise.all([
    queryClient.fetchQuery({ ...detailOptions(client, org, id), staleTime: 0 }),
    liveVersion(queryClient, client, org, id, baseVersionId),
  ])
  const version =
    change.kind === 'restore'
      ? await liveVersion(queryClient, client, org, id, change.versionId)
      : undefined
  const mine = changed(base, change, version)
  const restore =
    change.kind === 'restore' && remote.state === 'live' && version !== undefined
      ? await restoreSides(
          queryClient,
          client,
          { org, id, change, base, baseVersionId, remote, version },
          signal,
        )
      : undefined
  return {
    id,
    change,
    remote,
    onTop: onTopOf(remote, change, version),
    ...(restore ? { restore } : {}),
    ...(base ? { base } : {}),
    ...(mine ? { mine } : {}),
  }
}

function onTopOf(remote: BinaryState, change: ConflictingChange, version?: Binary): OnTop {
  const { state, versionId } = remote
  const replaces: Replaced = { state, ...(versionId === undefined ? {} : { versionId }) }
  if (remote.state === 'deleted') {
    if (change.kind === 'patch') {
      return { possible: false, reason: 'The file was deleted. Restore it first.' }
    }
    if (change.kind === 'remove') return { possible: false, reason: 'It is already deleted.' }
    if (change.kind === 'restore' && change.part !== 'all') {
      return {
        possible: false,
        reason: 'The file was deleted. Restore a version as a whole first.',
      }
    }
    return { possible: true, replaces, ...(version ? { result: version } : {}) }
  }
  try {
    const result = applied(remote.binary, change, version)
    return { possible: true, replaces, ...(result ? { result } : {}) }
  } catch (error) {
    if (!(error instanceof PatchFailed)) throw error
    return {
      possible: false,
      reason:
        'The stored version no longer has what your change depends on. Edit it again from that version.',
    }
  }
}

/** The base with the change; nothing where the change does not fit it, as when it was edited by hand. */
function changed(base: Binary | undefined, change: ConflictingChange, version?: Binary) {
  if (!base) return change.kind === 'content' ? change.fields : version
  try {
    return applied(base, change, version)
  } catch (error) {
    if (error instanceof PatchFailed) return undefined
    throw error
  }
}

/** @throws PatchFailed */
function applied(binary: Binary, change: ConflictingChange, version?: Binary) {
  switch (change.kind) {
    case 'patch':
      return applyJsonPatch(binary, change.operations)
    case 'content':
      return change.fields ?? binary
    case 'restore':
      return version && restoredBinary(binary, version, change.part)
    case 'remove':
      return undefined
  }
}

async function liveVersion(
  queryClient: QueryClient,
  client: Client,
  org: string,
  id: string,
  versionId: string | undefined,
): Promise<Binary | undefined> {
  if (versionId === undefined) return undefined
  try {
    const state = await queryClient.fetchQuery(versionOptions(client, org, id, versionId))
    return state.state === 'live' ? state.binary : undefined
  } catch (error) {
    // A server may have forgotten the version, and the dialog can do without.
    if (isFact(error)) return undefined
    throw error
  }
}
