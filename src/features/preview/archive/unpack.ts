import type { Unpacked } from '#formats/archive/archive-entry.ts'
import type { ZipPlace } from '#formats/zip/zip-record.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import type { EntryPlace } from './archive-worker.ts'

export interface UnpackTask {
  request: {
    blob: Blob
    what: { kind: 'zip'; place: ZipPlace } | { kind: 'gzip' }
    password?: string | undefined
    /** Bytes that it may unpack to. */
    limit?: number | undefined
  }
  /** Bytes of the packed content that were read. */
  progress: number
  chunk: never
  /** `members` of gzip only. */
  result: Unpacked & { members?: number }
}

/** Unpacks contents off the main thread; aborting ends it at once. */
export const unpacking = createWorkerPool<UnpackTask>({
  create: () => new Worker(new URL('./unpack-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** @throws ArchiveProblem, see the readers; the signal's reason */
export async function unpackFrom(
  blob: Blob,
  place: EntryPlace,
  { password, signal }: { password: string | undefined; signal: AbortSignal },
): Promise<Unpacked> {
  if (place.kind === 'zip') {
    return unpacking.run({ blob, what: place, password }, { signal })
  }
  const { start, size } = place.place
  const content = blob.slice(start, start + size)
  const here = content.size.toLocaleString()
  const remarks =
    content.size < size
      ? [`The archive ends in this file: what is shown are its first ${here} bytes.`]
      : []
  return { blob: content, remarks }
}
