import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare } from '../differ.ts'
import type { Run } from '../shell/use-comparison.ts'
import { EXACT, type TextDiff } from './diff-texts.ts'
import type { DiffTask } from './diff-worker.ts'
import { unpackHunks } from './pack-hunks.ts'

const pool = createWorkerPool<DiffTask>({
  create: () => new Worker(new URL('./diff-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** @param options the words "space" and "case", for what does not count */
export const runTextDiff: Run<TextDiff> = async (left, right, options, signal) => {
  const ignored = { ignoreSpace: options.includes('space'), ignoreCase: options.includes('case') }
  return unpackHunks(await pool.run({ left, right, options: ignored }, { signal }))
}

export const compareTexts: Compare = async (left, right, signal) => {
  const found = await pool.run({ left, right, options: EXACT }, { signal })
  const { summary, changes, total, remarks, notCompared } = found
  return { summary, changes, total, remarks, notCompared }
}
