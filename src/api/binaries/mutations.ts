import { mutationOptions, type QueryClient } from '@tanstack/react-query'
import type { Binary } from '#fhir/types.ts'
import { loadOnce } from '#lib/load/load-once.ts'
import { keys } from '../keys.ts'
import { rememberRefusal } from '../organizations/write-access.ts'
import type { Client } from '../transport/client.ts'
import { WRITE } from '../transport/retry.ts'
import type { RestorePartVariables } from './restoring/part-variables.ts'
import type { BinaryState } from './types.ts'
import type {
  PatchVariables,
  RemoveVariables,
  RestoreVariables,
  UpdateVariables,
  WrittenBinary,
} from './types.ts'

/** Loaded with the first change. */
const writes = () => import('./writes.ts')
const restores = () => import('./restoring/restore.ts')

export function createOptions(client: Client, org: string) {
  return writeOptions(org, 'create', async ({ binary }: { binary: Binary }) =>
    (await writes()).createBinary(client, org, binary),
  )
}

export function updateOptions(client: Client, org: string) {
  return writeOptions(org, 'update', async (variables: UpdateVariables) =>
    (await writes()).updateBinary(client, org, variables),
  )
}

export function patchOptions(client: Client, org: string) {
  return writeOptions(org, 'patch', async (variables: PatchVariables) =>
    (await writes()).patchBinary(client, org, variables),
  )
}

export function removeOptions(client: Client, org: string) {
  return mutationOptions({
    ...forWrites(org, 'remove'),
    mutationFn: async (variables: RemoveVariables) =>
      (await writes()).removeBinary(client, org, variables),
    onSuccess: (removed, { id }, _, { client: queryClient }) =>
      settle(queryClient, org, id, { state: 'deleted', ...removed }),
  })
}

export function restoreOptions(client: Client, org: string) {
  return writeOptions(org, 'restore', async (variables: RestoreVariables) =>
    (await restores()).restoreVersion(client, org, variables),
  )
}

export function restorePartOptions(client: Client, org: string) {
  return writeOptions(org, 'restore-part', async (variables: RestorePartVariables, queryClient) => {
    const { restorePart } = await import('./restoring/restore-part.ts')
    return restorePart(client, queryClient, org, variables)
  })
}

/** Uploads what a version holds as a new Binary. */
export function copyOptions(client: Client, org: string) {
  return writeOptions(org, 'copy', async (variables: { id: string; versionId: string }) =>
    (await restores()).copyVersion(client, org, variables),
  )
}

/** A change that leaves a Binary behind, which the caches then hold. */
function writeOptions<Variables>(
  org: string,
  name: string,
  write: (variables: Variables, queryClient: QueryClient) => Promise<WrittenBinary>,
) {
  return mutationOptions({
    ...forWrites(org, name),
    mutationFn: (variables: Variables, { client }: { client: QueryClient }) =>
      write(variables, client),
    onSuccess: (state, _, __, { client }) => settle(client, org, state.binary.id ?? '', state),
  })
}

/** A write that the server refuses says something about all others. */
function forWrites(org: string, name: string) {
  return {
    ...WRITE,
    mutationKey: [...keys.binaries(org), name],
    onError: (error: Error, _: unknown, __: unknown, { client }: { client: QueryClient }) =>
      rememberRefusal(client, org, error),
  }
}

/** Loaded with the first change. */
const loadInvalidate = loadOnce(() => import('./invalidate.ts'))

/** Shows in all caches what was written, and asks again for what may have changed: for everything, where its code can't be had. */
export async function followWrites(
  queryClient: QueryClient,
  org: string,
  states: ReadonlyMap<string, BinaryState | undefined>,
): Promise<void> {
  const loaded = await loadInvalidate().catch(() => undefined)
  if (loaded) await loaded.invalidateBinaries(queryClient, org, states)
  else await queryClient.invalidateQueries({ queryKey: keys.binaries(org) })
}

/** The caches follow on their own: what was written is done, whether or not the next reads go well. */
async function settle(
  queryClient: QueryClient,
  org: string,
  id: string,
  state: BinaryState,
): Promise<void> {
  void followWrites(queryClient, org, new Map([[id, state]]))
}
