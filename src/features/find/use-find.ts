import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Finder } from '#api/binaries/find/finder.ts'
import { contextsAmong, rankFile, type FoundContext } from '#api/binaries/find/rank.ts'
import { readTyped, type Typed } from '#api/binaries/find/typed.ts'
import type { BinarySearch } from '#api/binaries/search/search-types.ts'
import { useApi } from '#api/context.tsx'
import { wordsOf } from '#fhir/search/fold-text.ts'
import { MOST_CONTEXTS, type Found, type Progress } from './options.ts'

export interface FindAsk {
  org: string
  text: string
  method: BinarySearch['method']
  finder: Finder
}

/** Milliseconds without another letter after which the server is asked. */
const REST = 150

/** What is known of what was typed, while it is typed: what is no longer waited for is aborted. */
export function useFind(ask: FindAsk): Found & { load: LoadRest; retry: () => void } {
  const { org, text, method, finder } = ask
  const api = useApi()
  const cache = useQueryClient()
  const typed = readTyped(text)
  const settled = useSettled(text)
  const asked = readTyped(settled)
  const words = asked.kind === 'words' ? asked.words : ''
  const server = useQuery({
    ...finder.search(org, { words, method }),
    enabled: words !== '',
    placeholderData: keepPreviousData,
    throwOnError: false,
  })
  const load = useLoadRest(org, method)
  const here = server.data?.by === 'console'
  const among = useQuery({
    ...finder.among(org, words, useLoadedMark(ask, load.running)),
    enabled: here && words !== '',
    placeholderData: keepPreviousData,
  })
  const exact = useExact(ask, asked)
  const { data: capabilities } = useQuery({ ...api.capabilities(org), throwOnError: false })
  const params = capabilities?.searchParams ?? []
  const [recent] = useState(() => api.binaries.opened(cache, org))

  const now = wordsOf(typed.kind === 'words' ? typed.words : '')
  const answer = server.data?.by === 'server' ? server.data : undefined
  // Those of the words before are shown as long as they answer these words too.
  const files = (answer?.files ?? (here ? among.data?.files : undefined) ?? []).filter(
    (file) => typed.kind === 'words' && rankFile(file, now) !== undefined,
  )
  const waits =
    typed.kind !== 'nothing' &&
    (settled !== text ||
      exact.isLoading ||
      (words !== '' && (server.isPlaceholderData || server.isLoading)) ||
      (here && (among.isLoading || (among.isPlaceholderData && !load.running))))
  const contexts = contextsOf(here ? among.data?.contexts : undefined, files, now)
  const counts = useCounts(ask, here || !params.includes('security-context') ? [] : contexts)
  return {
    typed,
    files,
    contexts: contexts.map((context, at) => ({
      ...context,
      files: here ? context.files : (counts[at] ?? undefined),
    })),
    count: waits ? undefined : here ? among.data?.count : countOf(answer),
    exact: settled === text ? (exact.data ?? undefined) : undefined,
    recent,
    findsInside: params.includes('_content'),
    progress: progressOf({
      waits,
      error: (asked.kind === 'ids' ? exact : server).error,
      answer: server.data,
      looked: among.data?.looked ?? 0,
      load,
    }),
    load,
    retry: () => void (asked.kind === 'ids' ? exact : server).refetch(),
  }
}

/** Those among the files at hand; where the console looked, those among all that it found. */
function contextsOf(
  known: readonly FoundContext[] | undefined,
  files: Found['files'],
  words: readonly string[],
): readonly FoundContext[] {
  const contexts = known?.filter(({ binary }) => contextsAmong([binary], words).length > 0)
  return (contexts ?? contextsAmong(files, words)).slice(0, MOST_CONTEXTS)
}

function countOf(
  answer: { files: readonly unknown[]; total: number | undefined; more: boolean } | undefined,
): number | undefined {
  return answer?.total ?? (answer && !answer.more ? answer.files.length : undefined)
}

/** The file whose id was typed, where that can be one. */
function useExact({ org, method, finder }: FindAsk, asked: Typed) {
  const ids = asked.kind === 'nothing' ? [] : asked.ids
  const [id = ''] = ids
  return useQuery({
    ...finder.byId(org, id, method),
    enabled: ids.length === 1,
    throwOnError: false,
  })
}

/** How many files each of them has, at most `MOST_CONTEXTS`; several queries in one hook would weigh on the first load. */
function useCounts(ask: FindAsk, contexts: readonly FoundContext[]) {
  return [useCount(ask, contexts[0]), useCount(ask, contexts[1])]
}

function useCount({ org, method, finder }: FindAsk, context: FoundContext | undefined) {
  const { data } = useQuery({
    ...finder.contextCount(org, context?.key ?? '', method),
    enabled: context !== undefined,
    throwOnError: false,
  })
  return context && data
}

/** What was typed once it rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** Which files are loaded; while more are, only every time that there are many more. */
function useLoadedMark({ org, finder }: FindAsk, loading: boolean): string {
  const cache = useQueryClient()
  const mark = useSyncExternalStore(
    (listener) => finder.watchLoaded(cache, org, listener),
    () => {
      const { files, at } = finder.loadedMark(cache, org)
      return `${files} ${at}`
    },
  )
  const [files = 0] = mark.split(' ').map(Number)
  // Looking anew with each of a thousand pages would look at half a million files a page.
  return loading ? `about ${Math.floor(Math.log(Math.max(files, 1)) / Math.log(1.3))}` : mark
}

export interface LoadRest {
  running: boolean
  /** Files of the whole list that are loaded. */
  loaded: number
  total: number | undefined
  /** There are more on the server, as far as anyone knows. */
  more: boolean
  error: Error | null
  start: () => void
  stop: () => void
}

/** The whole list of the organization, whose pages the page behind may have loaded in part: read to its end when asked to. */
function useLoadRest(org: string, method: BinarySearch['method']): LoadRest {
  const api = useApi()
  const [wanted, setWanted] = useState(false)
  const query = useInfiniteQuery({
    ...api.binaries.list(org, { ids: [], method }),
    enabled: false,
    throwOnError: false,
  })
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query
  const more = data === undefined || hasNextPage
  const running = wanted && more && !isError
  useEffect(() => {
    if (running && !isFetching) void fetchNextPage()
  }, [running, isFetching, fetchNextPage])
  return {
    running,
    loaded: data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0,
    total: data?.pages[0]?.total,
    more,
    error: wanted ? query.error : null,
    start: () => {
      setWanted(true)
      if (isError) void fetchNextPage()
    },
    stop: () => setWanted(false),
  }
}

function progressOf(state: {
  waits: boolean
  error: Error | null
  answer:
    | { by: 'server' }
    | { by: 'console'; why: 'undeclared' | 'ignored' | 'refused' }
    | undefined
  looked: number
  load: LoadRest
}): Progress {
  const { waits, error, answer, looked, load } = state
  if (waits) return { kind: 'looking' }
  if (error) return { kind: 'failed', error }
  if (answer?.by !== 'console') return { kind: 'by-server', total: load.total }
  const rest = load.running ? 'loading' : load.more ? 'not-loaded' : 'none'
  return { kind: 'by-console', why: answer.why, looked, total: load.total, rest }
}
