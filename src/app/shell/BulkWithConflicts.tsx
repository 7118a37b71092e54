import type { BulkState } from '#features/binaries/bulk/bulk-operation.ts'
import { BulkButton } from '#features/binaries/bulk/BulkButton.tsx'
import { useBulk } from '#features/binaries/bulk/context.tsx'
import { undoOfRestore } from '#features/binaries/past/past-row.ts'
import { conflicts } from '#features/edit/conflicts.ts'

/** The bulk change in the top bar; a restore of it that met another change is decided like every other one. */
export function BulkWithConflicts({ state }: { state: BulkState }) {
  const bulk = useBulk()
  return (
    <BulkButton
      state={state}
      onDecide={({ id }, { versionId, replaces }) =>
        conflicts.set({
          org: state.org,
          id,
          change: { kind: 'restore', versionId, part: 'all' },
          baseVersionId: replaces.versionId,
          onSaved: ({ replaced, made }) => {
            const undo = undoOfRestore(replaced, made)
            bulk.decided(id, { state: 'done', ...(undo && { undo }) })
          },
        })
      }
    />
  )
}
