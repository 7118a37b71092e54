import type { QueryClient } from '@tanstack/react-query'
import { changesOptions, historyOptions, typeHistoryOptions } from './binaries/history.ts'
import { touched, touchedMany } from './binaries/invalidate.ts'
import {
  createOptions,
  patchOptions,
  removeOptions,
  restoreOptions,
  updateOptions,
} from './binaries/mutations.ts'
import { contentOptions, detailOptions, versionOptions } from './binaries/reads.ts'
import { binaryListOptions } from './binaries/search.ts'
import type {
  BinarySearch,
  BinaryState,
  HistoryFilter,
  UploadProgress,
  UploadRequest,
} from './binaries/types.ts'
import {
  capabilitiesOptions,
  organizationCheckOptions,
  organizationListOptions,
} from './organizations/organizations.ts'
import type { Client } from './transport/client.ts'
import type { OnProgress } from './transport/read-answer.ts'

/** All that the console asks of a server: options for queries and mutations, with their keys and invalidation. */
export type Api = ReturnType<typeof createApi>

export function createApi(client: Client) {
  return {
    organizations: {
      list: () => organizationListOptions(client),
      check: (idOrSlug: string) => organizationCheckOptions(client, idOrSlug),
    },
    capabilities: (org: string) => capabilitiesOptions(client, org),
    binaries: {
      list: (org: string, search: BinarySearch) => binaryListOptions(client, org, search),
      detail: (org: string, id: string) => detailOptions(client, org, id),
      version: (org: string, id: string, versionId: string) =>
        versionOptions(client, org, id, versionId),
      content: (org: string, id: string, versionId?: string, onProgress?: OnProgress) =>
        contentOptions(client, org, id, versionId, onProgress),
      history: (org: string, id: string, filter: HistoryFilter = {}) =>
        historyOptions(client, org, id, filter),
      typeHistory: (org: string, filter: HistoryFilter = {}) =>
        typeHistoryOptions(client, org, filter),
      changesSince: (org: string, instant: string) => changesOptions(client, org, instant),
      create: (org: string) => createOptions(client, org),
      update: (org: string) => updateOptions(client, org),
      patch: (org: string) => patchOptions(client, org),
      remove: (org: string) => removeOptions(client, org),
      restore: (org: string) => restoreOptions(client, org),
      /** What every mutation does when it is done; for uploads, which are none. */
      touched: (queryClient: QueryClient, org: string, id: string, state?: BinaryState) =>
        touched(queryClient, org, id, state),
      touchedMany: (
        queryClient: QueryClient,
        org: string,
        states: ReadonlyMap<string, BinaryState | undefined>,
      ) => touchedMany(queryClient, org, states),
    },
    /** Loaded with the first upload. */
    upload: async (
      request: UploadRequest,
      onProgress: (progress: UploadProgress) => void,
      signal: AbortSignal,
    ) => {
      const { uploadBinary } = await import('./uploads/upload.ts')
      return uploadBinary(client, request, onProgress, signal)
    },
    /** A file's SHA-256 in lower-case hex, to be compared with what the server says of a Binary. */
    checksum: async (file: Blob, signal: AbortSignal) => {
      const { checksumOf } = await import('./uploads/upload.ts')
      return checksumOf(file, signal)
    },
  }
}
