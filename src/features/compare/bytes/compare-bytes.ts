import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compare, Compared } from '../differ.ts'
import type { ByteComparison } from './compare-blobs.ts'

export interface BytesTask {
  request: { left: Blob; right: Blob }
  /** From 0 to 1. */
  progress: number
  chunk: never
  result: ByteComparison
}

const pool = createWorkerPool<BytesTask>({
  create: () => new Worker(new URL('./bytes-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 1,
})

/** Compares the bytes of any two contents in a worker, which ends with the signal. @throws the signal's reason */
export function compareBytes(
  { blob: left }: Compared,
  { blob: right }: Compared,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<ByteComparison> {
  return pool.run({ left, right }, { signal, ...(onProgress && { onProgress }) })
}

/** In words alone. */
export const tellBytes: Compare = async (left, right, signal) => {
  const { summary, changes, total, notCompared, remarks } = await compareBytes(left, right, signal)
  return { summary, changes, total, notCompared, remarks }
}
