import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Conflict, ConflictingChange } from '#api/binaries/conflict.ts'
import {
  mergeRestore,
  type Decisions,
  type RestoreMerge,
} from '#api/binaries/restoring/merged-restore.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import type { Choices } from '#formats/text/merge-choices.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { askToDiscard, useDraft, type Draft } from '#ui/unsaved.ts'
import type { Deciding } from './ThreeWaysTable.tsx'
import { useApply, type Applying, type ApplyProps } from './use-apply.ts'
import { WhatHappened } from './WhatHappened.tsx'

export interface ConflictDialogProps extends ApplyProps {
  /** The version that a merge by hand is made with. */
  mergedWith?: string | undefined
  /** How the contents differ, and where they can be merged by hand, with what was chosen there. */
  renderContent?: (
    conflict: Conflict,
    merge: Draft<Choices>,
    restore: RestoreMerge | undefined,
  ) => ReactNode
}

/** Somebody else changed the file meanwhile (409, 412): the stored version, yours and what both began with. Nothing typed is lost until one is chosen. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { org, id, change, baseVersionId, onClose } = props
  const conflict = useQuery(useApi().binaries.conflict(org, { id, change, baseVersionId }))
  const apply = useApply(props, conflict.data, () => void conflict.refetch())
  const remote = conflict.data?.remote
  const mergedWith = change.kind === 'restore' ? remote?.versionId : props.mergedWith
  // Both outlive a locked screen, and belong to what they were decided on.
  const about = `${org}/${id} ${baseVersionId} ${mergedWith}`
  const merge = useDraft<Choices>(`merge ${about}`, {})
  const restore = useDeciding(`restore ${about} ${JSON.stringify(change)}`, conflict.data)
  const dirty = merge.dirty || restore?.dirty === true
  return (
    <Dialog
      open
      size="xl"
      title="Somebody else changed this"
      onClose={onClose}
      // What was typed is nowhere else; a file that waits in the queue is.
      dirty={change.kind === 'patch' || dirty}
      footer={
        <>
          <Button onClick={() => (dirty ? askToDiscard(onClose) : onClose())}>
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
          <ApplyButtons
            {...{ change, apply, restore }}
            conflict={conflict.data}
            merging={merge.dirty}
          />
        </>
      }
    >
      {conflict.data !== undefined && <WhatHappened conflict={conflict.data} restore={restore} />}
      {conflict.data?.remote.state === 'live' &&
        props.renderContent?.(conflict.data, merge, restore?.merge)}
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

/** Of a restore that can be merged, what was decided so far. */
function useDeciding(
  key: string,
  conflict: Conflict | undefined,
): (Deciding & { dirty: boolean }) | undefined {
  const draft = useDraft<Decisions>(key, {})
  if (conflict?.restore === undefined) return undefined
  const onDecide: Deciding['onDecide'] = (label, decision) =>
    draft.set((before) => {
      const { [label]: _, ...others } = before
      return decision === undefined ? others : { ...others, [label]: decision }
    })
  const decisions = draft.value
  return {
    merge: mergeRestore(conflict.restore, decisions),
    decisions,
    onDecide,
    dirty: draft.dirty,
  }
}

/** The change as it was made, and where others changed something that can stay, the two of them merged. */
function ApplyButtons(props: {
  change: ConflictingChange
  conflict: Conflict | undefined
  apply: Applying
  restore: Deciding | undefined
  merging: boolean
}) {
  const { change, conflict, apply, restore, merging } = props
  const { merge } = restore ?? {}
  const isMergeable =
    merge !== undefined && (merge.clashes.length > 0 || (merge.kept.length > 0 && !merge.isStored))
  return (
    <>
      <Button
        variant={isMergeable ? 'secondary' : 'primary'}
        busy={apply.busy}
        disabledReason={merging ? MERGING : applyProblem(conflict)}
        onClick={apply.run}
      >
        {applyWords(change)}
      </Button>
      {isMergeable && (
        <Button
          variant="primary"
          busy={apply.busy}
          disabledReason={merging ? MERGING : mergeProblem(merge)}
          onClick={() => apply.runMerged(merge)}
        >
          Restore merged
        </Button>
      )}
    </>
  )
}

function mergeProblem({ open, isStored }: RestoreMerge): string | undefined {
  if (open.length > 0) return `Choose what is saved: ${open.join(', ').toLowerCase()}.`
  return isStored ? 'That is what is stored: you can keep the stored version.' : undefined
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
