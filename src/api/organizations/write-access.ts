import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { keys } from '../keys.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import { organizationListOptions } from './organizations.ts'

/** Whether this token may change anything in an organization. */
export interface WriteAccess {
  /** `undefined`: nobody knows before it is tried. */
  allowed: boolean | undefined
  /** It was tried, and the server said no. */
  refused?: true
}

/** As the server's list of organizations says it, or as a refused write has shown it. */
export function writeAccessOptions(client: Client, org: string) {
  return queryOptions({
    queryKey: keys.writeAccess(org),
    // A right may be given meanwhile.
    staleTime: 5 * 60_000,
    retry: false,
    networkMode: 'always',
    queryFn: async ({ client: queryClient }): Promise<WriteAccess> => {
      const { organizations } = await queryClient.fetchQuery(organizationListOptions(client))
      const found = organizations.find(({ id, slug }) => id === org || slug === org)
      return { allowed: found?.access === undefined ? undefined : found.access === 'write' }
    },
  })
}

/** Remembers that a write was refused, for that organization and as long as the cache of this session. */
export function rememberRefusal(queryClient: QueryClient, org: string, error: unknown): void {
  if (!isApiError(error, 'forbidden')) return
  const refused: WriteAccess = { allowed: false, refused: true }
  queryClient.setQueryData(keys.writeAccess(org), refused)
}
