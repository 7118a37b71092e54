import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare } from '../differ.ts'
import type { Run } from '../shell/use-comparison.ts'
import type { TextDiff } from './diff-texts.ts'
import type { DiffTask } from './diff-worker.ts'

const pool = createWorkerPool<DiffTask>({
  create: () => new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** @param options the words "space" and "case", for what does not count */
export const runTextDiff: Run<TextDiff> = (left, right, options, signal) =>
  pool.run(
    {
      left,
      right,
      options: { ignoreSpace: options.includes('space'), ignoreCase: options.includes('case') },
    },
    { signal },
  )

export const compareTexts: Compare = async (left, right, signal) => {
  const { summary, changes, total, remarks, notCompared } = await runTextDiff(
    left,
    right,
    '',
    signal,
  )
  return { summary, changes, total, remarks, notCompared }
}
