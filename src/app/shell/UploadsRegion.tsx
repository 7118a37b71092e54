import { lazy, Suspense } from 'react'
import { useQueueState } from '#features/upload/context.tsx'
import type { UploadConflict } from '#features/upload/panel/UploadsPanel.tsx'

const UploadsPanel = lazy(async () => ({
  default: (await import('#features/upload/panel/UploadsPanel.tsx')).UploadsPanel,
}))
const ConflictOfUpload = lazy(async () => ({
  default: (await import('./ConflictWithContents.tsx')).ConflictOfUpload,
}))

/** The region of running uploads, outside every page; loaded with the first of them. */
export function UploadsRegion() {
  const { items } = useQueueState()
  if (items.length === 0) return null
  return (
    <Suspense fallback={null}>
      <UploadsPanel conflictDialog={conflictDialog} />
    </Suspense>
  )
}

function conflictDialog(conflict: UploadConflict) {
  return (
    <Suspense fallback={null}>
      <ConflictOfUpload {...conflict} />
    </Suspense>
  )
}
