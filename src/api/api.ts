import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { loadOnce } from '#lib/load/load-once.ts'
import type { ConflictRequest } from './binaries/conflict.ts'
import {
  CONTENT_KEPT,
  contentOptions,
  createContentProgress,
  loadContent,
  type ContentOf,
} from './binaries/content.ts'
import type { JoinedPage } from './binaries/histories/joined-history.ts'
import { changesOptions, historyOptions, typeHistoryOptions } from './binaries/history.ts'
import {
  createOptions,
  followWrites,
  patchOptions,
  removeOptions,
  copyOptions,
  restoreOptions,
  restorePartOptions,
  updateOptions,
} from './binaries/mutations.ts'
import type { RangedOf } from './binaries/ranges/ranged-content.ts'
import { beforeOptions, detailOptions, openedBinaries, versionOptions } from './binaries/reads.ts'
import { binaryListOptions } from './binaries/search.ts'
import type { BinarySearch } from './binaries/search/search-types.ts'
import type { BinaryState, HistoryFilter, UploadHooks, UploadRequest } from './binaries/types.ts'
import { keys } from './keys.ts'
import {
  capabilitiesOptions,
  endSession,
  exchangeCode,
  knownCapabilities,
  organizationCheckOptions,
  organizationListOptions,
} from './organizations/organizations.ts'
import { rememberRefusal, writeAccessOptions } from './organizations/write-access.ts'
import type { Client } from './transport/client.ts'
import { READ } from './transport/retry.ts'

/** All that the console asks of a server: options for queries and mutations, with their keys and invalidation. */
export type Api = ReturnType<typeof createApi>

export function createApi(client: Client) {
  return {
    organizations: {
      list: () => organizationListOptions(client),
      check: (idOrSlug: string) => organizationCheckOptions(client, idOrSlug),
    },
    /** A token for the one-time code of a printed link. */
    exchangeCode: (code: string, signal: AbortSignal) => exchangeCode(client, code, signal),
    endSession: () => endSession(client),
    capabilities: (org: string) => capabilitiesOptions(client, org),
    writeAccess: (org: string) => writeAccessOptions(client, org),
    /** The same for a read or a write that can do without: says "unknown" where the server could not answer just now. */
    knownCapabilities: (queryClient: QueryClient, org: string) =>
      knownCapabilities(queryClient, client, org),
    binaries: binariesOf(client),
    /** Loaded with the first upload. */
    upload: async (request: UploadRequest, hooks: UploadHooks, signal: AbortSignal) => {
      const { uploadBinary } = await loadUpload()
      return uploadBinary(client, request, hooks, signal)
    },
    /** What an earlier attempt at an upload has stored, where its place is known. */
    ownUpload: async (request: UploadRequest, hooks: UploadHooks, signal: AbortSignal) => {
      const { findStoredUpload } = await loadUpload()
      return findStoredUpload(client, request, hooks, signal)
    },
    /** Frees what an upload in parts takes on the server, when nobody goes on with it. Never fails: what is left expires. */
    endUpload: async (location: string) => {
      const { endUpload } = await import('./uploads/resumable.ts')
      return endUpload(client, location)
    },
    /** Reads small files that are uploaded soon; what can't be read fails when it is sent. */
    readAhead: async (files: readonly Blob[]) => {
      const { readAhead } = await loadSmallFiles()
      for (const file of files) readAhead(file)
    },
    /** Of what was read ahead, or of these files alone, nothing stays in memory. Never fails: without its code nothing was read. */
    forgetAhead: (files?: readonly Blob[]) =>
      loadSmallFiles().then(
        ({ forgetAhead }) => forgetAhead(files),
        () => undefined,
      ),
    /** A file's SHA-256 in lower-case hex, to be compared with what the server says of a Binary. */
    checksum: async (file: Blob, signal: AbortSignal) => {
      const { checksumOf } = await loadPrepare()
      return checksumOf(file, signal)
    },
  }
}

const loadUpload = loadOnce(() => import('./uploads/upload.ts'))
const loadSmallFiles = loadOnce(() => import('./uploads/small-files.ts'))
const loadPrepare = loadOnce(() => import('./uploads/prepare.ts'))

function knownOptions(client: Client, org: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.known(org),
    staleTime: 10_000,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: async ({ client: queryClient, signal }) => {
      const { readKnown } = await import('./binaries/known.ts')
      return readKnown(client, queryClient, org, signal)
    },
  })
}

function conflictOptions(client: Client, org: string, request: ConflictRequest) {
  return queryOptions({
    queryKey: keys.conflict(org, request.id, request.baseVersionId, request.change),
    queryFn: async ({ client: queryClient, signal }) => {
      const { loadConflict } = await import('./binaries/conflict.ts')
      return loadConflict(queryClient, client, { org, ...request }, signal)
    },
    staleTime: 0,
    gcTime: 0,
  })
}

