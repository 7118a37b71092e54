import { lazy, Suspense } from 'react'
import { ConflictDialog } from '#features/edit/ConflictDialog.tsx'
import type { ConflictRequest } from '#features/edit/conflicts.ts'
import type { UploadConflict } from '#features/upload/panel/UploadsPanel.tsx'

const ConflictContents = lazy(async () => ({
  default: (await import('../binary/ConflictContents.tsx')).ConflictContents,
}))

/** A conflict of a change to a file, with the contents of both. */
export function ConflictOfChange(props: ConflictRequest & { onClose: () => void }) {
  return (
    <ConflictDialog
      {...props}
      renderContent={(conflict) => (
        <Suspense fallback={null}>
          <ConflictContents {...props} conflict={conflict} />
        </Suspense>
      )}
    />
  )
}

/** A conflict of a new version that waits in the queue, which can be merged by hand. */
export function ConflictOfUpload(props: UploadConflict) {
  const { fields, size, file, storedVersionId, onUploadMerged, ...conflict } = props
  const { org, id, baseVersionId, onClose } = conflict
  return (
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
  )
}
