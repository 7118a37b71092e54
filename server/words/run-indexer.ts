import { setTimeout } from 'node:timers/promises'
import type { OpenedWordWork } from '#server/store/open-words.ts'
import type { WordResult, WordTask } from '#server/store/words.ts'
import type { ReaderThread } from './reader-thread.ts'

/**
 * Makes the index of words, one content after the other: what was committed is noted, the words of what is gone are taken
 * away, and what is new is read. All that is still to do is in the database.
 * @param until `idle` returns once there is nothing left to do; `stopped` waits for more
 * @returns also when the signal ends it
 */
export async function runIndexer(
  work: OpenedWordWork,
  reader: Pick<ReaderThread, 'read'>,
  { until, signal }: { until: 'idle' | 'stopped'; signal: AbortSignal },
): Promise<void> {
  let hasMore = true
  let isRested = false
  while (!signal.aborted) {
    if (hasMore || (await work.hasNews())) hasMore = await work.follow()
    const isBusy =
      (await work.forget()) || (await readNext(work, reader, signal)) || (await work.tidy())
    if (isBusy) {
      isRested = false
      continue
    }
    if (hasMore) continue
    if (!isRested) await work.rest()
    isRested = true
    if (until === 'idle') return
    await setTimeout(work.poll, undefined, { signal }).catch(() => undefined)
  }
}

/** @returns whether there was one */
async function readNext(
  work: OpenedWordWork,
  reader: Pick<ReaderThread, 'read'>,
  signal: AbortSignal,
): Promise<boolean> {
  const task = await work.next()
  if (!task) return false
  try {
    await work.keep(task, await readTask(work, reader, { task, signal }))
  } catch (error) {
    await work.putBack(task)
    if (!signal.aborted) throw error
  }
  return true
}

async function readTask(
  work: OpenedWordWork,
  reader: Pick<ReaderThread, 'read'>,
  { task, signal }: { task: WordTask; signal: AbortSignal },
): Promise<WordResult> {
  const file = await work.fileOf(task, signal)
  try {
    return await reader.read({ path: file.path, task }, signal)
  } finally {
    await file.drop()
  }
}
