import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { History, RotateCcw } from 'lucide-react'
import { distinctHistory } from '#api/binaries/histories/history-order.ts'
import type { DeletedBinary as DeletedState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { isConflict } from '#api/transport/errors.ts'
import { versionName } from '#features/details/LatestVersions.tsx'
import { conflicts } from '#features/edit/conflicts.ts'
import { RestoreProblem } from '#features/history/RestoreProblem.tsx'
import { reasonWords, shortAuthor } from '#fhir/attribution.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { toast } from '#ui/feedback/toasts.ts'

/** What was deleted: when, by whom and why, and how to restore it. Its versions are all still there. */
export function DeletedBinary(props: { org: string; id: string; deleted: DeletedState }) {
  const { org, id, deleted } = props
  const last = useLastLive(org, id)
  const forbidden = useWriteProblem(org)
  const restore = useMutation(useApi().binaries.restore(org))
  const run = () => {
    const { versionId } = last
    if (versionId === undefined) return
    restore.mutate(
      { id, versionId, replaces: deleted },
      {
        onSuccess: () => toast({ tone: 'success', title: `${last.name} was restored` }),
        onError: (error) => {
          if (!isConflict(error)) return
          const change = { kind: 'restore', versionId, part: 'all' } as const
          conflicts.set({ org, id, change, baseVersionId: deleted.versionId })
        },
      },
    )
  }
  const problem = restore.error !== null && !isConflict(restore.error) ? restore.error : undefined
  return (
    <>
      {problem !== undefined && last.versionId !== undefined && (
        <RestoreProblem {...{ org, id }} versionId={last.versionId} error={problem} />
      )}
      <EmptyState
        title={`${last.name} was deleted`}
        actions={
          <>
            <Button
              variant="primary"
              icon={RotateCcw}
              busy={restore.isPending || last.loading}
              disabledReason={forbidden ?? last.reason}
              onClick={run}
            >
              Restore
            </Button>
            <LinkButton icon={History} to={paths.versions(org, id)}>
              Versions
            </LinkButton>
          </>
        }
      >
        <Deletion deleted={deleted} />
        <p>
          Its versions are kept.
          {last.versionId !== undefined &&
            ` ${versionName(last.versionId, undefined)} is the last one with content.`}
        </p>
      </EmptyState>
    </>
  )
}

/** As far as the server tells. */
function Deletion({ deleted: { lastUpdated, author, reason } }: { deleted: DeletedState }) {
  if (lastUpdated === undefined && author === undefined && reason === undefined) return null
  return (
    <p>
      Deleted
      {lastUpdated !== undefined && (
        <>
          {' '}
          on <Time value={lastUpdated} />
        </>
      )}
      {author !== undefined && (
        <>
          {' '}
          by <bdi title={author}>{shortAuthor(author)}</bdi>
        </>
      )}
      .
      {reason !== undefined && (
        <>
          {' '}
          Reason: <bdi>{reasonWords(reason)}</bdi>
        </>
      )}
    </p>
  )
}

/** The newest version that has content, and what it was called. */
function useLastLive(org: string, id: string) {
  const history = useInfiniteQuery(useApi().binaries.history(org, id))
  const last = distinctHistory(history.data?.pages ?? []).find(({ kind }) => kind === 'version')
  const binary = last?.resource ?? { resourceType: 'Binary' as const, id }
  return {
    versionId: last?.versionId,
    name: isolate(displayName(binary)),
    loading: history.isPending,
    reason:
      history.isPending || last?.versionId !== undefined
        ? undefined
        : 'The server has no earlier version to restore.',
  }
}
