import { FileUp } from 'lucide-react'
import type { LiveBinary } from '#api/binaries/types.ts'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { useUpload, useUploadTarget } from '#features/upload/context.tsx'
import { displayName } from '#fhir/binary.ts'
import { useCommands } from '#ui/commands.ts'
import { Button } from '#ui/controls/Button.tsx'

export interface NewVersionButtonProps {
  org: string
  id: string
  current: LiveBinary
  size?: 's' | 'm' | undefined
}

/** The button "New version" of one Binary; files that are dropped beside it may become its new version too. */
export function NewVersionButton({ org, id, current, size }: NewVersionButtonProps) {
  const problem = useWriteProblem(org)
  const { openDialog } = useUpload()
  const target = { id, name: displayName(current.binary), versionId: current.versionId }
  useUploadTarget(problem === undefined ? target : undefined)
  const run = () => openDialog({ target })
  useCommands([
    {
      id: `new-version-${id}`,
      label: `New version of ${target.name}`,
      group: 'Actions',
      icon: FileUp,
      run,
    },
  ])
  return (
    <Button size={size} icon={FileUp} disabledReason={problem} onClick={run}>
      New version
    </Button>
  )
}
