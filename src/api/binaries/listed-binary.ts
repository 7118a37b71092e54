import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { keys } from '../keys.ts'
import type { BinaryPage } from './search/search-types.ts'
import type { LiveBinary } from './types.ts'

/**
 * A Binary as a list has it that is in the cache: it stands in until its own answer comes. Only with its version, by
 * which its content is read.
 */
export function listedBinary(
  queryClient: QueryClient,
  org: string,
  id: string,
): LiveBinary | undefined {
  const lists = queryClient.getQueriesData<InfiniteData<BinaryPage>>({ queryKey: keys.lists(org) })
  for (const [, list] of lists) {
    for (const { items } of list?.pages ?? []) {
      const binary = items.find((one) => one.id === id)
      const { versionId, lastUpdated } = binary?.meta ?? {}
      if (binary === undefined || versionId === undefined) continue
      return { state: 'live', binary, versionId, ...(lastUpdated !== undefined && { lastUpdated }) }
    }
  }
  return undefined
}
