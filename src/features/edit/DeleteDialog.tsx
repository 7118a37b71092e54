import { useMutation } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { isAbort, isConflict } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { displayName } from '#fhir/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { Dialog } from '#ui/overlays/Dialog.tsx'

export interface DeleteDialogProps {
  org: string
  id: string
  binary: Binary
  versionId: string | undefined
  onClose: () => void
  onConflict: () => void
}

/** One question that names what goes; then a notice that offers Undo for as long as the page lives. */
export function DeleteDialog({
  org,
  id,
  binary,
  versionId,
  onClose,
  onConflict,
}: DeleteDialogProps) {
  const name = displayName(binary)
  const { run, busy, error } = useDelete({ org, id, binary, versionId, onClose, onConflict })
  return (
    <Dialog
      open
      size="s"
      role="alertdialog"
      title={`Delete ${name}?`}
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
        It disappears from lists and searches. Its versions stay in the history, and it can be
        brought back.
      </p>
      {error !== null && <ErrorBanner {...explainError(error)} />}
    </Dialog>
  )
}

function useDelete({ org, id, binary, versionId, onClose, onConflict }: DeleteDialogProps) {
  const api = useApi()
  const remove = useMutation(api.binaries.remove(org))
  const restore = useMutation(api.binaries.restore(org))
  const name = displayName(binary)
  // The notice outlives this dialog and its page, so it hangs on promises rather than on a mounted observer.
  const undo = () => {
    if (versionId === undefined) return
    restore.mutateAsync({ id, versionId }).then(
      () => toast({ tone: 'success', title: `${name} is back` }),
      (problem: unknown) => {
        // Somebody else is signed in by now.
        if (isAbort(problem)) return
        const { title, advice } = explainError(problem)
        toast({
          tone: 'danger',
          title: `${name} could not be brought back`,
          body: `${title}. ${advice}`,
          action: { label: 'Try again', onAction: undo },
          durationMs: Infinity,
        })
      },
    )
  }
  const run = async () => {
    try {
      await remove.mutateAsync({ id, ...(versionId === undefined ? {} : { ifMatch: versionId }) })
    } catch (problem) {
      if (isConflict(problem)) onConflict()
      return
    }
    toast({
      tone: 'info',
      title: `${name} was deleted`,
      body: 'Its history stays.',
      action: versionId === undefined ? undefined : { label: 'Undo', onAction: undo },
      durationMs: Infinity,
    })
    onClose()
  }
  const error = remove.error !== null && !isConflict(remove.error) ? remove.error : null
  return { run, busy: remove.isPending, error }
}
