import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import type { Client } from '../transport/client.ts'
import { isAbort } from '../transport/errors.ts'
import { distinctBinaries, nextPage } from './pages.ts'
import { pageFingerprint, readPage } from './search.ts'
import type { BinaryPage } from './search/search-types.ts'

/** What is known of an organization's files, to compare others with. */
export interface KnownBinaries {
  /** Without content. */
  binaries: readonly Binary[]
  /** False: the organization has more than were looked at. */
  complete: boolean
  /** Of the organization, where the server says so. */
  total: number | undefined
}

/** One quiet look must not read a hundred thousand files. */
const PAGES = 20

/**
 * The files of an organization for a comparison, by one look through the first pages of its list; where it is longer,
 * those that the pages of the console have loaded are known too.
 * @throws ApiError when not even the first page can be read
 */
export async function readKnown(
  client: Client,
  queryClient: QueryClient,
  org: string,
  signal: AbortSignal,
): Promise<KnownBinaries> {
  const { pages, complete } = await look(client, org, signal)
  const all = complete ? pages : [...loadedPages(queryClient, org), ...pages]
  return { binaries: distinctBinaries(all), complete, total: pages.at(-1)?.total }
}

async function look(
  client: Client,
  org: string,
  signal: AbortSignal,
): Promise<{ pages: BinaryPage[]; complete: boolean }> {
  const pages: BinaryPage[] = []
  const followed: (string | undefined)[] = []
  let cursor: string | undefined
  do {
    try {
      pages.push(
        await readPage(client, { org, search: { ids: [], method: 'GET' }, cursor }, signal),
      )
    } catch (error) {
      // What was read is worth comparing with all the same.
      if (pages.length === 0 || isAbort(error)) throw error
      return { pages, complete: false }
    }
    followed.push(cursor)
    const last = pages.at(-1)
    cursor = last && nextPage(last, pages, followed, pageFingerprint)
  } while (cursor !== undefined && pages.length < PAGES)
  return { pages, complete: cursor === undefined }
}

function loadedPages(queryClient: QueryClient, org: string): BinaryPage[] {
  return queryClient
    .getQueriesData<InfiniteData<BinaryPage>>({ queryKey: keys.lists(org) })
    .flatMap(([, data]) => data?.pages ?? [])
}
