import { lazy, Suspense } from 'react'
import { useBulkState } from '#features/binaries/bulk/context.tsx'

const BulkButton = lazy(async () => ({
  default: (await import('#features/binaries/bulk/BulkButton.tsx')).BulkButton,
}))

/** The progress of a bulk change, in the top bar; loaded with the first of them. */
export function BulkSlot() {
  const state = useBulkState()
  if (state === undefined) return null
  return (
    <Suspense fallback={null}>
      <BulkButton state={state} />
    </Suspense>
  )
}
