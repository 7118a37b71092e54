import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Conflict, ConflictingChange } from '#api/binaries/conflict.ts'
import { useApi } from '#api/context.tsx'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { author } from '#fhir/binary.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { Time } from '#ui/display/Time.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { ThreeWays } from './ThreeWays.tsx'

export interface ConflictDialogProps {
  org: string
  id: string
  change: ConflictingChange
  /** The version that the change was made on. */
  baseVersionId: string | undefined
  onClose: () => void
  /** For a new content: uploads it on top of the version that is current now. */
  onUploadOnTop?: (ifMatch: string | undefined) => void
}

/** Somebody else was faster (409, 412): theirs, yours and what both began with. Nothing typed is lost until one is chosen. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { org, id, change, baseVersionId, onClose } = props
  const api = useApi()
  const queryClient = useQueryClient()
  const conflict = useQuery({
    queryKey: ['org', org, 'conflict', id, baseVersionId ?? '', change],
    queryFn: async () => {
      const { loadConflict } = await import('#api/binaries/conflict.ts')
      const base = baseVersionId === undefined ? {} : { baseVersionId }
      return await loadConflict(queryClient, api, { org, id, change, ...base })
    },
    staleTime: 0,
    gcTime: 0,
  })
  const apply = useApply(props, conflict.data, () => void conflict.refetch())
  const theirs = conflict.data?.theirs
  return (
    <Dialog
      open
      size="l"
      title="Somebody else changed this"
      onClose={onClose}
      // What was typed is nowhere else; a file that waits in the queue is.
      dirty={change.kind === 'patch'}
      footer={
        <>
          <Button onClick={onClose}>Keep theirs</Button>
          {baseVersionId !== undefined &&
            theirs?.state === 'live' &&
            theirs.versionId !== undefined && (
              <LinkButton
                to={paths.compare(org, id, baseVersionId, theirs.versionId)}
                onClick={onClose}
              >
                Look closer
              </LinkButton>
            )}
          <Button
            variant="primary"
            busy={apply.busy}
            disabledReason={applyProblem(conflict.data)}
            onClick={apply.run}
          >
            {applyWords(change)}
          </Button>
        </>
      }
    >
      {conflict.data !== undefined && <WhatHappened conflict={conflict.data} />}
      {conflict.isPending && <Skeleton lines={4} label="Loading both versions" />}
      {conflict.error !== null && <ErrorBanner {...explainError(conflict.error)} />}
      {apply.error !== null && <ErrorBanner {...explainError(apply.error)} />}
    </Dialog>
  )
}

function WhatHappened({ conflict }: { conflict: Conflict }) {
  const { theirs, base, mine } = conflict
  if (theirs.state === 'deleted') {
    return <p>While you were at it, this Binary was deleted. Applying yours brings it back.</p>
  }
  const who = author(theirs.binary)
  return (
    <>
      <p>
        {who === undefined ? 'Another version was saved' : `${who} saved another version`}
        {theirs.lastUpdated !== undefined && (
          <>
            {' '}
            on <Time value={theirs.lastUpdated} />
          </>
        )}
        . Yours is not saved yet.
      </p>
      <ThreeWays base={base} theirs={theirs.binary} mine={mine} />
    </>
  )
}

/** Applies what was meant on top of theirs, under the version that is current now. */
function useApply(
  { org, id, change, onClose, onUploadOnTop }: ConflictDialogProps,
  conflict: Conflict | undefined,
  reload: () => void,
): { run: () => void; busy: boolean; error: Error | null } {
  const api = useApi()
  const patch = useMutation(api.binaries.patch(org))
  const remove = useMutation(api.binaries.remove(org))
  const restore = useMutation(api.binaries.restore(org))
  const failed = [patch, remove, restore].find(({ error }) => error !== null)
  const run = () => {
    if (conflict?.onTop.possible !== true) return
    const { ifMatch } = conflict.onTop
    const match = ifMatch === undefined ? {} : { ifMatch }
    const options = {
      onSuccess: () => {
        toast({ tone: 'success', title: 'Yours is saved on top of theirs' })
        onClose()
      },
      // Again somebody was faster: show the newest.
      onError: (error: Error) => void (isConflict(error) && reload()),
    }
    switch (change.kind) {
      case 'patch':
        return patch.mutate({ id, operations: change.operations, ...match }, options)
      case 'remove':
        return remove.mutate({ id, ...match }, options)
      case 'restore':
        return restore.mutate({ id, versionId: change.versionId, ...match }, options)
      case 'content':
        onUploadOnTop?.(ifMatch)
        return onClose()
    }
  }
  const error = failed?.error ?? null
  const busy = patch.isPending || remove.isPending || restore.isPending
  return { run, busy, error: error !== null && isConflict(error) ? null : error }
}

function applyProblem(conflict: Conflict | undefined): string | undefined {
  if (conflict === undefined) return 'The two versions are still being loaded.'
  return conflict.onTop.possible ? undefined : conflict.onTop.reason
}

function applyWords(change: ConflictingChange): string {
  switch (change.kind) {
    case 'patch':
      return 'Apply mine on top'
    case 'content':
      return 'Upload mine on top'
    case 'restore':
      return 'Restore all the same'
    case 'remove':
      return 'Delete all the same'
  }
}
