import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useApi } from '#api/context.tsx'
import { isRestoreRefused } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { toast } from '#ui/feedback/toasts.ts'

/** Why a restore failed. Some servers store nothing under the id of what was deleted: then the file can still be uploaded as a new one. */
export function RestoreProblem(props: {
  org: string
  id: string
  versionId: string
  error: Error
  onClose?: () => void
}) {
  const { org, id, versionId, error, onClose } = props
  const navigate = useNavigate()
  const copy = useMutation(useApi().binaries.copyVersion(org))
  if (!isRestoreRefused(error)) return <ErrorBanner {...explainError(error)} />
  const upload = () =>
    copy.mutate(
      { id, versionId },
      {
        onSuccess: ({ binary }) => {
          toast({ tone: 'success', title: 'It was uploaded as a new file' })
          onClose?.()
          if (binary.id !== undefined) void navigate(paths.binary(org, binary.id))
        },
      },
    )
  return (
    <>
      <ErrorBanner
        title="This server can’t restore a deleted file"
        advice="It can be uploaded as a new file instead, with the same content and fields. Its earlier versions stay where they are."
        details={explainError(error).details}
        actions={
          <Button busy={copy.isPending} onClick={upload}>
            Upload as a new file
          </Button>
        }
      />
      {copy.error !== null && <ErrorBanner {...explainError(copy.error)} />}
    </>
  )
}
