import { lazy, Suspense } from 'react'
import { UploadsPanel, type UploadConflict } from '#features/upload/UploadsPanel.tsx'

const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
}))

/** The region of running uploads, outside every page. */
export function QueueSlot() {
  return <UploadsPanel conflictDialog={conflictDialog} />
}

function conflictDialog(conflict: UploadConflict) {
  return (
    <Suspense fallback={null}>
      <ConflictDialog {...conflict} change={{ kind: 'content' }} />
    </Suspense>
  )
}
