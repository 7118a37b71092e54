import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useApi } from '#api/context.tsx'
import type { BinaryRow } from '../list/rows.ts'
import { patchFor, runBulk, type BulkAction, type BulkResults } from './bulk.ts'

export type BulkRun =
  | { phase: 'asking' }
  | { phase: 'running'; results: BulkResults; stopping: boolean }
  | { phase: 'finished'; results: BulkResults }

/** Carries a change out for many rows, each with `If-Match` of the version that the reader saw. */
export function useBulk(org: string) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [run, setRun] = useState<BulkRun>({ phase: 'asking' })
  const stopper = useRef<AbortController>(undefined)
  const context = { client: queryClient, meta: undefined }
  const act = async (row: BinaryRow, action: BulkAction) => {
    const ifMatch = row.version === '' ? {} : { ifMatch: row.version }
    // The functions themselves: as mutations each of them would load the lists anew.
    if (action.kind === 'remove') {
      await api.binaries.remove(org).mutationFn?.({ id: row.id, ...ifMatch }, context)
      return 'done'
    }
    const operations = patchFor(row, action)
    if (operations.length === 0) return 'unchanged'
    await api.binaries.patch(org).mutationFn?.({ id: row.id, operations, ...ifMatch }, context)
    return 'done'
  }
  return {
    run,
    start: async (rows: readonly BinaryRow[], action: BulkAction) => {
      const controller = new AbortController()
      stopper.current = controller
      const state = { phase: 'running', stopping: false } as const
      let waiting: ReturnType<typeof setTimeout> | undefined
      setRun({ ...state, results: new Map() })
      // Ten thousand results are drawn a few times a second, not ten thousand times.
      const show = (results: BulkResults) => {
        waiting ??= setTimeout(() => {
          waiting = undefined
          const stopping = controller.signal.aborted
          setRun({ ...state, stopping, results: new Map(results) })
        }, 100)
      }
      const results = await runBulk(rows, (row) => act(row, action), show, controller.signal)
      clearTimeout(waiting)
      setRun({ phase: 'finished', results })
      await queryClient.invalidateQueries({ queryKey: ['org', org, 'Binary'] })
    },
    stop: () => {
      stopper.current?.abort()
      if (run.phase === 'running') setRun({ ...run, stopping: true })
    },
  }
}
