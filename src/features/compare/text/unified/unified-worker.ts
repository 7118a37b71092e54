import { answerTasks } from '#lib/worker-task.ts'
import { unifiedDiff, type DiffName } from './unified-diff.ts'

/** See `worker-pool.ts`. */
export interface UnifiedTask {
  request: { left: Blob; right: Blob; names: readonly [DiffName, DiffName] }
  progress: never
  chunk: never
  /** Empty where the two are the same. */
  result: Blob
}

/** Reads both and writes their difference off the main thread. */
answerTasks<UnifiedTask>(async ({ left, right, names }) => {
  const [older, newer] = await Promise.all([left.arrayBuffer(), right.arrayBuffer()])
  return new Blob(unifiedDiff(new Uint8Array(older), new Uint8Array(newer), names), {
    type: 'text/x-diff',
  })
})
