import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { securityContextKey } from '#fhir/binary/binary.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../../keys.ts'
import { distinctBinaries } from '../pages.ts'
import { openedBinaries } from '../reads.ts'
import type { BinaryPage } from '../search/search-types.ts'
import { bestFiles, contextsAmong, rankFile, type FoundContext } from './rank.ts'
import { MOST_FILES } from './server-find.ts'

/** What was found among the files that are loaded. */
export interface FoundLoaded {
  /** The best first, at most `MOST_FILES`. */
  files: Binary[]
  /** How many were found. */
  count: number
  /** How many were looked at, each once. */
  looked: number
  contexts: FoundContext[]
}

/** Files that are looked at before the page gets its turn again. */
const AT_ONCE = 1000

/** Looks through all files of the organization that the cache holds, whatever list or page has loaded them. */
export async function findAmongLoaded(
  queryClient: QueryClient,
  org: string,
  words: string,
  signal: AbortSignal,
): Promise<FoundLoaded> {
  const all = loadedFiles(queryClient, org)
  const folded = wordsOf(words)
  const counts = new Map<string | undefined, number>()
  const contexts = new Map<string, FoundContext>()
  let [files, count]: [Binary[], number] = [[], 0]
  for (let from = 0; from < all.length; from += AT_ONCE) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
    const some = all.slice(from, from + AT_ONCE)
    const found = some.filter((file) => rankFile(file, folded) !== undefined)
    count += found.length
    files = bestFiles([...files, ...found], folded).slice(0, MOST_FILES)
    for (const context of contextsAmong(found, folded)) {
      if (!contexts.has(context.key)) contexts.set(context.key, context)
    }
    for (const file of some) {
      const key = securityContextKey(file)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  // Of a patient all files are counted, not only those that the other words find.
  const whole = [...contexts.values()].map((context) => ({
    ...context,
    files: counts.get(context.key) ?? context.files,
  }))
  return {
    files,
    count,
    looked: all.length,
    contexts: whole.toSorted((one, two) => two.files - one.files),
  }
}

/** Differs whenever other files are loaded than before: cheap, since it is asked for with every page that comes. */
export function markOfLoaded(queryClient: QueryClient, org: string): { files: number; at: number } {
  let [files, at] = [0, 0]
  for (const { state } of queryClient.getQueryCache().findAll({ queryKey: keys.lists(org) })) {
    const data = state.data as InfiniteData<BinaryPage> | undefined
    for (const { items } of data?.pages ?? []) files += items.length
    at = Math.max(at, state.dataUpdatedAt)
  }
  return { files, at }
}

/** Calls when a list of the organization may have changed. @returns what ends that */
export function watchLoaded(
  queryClient: QueryClient,
  org: string,
  listener: () => void,
): () => void {
  const prefix = keys.lists(org)
  return queryClient.getQueryCache().subscribe(({ query }) => {
    if (prefix.every((part, at) => query.queryKey[at] === part)) listener()
  })
}

function loadedFiles(queryClient: QueryClient, org: string): Binary[] {
  const lists = queryClient.getQueriesData<InfiniteData<BinaryPage>>({ queryKey: keys.lists(org) })
  const pages = lists.flatMap(([, data]) => data?.pages ?? [])
  const listed = distinctBinaries(pages)
  const known = new Set(listed.map(({ id }) => id))
  return [...listed, ...openedBinaries(queryClient, org).filter(({ id }) => !known.has(id))]
}
