import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare } from '../differ.ts'
import type { Run } from '../shell/use-comparison.ts'
import type { StructureComparison } from './rows.ts'
import type { StructureTask } from './structure-worker.ts'

const pool = createWorkerPool<StructureTask>({
  create: () => new Worker(new URL('./structure-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

export const runStructureDiff: Run<StructureComparison> = (left, right, _options, signal) =>
  pool.run({ left, right }, { signal })

export const compareStructures: Compare = async (left, right, signal) => {
  const { rows: _, ...comparison } = await pool.run({ left, right }, { signal })
  return comparison
}
