import { lazy, Suspense } from 'react'
import { useQueueState } from '#features/upload/context.tsx'
import type { UploadConflict } from '#features/upload/panel/UploadsPanel.tsx'

const UploadsPanel = lazy(async () => ({
  default: (await import('#features/upload/panel/UploadsPanel.tsx')).UploadsPanel,
}))
const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
}))

const ConflictContents = lazy(async () => ({
  default: (await import('../binary/ConflictContents.tsx')).ConflictContents,
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

function conflictDialog(props: UploadConflict) {
  const { fields, size, file, storedVersionId, onUploadMerged, ...conflict } = props
  const { org, id, baseVersionId, onClose } = conflict
  return (
    <Suspense fallback={null}>
      <ConflictDialog
        {...conflict}
        change={{ kind: 'content', fields, size }}
        mergedWith={storedVersionId}
        renderContent={(known, merge) => (
          <Suspense fallback={null}>
            <ConflictContents
              {...{ org, id, baseVersionId, merge, storedVersionId }}
              conflict={known}
              mine={file && { title: 'Yours', blob: file, binary: fields }}
              onMerged={(merged) => {
                onUploadMerged(merged)
                merge.discard()
                onClose()
              }}
            />
          </Suspense>
        )}
      />
    </Suspense>
  )
}
