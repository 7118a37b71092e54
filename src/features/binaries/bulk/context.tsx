import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import type { BulkOperation, BulkState } from './bulk-operation.ts'

const BulkContext = createContext<BulkOperation | undefined>(undefined)

/** Gives the operation, made in the composition root, to everything below. */
export function BulkProvider(props: { bulk: BulkOperation; children: ReactNode }) {
  return <BulkContext value={props.bulk}>{props.children}</BulkContext>
}

export function useBulk(): BulkOperation {
  const bulk = use(BulkContext)
  if (!bulk) throw new Error('useBulk needs a BulkProvider above it.')
  return bulk
}

/** What is running, or has ended and not been closed yet. */
export function useBulkState(): BulkState | undefined {
  const bulk = useBulk()
  return useSyncExternalStore(bulk.subscribe, bulk.get)
}
