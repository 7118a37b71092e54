import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Compared } from '../differ.ts'
import type { Identity } from './identity.ts'
import type { PatientsTask } from './patients-worker.ts'
import { namesPatients } from './read-patients.ts'

/** Bytes of both; larger ones would keep the comparison waiting. */
const LARGEST = 40_000_000

const pool = createWorkerPool<PatientsTask>({
  create: () => new Worker(new URL('./patients-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 0,
})

/**
 * Whether two contents are of one patient, as far as both name one; `too-large` where it is not looked for.
 * What can't be read names nobody: the comparison itself says what is wrong with it.
 * @throws the signal's reason
 */
export async function checkPatients(
  left: Compared,
  right: Compared,
  signal: AbortSignal,
): Promise<Identity | 'too-large'> {
  if (!namesPatients(left.kind) || !namesPatients(right.kind)) return { type: 'same' }
  if (left.blob.size + right.blob.size > LARGEST) return 'too-large'
  try {
    return await pool.run({ left, right }, { signal })
  } catch {
    signal.throwIfAborted()
    return { type: 'same' }
  }
}
