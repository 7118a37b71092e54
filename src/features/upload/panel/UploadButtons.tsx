import { Upload } from 'lucide-react'
import { useCommands } from '#ui/commands.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/ProgressBar.tsx'
import { useQueueState, useUpload } from '../context.tsx'
import { files, totalsOf } from '../queue/totals.ts'
import styles from './uploads-panel.module.css'

/** Opens the dialog. Once a page: it is found by its name. */
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

/** The queue's total progress, in the top bar; unfolds the list. Not there when nothing goes on. */
export function UploadProgressButton() {
  const { items, held } = useQueueState()
  const { isPanelOpen, setPanelOpen } = useUpload()
  const { pending, share } = totalsOf(items)
  if (pending === 0) return null
  const percent = `${Math.floor(share * 100)} %`
  return (
    <Button
      variant="quiet"
      aria-expanded={isPanelOpen}
      title={isPanelOpen ? 'Fold the list' : 'Unfold the list'}
      onClick={() => setPanelOpen(!isPanelOpen)}
    >
      <span className={styles['total']}>
        <span>
          {files(pending)} to go{held === undefined ? `, ${percent}` : ', paused'}
        </span>
        <ProgressBar label="All files" value={share} />
      </span>
    </Button>
  )
}