/** The histories of several files, for one timeline across them. @param ids those that were changed last first */
function joinedOptions(client: Client, org: string, ids: readonly string[]) {
  return infiniteQueryOptions({
    ...READ,
    queryKey: keys.joinedHistory(org, ids),
    staleTime: 10_000,
    initialPageParam: 0,
    queryFn: async ({ pageParam, client: queryClient }) => {
      const { readHistories } = await import('./binaries/histories/joined-history.ts')
      return readHistories(client, queryClient, { org, ids, from: pageParam })
    },
    getNextPageParam: ({ next }: JoinedPage) => next,
  })
}

function historiesOf(client: Client) {
  return {
    history: (org: string, id: string, filter: HistoryFilter = {}) =>
      historyOptions(client, org, id, filter),
    typeHistory: (org: string, filter: HistoryFilter = {}) =>
      typeHistoryOptions(client, org, filter),
    joinedHistory: (org: string, ids: readonly string[]) => joinedOptions(client, org, ids),
    changesSince: (org: string, instant: string, id?: string) =>
      changesOptions(client, org, instant, id),
  }
}

function binariesOf(client: Client) {
  const progress = createContentProgress()
  return {
    list: (org: string, search: BinarySearch) => binaryListOptions(client, org, search),
    /** For the field that finds files; loaded with its first use. */
    finder: async () => (await import('./binaries/find/finder.ts')).createFinder(client),
    /** The files that others can be compared with, by one quiet look through the list. */
    known: (org: string) => knownOptions(client, org),
    detail: (org: string, id: string) => detailOptions(client, org, id),
    version: (org: string, id: string, versionId: string) =>
      versionOptions(client, org, id, versionId),
    /** The version before a deletion, which knows the name. */
    before: (org: string, id: string, versionId: string | undefined) =>
      beforeOptions(client, org, id, versionId),
    /** For an observer: a request that nobody observes any longer is aborted. */
    content: (org: string, id: string, versionId?: string) =>
      contentOptions(client, progress, { org, id, versionId }),
    contentProgress: progress,
    /** A large version to be read in ranges; `undefined` where it is to be loaded whole. `signal` ends all reading. */
    openInRanges: async (
      queryClient: QueryClient,
      of: RangedOf & { mostUnasked: number },
      signal: AbortSignal,
    ) => {
      const { openInRanges } = await import('./binaries/ranges/ranged-content.ts')
      return openInRanges({ queryClient, client, progress }, of, signal)
    },
    /**
     * The bytes for a caller outside of React, sharing the request of others.
     * @param keepMs milliseconds that they stay in the cache after that, unless somebody else wants them longer
     */
    loadContent: (
      queryClient: QueryClient,
      of: ContentOf,
      signal: AbortSignal,
      keepMs: number = CONTENT_KEPT,
    ) => {
      const options = { ...contentOptions(client, progress, of), gcTime: keepMs }
      return loadContent(queryClient, options, signal)
    },
    ...historiesOf(client),
    /** What a change met that met another one. */
    conflict: (org: string, request: ConflictRequest) => conflictOptions(client, org, request),
    /** How one stood at an instant (milliseconds since 1970), and what makes it so again. */
    past: async (org: string, at: { id: string; instant: number }, signal: AbortSignal) => {
      const { readPast } = await import('./binaries/restoring/past.ts')
      return readPast(client, org, at, signal)
    },
    /** Those that were opened in this session, the last one first. */
    opened: (queryClient: QueryClient, org: string) => openedBinaries(queryClient, org),
    ...changesOf(client),
    /** What every mutation does when it is done; for those that are not mutations of their own. */
    invalidateMany: (
      queryClient: QueryClient,
      org: string,
      states: ReadonlyMap<string, BinaryState | undefined>,
    ) => followWrites(queryClient, org, states),
    /** For writes that are not mutations: remembers that the server refused one. */
    refused: (queryClient: QueryClient, org: string, error: unknown) =>
      rememberRefusal(queryClient, org, error),
  }
}

/** The mutations, each with what it invalidates. */
function changesOf(client: Client) {
  return {
    create: (org: string) => createOptions(client, org),
    update: (org: string) => updateOptions(client, org),
    patch: (org: string) => patchOptions(client, org),
    remove: (org: string) => removeOptions(client, org),
    restore: (org: string) => restoreOptions(client, org),
    restorePart: (org: string) => restorePartOptions(client, org),
    copyVersion: (org: string) => copyOptions(client, org),
  }
}
