/**
 * The bytes of a Binary. One request serves all who want the same ones, and ends when the last of them no longer does:
 * the cache counts its observers, so whoever wants a content observes it, and stops by leaving.
 */
import { QueryObserver, queryOptions, type QueryClient } from '@tanstack/react-query'
import { loadOnce } from '#lib/load/load-once.ts'
import { keys } from '../keys.ts'
import { knownCapabilities } from '../organizations/organizations.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import type { OnProgress } from '../transport/read-answer.ts'
import { READ } from '../transport/retry.ts'
import type { Content } from './types.ts'

/** Which bytes: of one version, or of whatever is current. */
export interface ContentOf {
  org: string
  id: string
  versionId?: string | undefined
}

/** Milliseconds. */
export const CONTENT_KEPT = 60_000

/** Loaded with the first content. */
const loadReadBytes = loadOnce(() => import('./read-bytes.ts'))

/** The original bytes. They leave the cache a minute after the last use. */
export function contentOptions(client: Client, progress: ContentProgress, of: ContentOf) {
  const { org, id, versionId } = of
  const path =
    versionId === undefined ? endpoints.instance(org, id) : endpoints.version(org, id, versionId)
  return queryOptions({
    ...READ,
    queryKey: keyOf(of),
    staleTime: versionId === undefined ? 0 : Infinity,
    gcTime: CONTENT_KEPT,
    // A comparison of megabytes of bytes would find what the version already says.
    structuralSharing: false,
    queryFn: async ({ signal, client: queryClient }) => {
      try {
        const report = progress.report(of)
        const [{ readBytes }, { raw }] = await Promise.all([
          loadReadBytes(),
          knownCapabilities(queryClient, client, org),
        ])
        return await readBytes(client, { path, raw }, signal, report)
      } finally {
        progress.end(of)
      }
    },
  })
}

/**
 * The bytes, for a caller outside of React: asked for together with whoever else wants them.
 * @throws ApiError; the signal's reason, which leaves the request to the others, and ends it where there are none
 */
export async function loadContent(
  queryClient: QueryClient,
  options: ReturnType<typeof contentOptions>,
  signal: AbortSignal,
): Promise<Content> {
  signal.throwIfAborted()
  const observer = new QueryObserver(queryClient, options)
  let leave = () => {}
  try {
    return await new Promise<Content>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      leave = observer.subscribe(({ isFetching, data, error }) => {
        if (isFetching) return
        if (error) reject(error)
        else if (data) resolve(data)
      })
      // What is in the cache already is not told again.
      const { isFetching, data } = observer.getCurrentResult()
      if (!isFetching && data) resolve(data)
    })
  } finally {
    leave()
  }
}

/** Bytes that have come, and of how many where that is known. */
export interface Loaded {
  loaded: number
  total?: number
}

/** How far each content is that is on its way, for all who wait for it. */
export interface ContentProgress {
  get: (of: ContentOf) => Loaded | undefined
  subscribe: (listener: () => void) => () => void
  /** @returns what the request tells its progress to */
  report: (of: ContentOf) => OnProgress
  end: (of: ContentOf) => void
}

/** Milliseconds between two reports: pieces come by the thousand. */
const REPORT_EVERY = 100

export function createContentProgress(): ContentProgress {
  const known = new Map<string, Loaded>()
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    get: (of) => known.get(JSON.stringify(keyOf(of))),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    report: (of) => {
      let told = 0
      return (progress) => {
        const now = performance.now()
        if (now - told < REPORT_EVERY) return
        told = now
        known.set(JSON.stringify(keyOf(of)), progress)
        tell()
      }
    },
    end: (of) => {
      if (known.delete(JSON.stringify(keyOf(of)))) tell()
    },
  }
}

function keyOf({ org, id, versionId }: ContentOf) {
  return versionId === undefined ? keys.currentContent(org, id) : keys.content(org, id, versionId)
}
