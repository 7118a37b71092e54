import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { kindLabel } from '#formats/kinds.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { isWritten, type Compared } from '../differ.ts'
import type { BlameTask } from './blame-worker.ts'
import type { Reading } from './follow-history.ts'
import type { LinePlaces } from './follow-lines.ts'
import type { LaidOut } from './laid-out.ts'

const pool = createWorkerPool<BlameTask>({
  create: () => new Worker(new URL('./blame-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 1,
})

/** Bytes of a version whose lines are followed: all of it is in memory, with the one before. */
export const LARGEST = 30_000_000
/** Lines that are followed and shown. */
const MOST_LINES = 500_000

/** What a content is by its bytes, and whether its lines can be followed. */
export async function readVersion(
  blob: Blob,
  label: { contentType: string; name: string | undefined },
  signal: AbortSignal,
): Promise<Reading<Compared>> {
  const { kind, contentType } = await detectSource(blobSource(blob, label), signal)
  if (!isWritten(kind)) return { type: 'other', what: kindLabel(kind) }
  if (blob.size > LARGEST) return { type: 'too-large', size: blob.size }
  return { type: 'text', content: { blob, kind, contentType } }
}

/** @throws Error in words where there are too many; the signal's reason */
export async function readLines(of: Compared, signal: AbortSignal): Promise<LaidOut> {
  const found = await pool.run({ type: 'lines', of }, { signal })
  if (!('lines' in found)) throw new Error('The lines could not be read.')
  const { count } = found.lines
  if (count > MOST_LINES) {
    throw new Error(
      `It has ${count.toLocaleString()} lines; up to ${MOST_LINES.toLocaleString()} are followed.`,
    )
  }
  return found
}

/** @throws the signal's reason */
export async function matchLines(
  older: Compared,
  newer: Compared,
  signal: AbortSignal,
): Promise<LinePlaces> {
  const found = await pool.run({ type: 'match', older, newer }, { signal })
  if (!('places' in found)) throw new Error('The lines could not be matched.')
  return found
}
