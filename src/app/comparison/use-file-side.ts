import { useQuery } from '@tanstack/react-query'
import type { BinaryState, DeletedBinary } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { useVersionTitles } from '#features/history/use-version-titles.ts'
import type { Binary } from '#fhir/types.ts'

/** One of two files that are compared, as far as it has come. */
export type FileSideState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error; retry: () => void }
  | { kind: 'deleted'; deleted: DeletedBinary }
  | {
      kind: 'ready'
      /** As the server calls it; a server without versions calls it nothing. */
      versionId: string | undefined
      binary: Binary
      /** Where no version names the content. */
      blob: Blob | undefined
    }

export interface FileSide {
  id: string
  state: FileSideState
  /** The version that is shown, whatever became of it. */
  version: BinaryState | undefined
  /** As it is now, which has the name that people know. */
  current: Binary | undefined
  versions: readonly { versionId: string; title: string }[]
  titleOf: (versionId: string | undefined) => string
}

/** A file at a version. @param versionId `undefined` for the current one */
export function useFileSide(org: string, id: string, versionId: string | undefined): FileSide {
  const api = useApi()
  const detail = useQuery({ ...api.binaries.detail(org, id), refetchOnWindowFocus: false })
  const version = useQuery({
    ...api.binaries.version(org, id, versionId ?? ''),
    enabled: versionId !== undefined,
  })
  const titles = useVersionTitles(org, id)
  const asked = versionId === undefined ? detail : version
  const hasNoVersion = asked.data?.state === 'live' && asked.data.versionId === undefined
  const content = useQuery({ ...api.binaries.content(org, id), enabled: hasNoVersion })
  const state = stateOf()
  return {
    id,
    state,
    version: asked.data,
    current: detail.data?.state === 'live' ? detail.data.binary : undefined,
    versions: titles.versions,
    titleOf: (of) => (of === undefined ? 'Current version' : titles.titleOf(of)),
  }

  function stateOf(): FileSideState {
    const error = asked.data === undefined ? asked.error : content.error
    if (error !== null) {
      const failed = asked.data === undefined ? asked : content
      return { kind: 'failed', error, retry: () => void failed.refetch() }
    }
    if (asked.data === undefined) return { kind: 'loading' }
    if (asked.data.state === 'deleted') return { kind: 'deleted', deleted: asked.data }
    if (hasNoVersion && content.data === undefined) return { kind: 'loading' }
    return {
      kind: 'ready',
      versionId: asked.data.versionId,
      binary: asked.data.binary,
      blob: hasNoVersion ? content.data?.blob : undefined,
    }
  }
}
