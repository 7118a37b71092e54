import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { conflicts } from '#features/edit/conflicts.ts'

const ConflictDialog = lazy(async () => ({
  default: (await import('#features/edit/ConflictDialog.tsx')).ConflictDialog,
}))

/** The question about two changes to one file, over whatever page is shown. */
export function ConflictSlot() {
  const conflict = useSyncExternalStore(conflicts.subscribe, conflicts.get)
  // Whoever comes after a lock or a sign-out must not be asked about the changes of somebody else.
  useEffect(() => () => conflicts.set(undefined), [])
  if (conflict === undefined) return null
  return (
    <Suspense fallback={null}>
      <ConflictDialog {...conflict} onClose={() => conflicts.set(undefined)} />
    </Suspense>
  )
}
