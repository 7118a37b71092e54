import { Upload } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useCommands } from '#ui/commands.ts'
import { Button } from '#ui/controls/Button.tsx'
import { useQueueState, useUpload } from '../context.tsx'
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

const loadTotals = () => import('./UploadHead.tsx')
const TotalProgress = lazy(async () => ({ default: (await loadTotals()).TotalProgress }))
const BehindLock = lazy(async () => ({ default: (await loadTotals()).BehindLock }))

/** The queue's total progress, in the top bar; its code comes with the first upload. */
export function UploadProgressButton() {
  if (useQueueState().items.length === 0) return null
  return (
    <Suspense fallback={null}>
      <TotalProgress />
    </Suspense>
  )
}

/** What the lock screen says of the uploads. */
export function UploadsBehindLock() {
  if (useQueueState().items.length === 0) return null
  return (
    <Suspense fallback={null}>
      <BehindLock />
    </Suspense>
  )
}
