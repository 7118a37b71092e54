import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { UploadButton, UploadProgressButton } from '#features/upload/panel/UploadButtons.tsx'
import { useCurrentOrg } from '../organization.tsx'

/** The upload button with the queue's progress, in the top bar. */
export function UploadSlot() {
  const problem = useWriteProblem(useCurrentOrg() ?? '')
  return (
    <>
      <UploadProgressButton />
      <UploadButton disabledReason={problem} />
    </>
  )
}
