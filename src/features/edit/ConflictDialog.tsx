import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Conflict, ConflictingChange } from '#api/binaries/conflict.ts'
import { useApi } from '#api/context.tsx'
import { isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { author, contentSize } from '#fhir/binary/binary.ts'
import type { Choices } from '#formats/text/merge-choices.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { askToDiscard, useDraft, type Draft } from '#ui/unsaved.ts'
import type { ConflictRequest } from './conflicts.ts'
import { ThreeWaysTable } from './ThreeWaysTable.tsx'

export interface ConflictDialogProps extends ConflictRequest {
  onClose: () => void
  /** For a new content: uploads it on top of the version that is current now. */
  onUploadOnTop?: (ifMatch: string | undefined) => void
  /** The version that a merge by hand is made with. */
  mergedWith?: string | undefined
  /** How the contents differ, and where they can be merged by hand, with what was chosen there. */
  renderContent?: (conflict: Conflict, merge: Draft<Choices>) => ReactNode
}

/** Somebody else changed the file meanwhile (409, 412): the stored version, yours and what both began with. Nothing typed is lost until one is chosen. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { org, id, change, baseVersionId, onClose } = props
  const conflict = useQuery(useApi().binaries.conflict(org, { id, change, baseVersionId }))
  const apply = useApply(props, conflict.data, () => void conflict.refetch())
  const remote = conflict.data?.remote
  // It outlives a locked screen, and belongs to what was merged.
  const merge = useDraft<Choices>(`merge ${org}/${id} ${baseVersionId} ${props.mergedWith}`, {})
  return (
    <Dialog
      open
      size="xl"
      title="Somebody else changed this"
      onClose={onClose}
      // What was typed is nowhere else; a file that waits in the queue is.
      dirty={change.kind === 'patch' || merge.dirty}
      footer={
        <>
          <Button onClick={() => (merge.dirty ? askToDiscard(onClose) : onClose())}>
            Keep the stored version
          </Button>
          {baseVersionId !== undefined &&
            remote?.state === 'live' &&
            remote.versionId !== undefined && (
              // In a tab of its own: what was typed waits here for the decision.
              <LinkButton
                to={paths.compare(org, id, baseVersionId, remote.versionId)}
                target="_blank"
                aria-label="Look closer, in a new tab"
              >
                Look closer
              </LinkButton>
            )}
          <Button
            variant="primary"
            busy={apply.busy}
            disabledReason={merge.dirty ? MERGING : applyProblem(conflict.data)}
            onClick={apply.run}
          >
            {applyWords(change)}
          </Button>
        </>
      }
    >
      {conflict.data !== undefined && <WhatHappened conflict={conflict.data} />}
      {conflict.data?.remote.state === 'live' && props.renderContent?.(conflict.data, merge)}
      {conflict.isPending && <Skeleton lines={4} label="Loading both versions" />}
      {conflict.error !== null && (
        <ErrorBanner
          {...explainError(conflict.error)}
          actions={<Button onClick={() => void conflict.refetch()}>Try again</Button>}
        />
      )}
      {apply.error !== null && <ErrorBanner {...explainError(apply.error)} />}
    </Dialog>
  )
}

function WhatHappened({ conflict }: { conflict: Conflict }) {
  const { remote, base, mine, change } = conflict
  const when = remote.lastUpdated !== undefined && (
    <>
      {' '}
      on <Time value={remote.lastUpdated} />
    </>
  )
  if (remote.state === 'deleted') {
    return (
      <p>
        This file was deleted in the meantime{when}
        {remote.author !== undefined && (
          <>
            {' '}
            by <bdi>{remote.author}</bdi>
          </>
        )}
        .{change.kind !== 'remove' && ' Applying your change restores it.'}
      </p>
    )
  }
  const who = author(remote.binary)
  return (
    <>
      <p>
        {who === undefined ? (
          'Another version was saved'
        ) : (
          <>
            <bdi>{who}</bdi> saved another version
          </>
        )}
        {when}. Your change is not saved yet.
      </p>
      <ThreeWaysTable {...{ base, mine }} remote={remote.binary} myContent={contentOf(conflict)} />
    </>
  )
}

/** The content that the change brings, where it brings one. */
function contentOf({ change, mine }: Conflict): { size: number | undefined } | undefined {
  switch (change.kind) {
    case 'content':
      return { size: change.size }
    case 'restore':
      return { size: mine === undefined ? undefined : contentSize(mine) }
    case 'patch':
    case 'remove':
      return undefined
  }
}

/** Applies the change to the version that is current now. */
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
    const { replaces } = conflict.onTop
    const { versionId: ifMatch } = replaces
    const match = ifMatch === undefined ? {} : { ifMatch }
    const options = {
      onSuccess: () => {
        toast({ tone: 'success', title: 'Your change was saved on top of the stored version' })
        onClose()
      },
      // Changed once more: show the newest.
      onError: (error: Error) => void (isConflict(error) && reload()),
    }
    switch (change.kind) {
      case 'patch':
        return patch.mutate({ id, operations: change.operations, ...match }, options)
      case 'remove':
        return remove.mutate({ id, ...match }, options)
      case 'restore':
        return restore.mutate({ id, versionId: change.versionId, replaces }, options)
      case 'content':
        onUploadOnTop?.(ifMatch)
        return onClose()
    }
  }
  const error = failed?.error ?? null
  const busy = patch.isPending || remove.isPending || restore.isPending
  return { run, busy, error: error !== null && isConflict(error) ? null : error }
}

const MERGING =
  'You have begun to merge by hand. Upload the merged text, or choose “Decide anew” before.'

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
      return 'Restore anyway'
    case 'remove':
      return 'Delete anyway'
  }
}
