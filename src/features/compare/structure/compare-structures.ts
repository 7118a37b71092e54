import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare, Compared } from '../differ.ts'
import type { Run } from '../shell/use-comparison.ts'
import type { StructureComparison } from './rows.ts'
import type { StructureTask } from './structure-worker.ts'

const pool = createWorkerPool<StructureTask>({
  create: () => new Worker(new URL('./structure-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

export const runStructureDiff: Run<StructureComparison> = (left, right, _options, signal) =>
  pool.run({ left, right, what: 'for-view' }, { signal })

export const compareStructures: Compare = async (left, right, signal) => {
  const { rows: _, ...comparison } = await pool.run({ left, right, what: 'for-view' }, { signal })
  return comparison
}

/** The same with all that differs, for a file: more than a view lists. @throws as `Compare` */
export const wholeStructure = (
  left: Compared,
  right: Compared,
  signal: AbortSignal,
): Promise<StructureComparison> => pool.run({ left, right, what: 'for-file' }, { signal })
