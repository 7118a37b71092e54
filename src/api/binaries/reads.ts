import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { endpoints, withQuery } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isAbort, isApiError, isFact } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { loadReadHistory } from './history.ts'
import { ELEMENTS, liveBinary } from './read-resource.ts'
import type { BinaryState, DeletedBinary, LiveBinary } from './types.ts'

/** A Binary as it stands now; a deleted one is a state, not an error. */
export function detailOptions(client: Client, org: string, id: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.detail(org, id),
    staleTime: 10_000,
    queryFn: ({ signal }) => readDetail(client, org, id, signal),
  })
}

/** The files that were opened in this session and are still there, as far as the cache holds them; the last one first. */
export function openedBinaries(queryClient: QueryClient, org: string): Binary[] {
  const opened = queryClient
    .getQueryCache()
    .findAll({ queryKey: keys.instances(org) })
    .filter(({ queryKey }) => queryKey.at(-1) === keys.detail('', '').at(-1))
    .toSorted((one, two) => two.state.dataUpdatedAt - one.state.dataUpdatedAt)
  return opened.flatMap(({ state }) => {
    const found = state.data as BinaryState | undefined
    return found?.state === 'live' ? found.binary : []
  })
}

/** One version, which never changes any more. */
export function versionOptions(client: Client, org: string, id: string, versionId: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.version(org, id, versionId),
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<BinaryState> => {
      try {
        const path = endpoints.version(org, id, versionId)
        const state = await readWithoutContent(client, path, id, signal)
        return { ...state, versionId: state.versionId ?? versionId }
      } catch (error) {
        if (isApiError(error, 'gone')) return { state: 'deleted', versionId }
        throw error
      }
    },
  })
}

/**
 * The version before a deletion, which still has the name: where versions are counted the one numbered before it, else
 * the one that the history names. Without `binary` where neither is there.
 */
export function beforeOptions(client: Client, org: string, id: string, versionId?: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.before(org, id, versionId),
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<{ binary?: Binary }> => {
      const number = /^\d{1,9}$/.test(versionId ?? '') ? Number(versionId) : 0
      try {
        if (number > 1) {
          const path = endpoints.version(org, id, String(number - 1))
          const { binary } = await readWithoutContent(client, path, id, signal)
          return { binary }
        }
      } catch (error) {
        if (!isFact(error)) throw error
      }
      const target = { path: endpoints.history(org, id), id, filter: { count: 20 } }
      const { entries } = await (
        await loadReadHistory()
      ).readHistory(client, target, undefined, signal)
      const deletion = entries.findIndex(
        (one) => one.kind === 'deletion' && one.versionId === versionId,
      )
      const before = entries.find(({ resource }, index) => index > deletion && resource)
      return before?.resource ? { binary: before.resource } : {}
    },
  })
}

/** As it stands now, straight from the server. */
export async function readDetail(
  client: Client,
  org: string,
  id: string,
  signal?: AbortSignal,
): Promise<BinaryState> {
  try {
    return await readWithoutContent(client, endpoints.instance(org, id), id, signal)
  } catch (error) {
    if (!isApiError(error, 'gone', 'not-found')) throw error
    // Some servers answer 404 for what was deleted: its history tells. A history that can't be read just now says nothing.
    const gone = isApiError(error, 'gone')
    const deletion = await newestDeletion(client, org, id, signal).catch((problem: unknown) => {
      if (isAbort(problem) || isApiError(problem, 'unauthorized')) throw problem
      if (!gone && !isFact(problem)) throw problem
      return undefined
    })
    if (deletion) return deletion
    if (gone) return { state: 'deleted' }
    throw error
  }
}

/** A Binary at a path, without its content. */
export async function readWithoutContent(
  client: Client,
  path: string,
  id: string,
  signal?: AbortSignal,
): Promise<LiveBinary> {
  const trimmed: ApiRequest = { method: 'GET', path: withQuery(path, { _elements: ELEMENTS }) }
  const whole: ApiRequest = { method: 'GET', path }
  try {
    return liveBinary(await client.json(trimmed, signal), trimmed, id)
  } catch (error) {
    if (!isApiError(error, 'bad-request')) throw error
    // A server that refuses parameters it does not know.
    return liveBinary(await client.json(whole, signal), whole, id)
  }
}

/** The deletion that a history ends with; nothing where the server keeps no history, or the file never was. */
async function newestDeletion(
  client: Client,
  org: string,
  id: string,
  signal?: AbortSignal,
): Promise<DeletedBinary | undefined> {
  const target = { path: endpoints.history(org, id), id, filter: { count: 20 } }
  const { entries } = await (await loadReadHistory()).readHistory(client, target, undefined, signal)
  const [newest] = entries
  if (newest?.kind !== 'deletion') return undefined
  const { id: _, kind: __, resource: ___, method: ____, status: _____, ...told } = newest
  return { state: 'deleted', ...told }
}
