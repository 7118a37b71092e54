import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare, Compared } from '../differ.ts'
import type { ArchiveComparison } from './describe-archives.ts'

export interface ArchiveTask {
  request: {
    left: Compared
    right: Compared
    /** Two entries that are to be taken out, instead of comparing all of them. */
    open?: { left: number; right: number }
  }
  /** From 0 to 1. */
  progress: number
  chunk: never
  result:
    | { type: 'compared'; comparison: ArchiveComparison }
    | { type: 'opened'; left: Blob; right: Blob }
}

const pool = createWorkerPool<ArchiveTask>({
  create: () => new Worker(new URL('./archive-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** Two archives entry by entry, in a worker that ends with the signal. @throws Error in words; the signal's reason */
export async function compareArchives(
  left: Compared,
  right: Compared,
  signal: AbortSignal,
  onProgress: (share: number) => void = () => undefined,
): Promise<ArchiveComparison> {
  const result = await pool.run(requestOf(left, right), { signal, onProgress })
  if (result.type !== 'compared') throw new Error('The worker gave another answer.')
  return result.comparison
}

/** Takes an entry out of both archives. @throws Error in words; the signal's reason */
export async function takeEntries(
  left: Compared,
  right: Compared,
  open: { left: number; right: number },
  signal: AbortSignal,
): Promise<{ left: Blob; right: Blob }> {
  const result = await pool.run({ ...requestOf(left, right), open }, { signal })
  if (result.type !== 'opened') throw new Error('The worker gave another answer.')
  return result
}

/** In words alone. */
export const tellArchives: Compare = async (left, right, signal) => {
  const { summary, changes, total, notCompared, remarks } = await compareArchives(
    left,
    right,
    signal,
  )
  return { summary, changes, total, notCompared, remarks }
}

/** Without what else a side may hold. */
function requestOf(left: Compared, right: Compared) {
  const plain = ({ blob, contentType, kind }: Compared): Compared => ({ blob, contentType, kind })
  return { left: plain(left), right: plain(right) }
}
