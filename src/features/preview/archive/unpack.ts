import type { Unpacked } from '#formats/archive/archive-entry.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { partOf } from '#formats/source-port.ts'
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

/** Bytes before the content of an entry at most: its header, name and extra fields (APPNOTE 4.3.7). */
const LONGEST_HEADER = 30 + 2 * 65_535

/** @throws ArchiveProblem, see the readers; the signal's reason */
export async function unpackFrom(
  source: ContentSource,
  place: EntryPlace,
  { password, signal }: { password: string | undefined; signal: AbortSignal },
): Promise<Unpacked> {
  if (place.kind === 'zip') {
    const { offset, packedSize } = place.place
    const blob = await partOf(source, offset, offset + LONGEST_HEADER + packedSize, signal)
    const what = { kind: 'zip', place: { ...place.place, offset: 0 } } as const
    return unpacking.run({ blob, what, password }, { signal })
  }
  const { start, size } = place.place
  const content = await partOf(source, start, start + size, signal)
  const here = content.size.toLocaleString()
  const remarks =
    content.size < size
      ? [`The archive ends in this file: what is shown are its first ${here} bytes.`]
      : []
  return { blob: content, remarks }
}
