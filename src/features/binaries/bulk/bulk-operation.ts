import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import { createRefresher } from '#api/binaries/refresher.ts'
import type { Actor } from '#api/transport/actor.ts'
import { throttle } from '#lib/throttle.ts'
import { toast } from '#ui/feedback/toasts.ts'
import { createStore, type Store } from '#ui/store.ts'
import type { BinaryRow } from '../list/rows.ts'
import {
  countResults,
  metAnother,
  runRows,
  summaryOf,
  type BulkAction,
  type BulkResults,
  type RowResult,
} from './bulk.ts'
import { changeRow, undoRow } from './change-row.ts'
import type { RowApi, RowOutcome } from './row-requests.ts'

export interface BulkDeps {
  /** Who is signed in now: an operation belongs to them, waits behind their lock, and ends with them. */
  actor: () => Actor | undefined
  apiFor: (actor: Actor) => RowApi & { binaries: Pick<Api['binaries'], 'invalidateMany'> }
  /** What the pages of that person show. */
  cacheFor: (actor: Actor) => QueryClient
}

export interface BulkState {
  org: string
  action: BulkAction
  rows: readonly BinaryRow[]
  results: BulkResults
  phase: 'running' | 'stopping' | 'finished'
  /** Whether the results are open in a dialog. */
  open: boolean
  /** The results were closed after the end: only an Undo may still refer to them. */
  dismissed: boolean
}

/** The same change to many files, outside of React, so that it continues whatever page is shown. One at a time. */
export interface BulkOperation {
  get: () => BulkState | undefined
  subscribe: (listener: () => void) => () => void
  start: (org: string, rows: readonly BinaryRow[], action: BulkAction) => void
  /** No further row begins. */
  stop: () => void
  /** Runs what failed or was not started once more, on the versions that are current then. */
  retryFailed: () => void
  /**
   * Makes the change once more on what is stored now: of one row that met another change, or of all those where that
   * change was to other fields.
   */
  applyAgain: (which: { id: string } | 'untouched') => void
  /** What came of one row that met another change and was decided elsewhere. */
  decided: (id: string, result: RowResult) => void
  /** Takes back what was done, where no newer version has come since. */
  undo: () => void
  open: () => void
  close: () => void
  /** The screen was unlocked, and the notice of the end, with its Undo, was taken away behind it. */
  remind: () => void
  isRunning: () => boolean
}

/** Ten thousand results are drawn a few times a second, not ten thousand times. */
const SHOW_MS = 100

/** @param store where the state is kept, also before this code is loaded; see `lazy-bulk.ts` */
export function createBulkOperation(
  deps: BulkDeps,
  store = createStore<BulkState | undefined>(undefined),
): BulkOperation {
  const operation = new Operation(deps, store)
  return {
    get: store.get,
    subscribe: store.subscribe,
    isRunning: () => operation.isRunning(),
    start: (org, rows, action) => operation.start(org, rows, action),
    stop: () => operation.stop(),
    retryFailed: () => operation.retryFailed(),
    applyAgain: (which) => operation.applyAgain(which),
    decided: (id, result) => operation.decided(id, result),
    undo: () => operation.undo(),
    open: () => operation.update({ open: true }),
    close: () => operation.close(),
    remind: () => operation.remind(),
  }
}

type Act = (api: RowApi, row: BinaryRow) => Promise<RowOutcome>

class Operation {
  readonly store: Store<BulkState | undefined>
  readonly #deps: BulkDeps
  /** Takes away the notice of the last end: its Undo would be that of the next run. */
  #dismissNotice = () => {}
  /** Stops the run that the state belongs to; one that the end of its person has overtaken has nothing more to say. */
  #run: AbortController | undefined

  constructor(deps: BulkDeps, store: Store<BulkState | undefined>) {
    this.#deps = deps
    this.store = store
  }

  isRunning(): boolean {
    const state = this.store.get()
    return state !== undefined && state.phase !== 'finished'
  }

