import { lazy, Suspense } from 'react'
import type { Conflict } from '#api/binaries/conflict.ts'
import { CONTENT, type RestoreMerge } from '#api/binaries/restoring/merged-restore.ts'
import { ConflictDialog } from '#features/edit/ConflictDialog.tsx'
import type { ConflictRequest } from '#features/edit/conflicts.ts'
import { useUploadQueue } from '#features/upload/context.tsx'
import type { UploadConflict } from '#features/upload/panel/UploadsPanel.tsx'
import type { UploadSpec } from '#features/upload/queue/item.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { keptFields } from '#fhir/binary/field-edits.ts'
import { withContentTypeOf } from '#fhir/binary/merge-fields.ts'

const ConflictContents = lazy(async () => ({
  default: (await import('../binary/ConflictContents.tsx')).ConflictContents,
}))

/** A conflict of a change to a file, with the contents of both; a merge by hand of a restored one waits in the queue. */
export function ConflictOfChange(props: ConflictRequest & { onClose: () => void }) {
  const { org, id, change, baseVersionId, onClose } = props
  const queue = useUploadQueue()
  return (
    <ConflictDialog
      {...props}
      renderContent={(conflict, merge, restore) => (
        <Suspense fallback={null}>
          <ConflictContents
            {...{ org, id, baseVersionId, conflict, merge }}
            {...(change.kind === 'restore' &&
              restore !== undefined && {
                storedVersionId: conflict.remote.versionId,
                mergeProblem: undecided(restore),
                onMerged: (merged: File) => {
                  queue.add([mergedSpec(org, conflict, restore, merged)])
                  merge.discard()
                  onClose()
                },
              })}
          />
        </Suspense>
      )}
    />
  )
}

function undecided({ open }: RestoreMerge): string | undefined {
  const fields = open.filter((label) => label !== CONTENT)
  return fields.length === 0
    ? undefined
    : `Choose what is saved: ${fields.join(', ').toLowerCase()}.`
}

/** The next version, of the merged text and the merged fields; its type is the restored one's, whose bytes were written. */
function mergedSpec(
  org: string,
  { id, remote, restore }: Conflict,
  { binary }: RestoreMerge,
  file: File,
): UploadSpec {
  const { versionId: ifMatch } = remote
  const fields = keptFields(
    restore === undefined ? binary : withContentTypeOf(binary, restore.restored),
  )
  return {
    org,
    file,
    name: displayName(binary),
    folder: '',
    fields,
    target: { kind: 'version', id, ...(ifMatch !== undefined && { ifMatch }) },
    base: remote.state === 'live' ? remote.binary : undefined,
  }
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
