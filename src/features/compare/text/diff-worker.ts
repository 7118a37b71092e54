import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { readBoth, withReading } from '../shell/read-texts.ts'
import { diffTexts, type TextOptions } from './diff-texts.ts'
import { packHunks, type PackedDiff } from './pack-hunks.ts'

/** See `worker-pool.ts`. */
export interface DiffTask {
  request: { left: Compared; right: Compared; options: TextOptions }
  progress: never
  chunk: never
  result: PackedDiff
}

/** Reads, decodes and compares off the main thread. */
answerTasks<DiffTask>(async ({ left, right, options }) => {
  const texts = await readBoth(left, right)
  return packHunks(withReading(diffTexts(texts.left, texts.right, options), texts))
})
