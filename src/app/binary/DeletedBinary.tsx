import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { History, RotateCcw } from 'lucide-react'
import type { DeletedBinary as DeletedState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { versionName } from '#features/details/version-name.ts'
import { displayName } from '#fhir/binary.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Time } from '#ui/display/Time.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { toast } from '#ui/feedback/toasts.ts'

/** What was deleted: when, and the way back. Its versions are all still there. */
export function DeletedBinary(props: { org: string; id: string; deleted: DeletedState }) {
  const { org, id, deleted } = props
  const last = useLastLive(org, id)
  const restore = useMutation(useApi().binaries.restore(org))
  const bringBack = () => {
    if (last.versionId === undefined) return
    restore.mutate(
      { id, versionId: last.versionId },
      { onSuccess: () => toast({ tone: 'success', title: `${last.name} was restored` }) },
    )
  }
  return (
    <>
      {restore.error !== null && <ErrorBanner {...explainError(restore.error)} />}
      <EmptyState
        title={`${last.name} was deleted`}
        actions={
          <>
            <Button
              variant="primary"
              icon={RotateCcw}
              busy={restore.isPending || last.loading}
              disabledReason={last.reason}
              onClick={bringBack}
            >
              Restore
            </Button>
            <LinkButton icon={History} to={paths.versions(org, id)}>
              Versions
            </LinkButton>
          </>
        }
      >
        {deleted.lastUpdated !== undefined && (
          <p>
            Deleted on <Time value={deleted.lastUpdated} />.
          </p>
        )}
        <p>
          Its versions are kept.
          {last.versionId !== undefined &&
            ` ${versionName(last.versionId, undefined)} is the last one with content.`}
        </p>
      </EmptyState>
    </>
  )
}

/** The newest version that has content, and what it was called. */
function useLastLive(org: string, id: string) {
  const history = useInfiniteQuery(useApi().binaries.history(org, id))
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? []
  const last = entries.find((entry) => entry.kind === 'version')
  const binary = last?.resource ?? { resourceType: 'Binary' as const, id }
  return {
    versionId: last?.versionId,
    name: displayName(binary),
    loading: history.isPending,
    reason:
      history.isPending || last?.versionId !== undefined
        ? undefined
        : 'The server has no earlier version to restore.',
  }
}
