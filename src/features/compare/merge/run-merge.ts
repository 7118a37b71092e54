import { parseMediaType } from '#fhir/media-type.ts'
import { blobSource } from '#formats/content-source.ts'
import { detectSource } from '#formats/detect.ts'
import { formatBytes } from '#lib/format.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { isWritten, type Compared } from '../differ.ts'
import type { MergeTask, ReadMerge } from './merge-worker.ts'
import { writeText, type Written } from './write-text.ts'

const pool = createWorkerPool<MergeTask>({
  create: () => new Worker(new URL('./merge-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 0,
})

/** A content that takes part, as its label and its name describe it. */
export interface MergedSide {
  blob: Blob
  contentType: string | undefined
  name: string | undefined
}

/** What is ready to be decided on. */
export interface ReadyMerge extends ReadMerge {
  /** The decided text in the encoding of mine. */
  write: (text: string) => Promise<Written>
}

/** Bytes of one side; nobody merges more by hand. */
const MOST = 5_000_000

/**
 * Reads three contents and merges them where all of them are texts.
 * @throws Error in words, where they can't be merged; the signal's reason
 */
export async function runMerge(
  sides: { base: MergedSide; theirs: MergedSide; mine: MergedSide },
  signal: AbortSignal,
): Promise<ReadyMerge> {
  const base = await compared(sides.base)
  const theirs = await compared(sides.theirs)
  const mine = await compared(sides.mine)
  const merge = await pool.run({ base, theirs, mine }, { signal })
  const charset = parseMediaType(sides.mine.contentType ?? '')?.parameters['charset']
  const about = { kind: mine.kind, charset }
  return { ...merge, write: (text) => writeText(text, merge.writing, about) }
}

async function compared({ blob, contentType, name }: MergedSide): Promise<Compared> {
  if (blob.size > MOST) {
    throw new Error(`Only texts of up to ${formatBytes(MOST)} can be merged by hand.`)
  }
  const found = await detectSource(blobSource(blob, { contentType, name }))
  if (!isWritten(found.kind) || found.kind === 'rtf' || found.kind === 'mail') {
    throw new Error('Only text can be merged by hand, and one of the three is none.')
  }
  return { blob, contentType: found.contentType, kind: found.kind }
}
