import { useQuery } from '@tanstack/react-query'
import type { BinaryState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import type { Binary } from '#fhir/types.ts'
import type { VersionTarget } from '../context.tsx'

/**
 * The Binary that a new version begins with: what the dialog does not offer, such as tags and the rest of the security
 * context, is taken from it. Without it nothing may be sent, since the new version would lose all that.
 */
export interface VersionBase {
  binary: Binary | undefined
  /** Why it could not be read. */
  error: Error | null
  isPending: boolean
  retry: () => void
}

/**
 * The version that the user saw, also where it is not the current one any more, or was deleted: the new version is sent
 * with `If-Match` of it. A server that keeps no versions gives the current one instead.
 */
export function useVersionBase(org: string, target: VersionTarget | undefined): VersionBase {
  const { binaries } = useApi()
  const { id = '', versionId } = target ?? {}
  const detail = useQuery({
    ...binaries.detail(org, id),
    enabled: target !== undefined,
    throwOnError: false,
  })
  const isOther = versionId !== undefined && detail.data?.versionId !== versionId
  const version = useQuery({
    ...binaries.version(org, id, versionId ?? ''),
    enabled: target !== undefined && detail.data !== undefined && isOther,
    throwOnError: false,
  })
  const isRead = !isOther || version.isError
  const binary = isRead ? liveOf(detail.data) : liveOf(version.data)
  return {
    binary,
    error: detail.error ?? version.error,
    isPending:
      binary === undefined &&
      ((detail.isEnabled && detail.isPending) || (version.isEnabled && version.isPending)),
    retry: () => void (isOther && !detail.isError ? version : detail).refetch(),
  }
}

function liveOf(state: BinaryState | undefined): Binary | undefined {
  return state?.state === 'live' ? state.binary : undefined
}
