import { useMutation } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { isAbort, isConflict, isRestoreRefused } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'
import { conflicts } from './conflicts.ts'

export interface DeleteDialogProps {
  org: string
  id: string
  binary: Binary
  versionId: string | undefined
  onClose: () => void
}

/** One question that names what will be deleted; then a notice that offers Undo for as long as the page lives. */
export function DeleteDialog(props: DeleteDialogProps) {
  const { binary, onClose } = props
  const { run, busy, error } = useDelete(props)
  return (
    <Dialog
      open
      size="s"
      role="alertdialog"
      title={`Delete ${isolate(displayName(binary))}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" busy={busy} onClick={() => void run()}>
            Delete
          </Button>
        </>
      }
    >
      <p>
        It disappears from lists and searches. Its versions stay in the history, and you can restore
        it.
      </p>
      {error !== null && <ErrorBanner {...explainError(error)} />}
    </Dialog>
  )
}

function useDelete({ org, id, binary, versionId, onClose }: DeleteDialogProps) {
  const remove = useMutation(useApi().binaries.remove(org))
  const undo = useUndo(org, id, isolate(displayName(binary)))
  const run = async () => {
    const deletion = await remove
      .mutateAsync({ id, ...(versionId === undefined ? {} : { ifMatch: versionId }) })
      .catch((problem: unknown) => {
        if (!isConflict(problem)) return undefined
        onClose()
        conflicts.set({ org, id, change: { kind: 'remove' }, baseVersionId: versionId })
        return undefined
      })
    if (deletion === undefined) return
    const onAction = () => versionId !== undefined && undo(versionId, deletion.versionId)
    toast({
      tone: 'info',
      title: `${isolate(displayName(binary))} was deleted`,
      body: 'Its versions are kept.',
      action: versionId === undefined ? undefined : { label: 'Undo', onAction },
      durationMs: Infinity,
      about: `${org}/${id}`,
    })
    onClose()
  }
  const error = remove.error !== null && !isConflict(remove.error) ? remove.error : null
  return { run, busy: remove.isPending, error }
}

/** Restores what was deleted, as long as it still is. Notices outlive the dialog and its page, so they hang on promises rather than on a mounted observer. */
function useUndo(org: string, id: string, name: string) {
  const api = useApi()
  const restore = useMutation(api.binaries.restore(org))
  const copy = useMutation(api.binaries.copyVersion(org))
  const failed = (problem: unknown, label: string, onAction: () => void) => {
    // Somebody else is signed in by now.
    if (isAbort(problem)) return
    const { title, advice } = explainError(problem)
    toast({
      tone: 'danger',
      title: `${name} could not be restored`,
      body: `${title}. ${advice}`,
      action: { label, onAction },
      durationMs: Infinity,
    })
  }
  const uploadAsNew = (versionId: string) => {
    copy.mutateAsync({ id, versionId }).then(
      () => toast({ tone: 'success', title: `${name} was uploaded as a new file` }),
      (problem: unknown) => failed(problem, 'Try again', () => uploadAsNew(versionId)),
    )
  }
  const undo = (versionId: string, deletion: string | undefined) => {
    const replaces = {
      state: 'deleted',
      ...(deletion === undefined ? {} : { versionId: deletion }),
    } as const
    restore.mutateAsync({ id, versionId, replaces }).then(
      () => toast({ tone: 'success', title: `${name} was restored` }),
      (problem: unknown) => {
        if (isConflict(problem)) {
          const change = { kind: 'restore', versionId, part: 'all' } as const
          conflicts.set({ org, id, change, baseVersionId: versionId })
        } else if (isRestoreRefused(problem)) {
          failed(problem, 'Upload as a new file', () => uploadAsNew(versionId))
        } else failed(problem, 'Try again', () => undo(versionId, deletion))
      },
    )
  }
  return undo
}