  start(org: string, rows: readonly BinaryRow[], action: BulkAction): void {
    const actor = this.#deps.actor()
    if (!actor || this.isRunning()) return
    const running = { phase: 'running', open: true, dismissed: false } as const
    this.store.set({ org, action, rows, results: new Map(), ...running })
    actor.ended.addEventListener('abort', () => this.#forget(), { once: true })
    void this.#start(actor, rows, (api, row) => changeRow(api, org, row, action, 'seen'))
  }

  stop(): void {
    this.#run?.abort()
    if (this.isRunning()) this.update({ phase: 'stopping' })
  }

  retryFailed(): void {
    const actor = this.#deps.actor()
    const state = this.store.get()
    if (!actor || !state || this.isRunning()) return
    const { org, action, results } = state
    const rows = state.rows.filter(({ id }) =>
      ['failed', 'stopped'].includes(results.get(id)?.state ?? ''),
    )
    void this.#start(actor, rows, (api, row) => {
      const before = results.get(row.id)
      if (before?.state !== 'failed') return changeRow(api, org, row, action, 'seen')
      return before.undo
        ? undoRow(api, org, row, before.undo)
        : changeRow(api, org, row, action, 'current')
    })
  }

  applyAgain(which: { id: string } | 'untouched'): void {
    const actor = this.#deps.actor()
    const state = this.store.get()
    if (!actor || !state || this.isRunning()) return
    const { org, action, results } = state
    const rows = state.rows.filter(
      ({ id }) => metAnother(results.get(id)) && (which === 'untouched' || which.id === id),
    )
    const basis = which === 'untouched' ? which : 'current'
    void this.#start(actor, rows, (api, row) => changeRow(api, org, row, action, basis))
  }

  decided(id: string, result: RowResult): void {
    this.update({ results: new Map(this.store.get()?.results).set(id, result) })
  }

  undo(): void {
    const actor = this.#deps.actor()
    const state = this.store.get()
    if (!actor || !state || this.isRunning()) return
    const plans = new Map(
      [...state.results].flatMap(([id, result]) =>
        'undo' in result && result.undo ? [[id, result.undo]] : [],
      ),
    )
    const rows = state.rows.filter(({ id }) => plans.has(id))
    void this.#start(actor, rows, (api, row) => undoRow(api, state.org, row, plans.get(row.id)))
  }

  close(): void {
    this.update({ open: false })
    if (this.store.get()?.phase === 'finished') this.#tell()
  }

  remind(): void {
    const state = this.store.get()
    if (state?.phase !== 'finished' || state.open) return
    if (!state.dismissed || countResults(state.results).undoable > 0) this.#tell()
  }

  update(change: Partial<BulkState>): void {
    const state = this.store.get()
    if (state) this.store.set({ ...state, ...change })
  }

  /** At the end of its person's session. */
  #forget(): void {
    this.#run = undefined
    this.#dismissNotice()
    this.store.set(undefined)
  }

  /** Runs some of the rows and leaves the results of the others as they are. */
  async #start(actor: Actor, rows: readonly BinaryRow[], act: Act): Promise<void> {
    const state = this.store.get()
    if (!state || rows.length === 0) return
    this.#dismissNotice()
    const api = this.#deps.apiFor(actor)
    const run = (this.#run = new AbortController())
    const update = (change: Partial<BulkState>) => {
      if (this.#run === run) this.update(change)
    }
    const results = new Map(state.results)
    for (const { id } of rows) results.set(id, { state: 'waiting' })
    update({ phase: 'running', dismissed: false, results: new Map(results) })
    const refresher = createRefresher((org, states) => {
      // Behind a locked screen nothing may enter the cache; it is read anew after the unlocking.
      if (!actor.isPresent()) return
      void api.binaries.invalidateMany(this.#deps.cacheFor(actor), org, states)
    })
    const show = throttle(() => update({ results: new Map(results) }), SHOW_MS)
    await runRows(
      rows,
      async (row) => {
        const { result, state: written } = await act(api, row)
        if (written) refresher.add(state.org, row.id, written)
        return result
      },
      (id, result) => {
        results.set(id, result)
        show()
      },
      AbortSignal.any([run.signal, actor.ended]),
    )
    show.cancel()
    refresher.flush()
    if (this.#run !== run) return
    this.update({ phase: 'finished', results: new Map(results) })
    if (this.store.get()?.open === false) this.#tell()
  }

  /** The end, for whoever has closed the results. */
  #tell(): void {
    const state = this.store.get()
    if (!state) return
    const { failed, stopped, undoable } = countResults(state.results)
    const incomplete = failed + stopped > 0
    this.update({ dismissed: !incomplete })
    const undo = { label: 'Undo', onAction: () => this.undo() }
    const show = { label: 'Show results', onAction: () => this.update({ open: true }) }
    this.#dismissNotice()
    this.#dismissNotice = toast({
      tone: incomplete ? 'warning' : 'success',
      title: summaryOf(state.action, state.results),
      action: incomplete ? show : undoable > 0 ? undo : undefined,
      durationMs: incomplete || undoable > 0 ? Infinity : undefined,
    })
  }
}
