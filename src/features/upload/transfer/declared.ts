import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { Capabilities } from '#api/binaries/types.ts'
import { isApiError } from '#api/transport/errors.ts'

type Asked = Pick<Api, 'capabilities' | 'knownCapabilities'>

/**
 * What a server declares, on which the way of an upload depends. It must not change with a server's moods: a repeat on
 * another way could be stored twice.
 * @throws ApiError where the server can't be asked just now; one that fails at this alone counts as one that says nothing
 */
export async function declaredBy(
  api: Asked,
  reads: QueryClient,
  org: string,
): Promise<Capabilities> {
  try {
    return await reads.fetchQuery({ ...api.capabilities(org), retry: 1 })
  } catch (error) {
    if (!isApiError(error, 'server') || error.retryAfter !== undefined) throw error
    return api.knownCapabilities(reads, org)
  }
}

/** Remembers that a server refuses what it declares: creates with ids that clients chose. */
export function rememberOwnIdsRefused(api: Asked, reads: QueryClient, org: string): void {
  const { queryKey } = api.capabilities(org)
  reads.setQueryData(queryKey, (known) => known && { ...known, updateCreate: false })
}
