import { Upload } from 'lucide-react'
import { useCommands } from '#ui/commands.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { useQueueState, useUpload } from '../context.tsx'
import { files, percent, totalsOf } from '../queue/totals.ts'
import styles from './uploads-panel.module.css'

/** Opens the dialog. One per page, so that its name is unique. */
export function UploadButton({ disabledReason }: { disabledReason?: string | undefined }) {
  const { openDialog } = useUpload()
  useCommands([
    {
      id: 'upload',
      label: 'Upload files',
      group: 'Actions',
      icon: Upload,
      run: () => openDialog(),
    },
  ])
  return (
    <Button
      variant="primary"
      icon={Upload}
      disabledReason={disabledReason}
      onClick={() => openDialog()}
    >
      <span className={styles['buttonWord']}>Upload</span>
    </Button>
  )
}

/** The queue's total progress, in the top bar; unfolds the list. Hidden when nothing is running. */
export function UploadProgressButton() {
  const { items, paused } = useQueueState()
  const { isPanelOpen, setPanelOpen } = useUpload()
  const { pending, share } = totalsOf(items)
  if (pending === 0) return null
  return (
    <Button
      variant="quiet"
      aria-expanded={isPanelOpen}
      title={isPanelOpen ? 'Fold the list' : 'Unfold the list'}
      onClick={() => setPanelOpen(!isPanelOpen)}
    >
      <span className={styles['total']}>
        <span>
          {files(pending)} to go{paused === undefined ? `, ${percent(share)}` : ', paused'}
        </span>
        <ProgressBar label="All files" value={share} />
      </span>
    </Button>
  )
}

/** What the lock screen says of the uploads: how many, and never which, since anybody may read it. */
export function UploadsBehindLock() {
  const { active, pending } = totalsOf(useQueueState().items)
  if (pending === 0) return null
  const waiting = pending - active
  return (
    <p className={styles['behindLock']} role="status">
      {active > 0 && `${files(active)} ${active === 1 ? 'is' : 'are'} still being sent. `}
      {waiting > 0 && `${files(waiting)} ${waiting === 1 ? 'waits' : 'wait'} until you unlock.`}
    </p>
  )
}
