import { createStore } from '#ui/store.ts'
import type { BulkDeps, BulkOperation, BulkState } from './bulk-operation.ts'

/** The operation, whose code is loaded with the first bulk change. */
export function createLazyBulk(deps: BulkDeps): BulkOperation {
  const store = createStore<BulkState | undefined>(undefined)
  let loading: Promise<BulkOperation> | undefined
  const load = () => {
    loading ??= import('./bulk-operation.ts').then((code) => code.createBulkOperation(deps, store))
    return loading
  }
  /** For whoever asked for it: somebody else may have signed in before the code is here. */
  const run = async (action: (operation: BulkOperation) => void) => {
    const actor = deps.actor()
    const operation = await load()
    if (deps.actor() === actor) action(operation)
  }
  return {
    get: store.get,
    subscribe: store.subscribe,
    isRunning: () => store.get() !== undefined && store.get()?.phase !== 'finished',
    start: (org, rows, action) => void run((operation) => operation.start(org, rows, action)),
    stop: () => void run((operation) => operation.stop()),
    retryFailed: () => void run((operation) => operation.retryFailed()),
    applyAgain: (which) => void run((operation) => operation.applyAgain(which)),
    decided: (id, result) => void run((operation) => operation.decided(id, result)),
    undo: () => void run((operation) => operation.undo()),
    open: () => void run((operation) => operation.open()),
    close: () => void run((operation) => operation.close()),
    remind: () => store.get() && void run((operation) => operation.remind()),
  }
}
