import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare, Compared } from '../differ.ts'
import type { Run } from '../shell/use-comparison.ts'
import type { TableTask } from './csv-worker.ts'
import type { TableComparison } from './findings.ts'

const pool = createWorkerPool<TableTask>({
  create: () => new Worker(new URL('./csv-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

export const runTableDiff: Run<TableComparison> = (left, right, _options, signal) =>
  pool.run({ left, right, what: 'for-view' }, { signal })

export const compareTables: Compare = async (left, right, signal) => {
  const {
    rows: _,
    columns: __,
    ...comparison
  } = await pool.run({ left, right, what: 'for-view' }, { signal })
  return comparison
}

/** The same with all that differs, for a file: more than a view lists. @throws as `Compare` */
export const wholeTable = (
  left: Compared,
  right: Compared,
  signal: AbortSignal,
): Promise<TableComparison> => pool.run({ left, right, what: 'for-file' }, { signal })
