import { lazy, Suspense } from 'react'
import { useQueueState } from '#features/upload/context.tsx'
import type { UploadConflict } from '#features/upload/panel/UploadsPanel.tsx'

const UploadsPanel = lazy(async () => ({
  default: (await import('#features/upload/panel/UploadsPanel.tsx')).UploadsPanel,
}))
const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
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

function conflictDialog({ fields, size, ...conflict }: UploadConflict) {
  return (
    <Suspense fallback={null}>
      <ConflictDialog {...conflict} change={{ kind: 'content', fields, size }} />
    </Suspense>
  )
}
