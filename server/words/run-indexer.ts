import { setTimeout } from 'node:timers/promises'
import type { OpenedWordWork } from '#server/store/open-words.ts'
import type { ReaderThread } from './reader-thread.ts'

/** Milliseconds between two looks for something new. */
const POLL = 200

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
    if (hasMore || work.hasNews()) hasMore = work.follow()
    if (work.forget() || (await readNext(work, reader, signal)) || work.tidy()) {
      isRested = false
      continue
    }
    if (hasMore) continue
    if (!isRested) work.rest()
    isRested = true
    if (until === 'idle') return
    await setTimeout(POLL, undefined, { signal }).catch(() => undefined)
  }
}

/** @returns whether there was one */
async function readNext(
  work: OpenedWordWork,
  reader: Pick<ReaderThread, 'read'>,
  signal: AbortSignal,
): Promise<boolean> {
  const task = work.next()
  if (!task) return false
  try {
    work.keep(task, await reader.read({ path: work.pathOf(task), task }, signal))
  } catch (error) {
    work.putBack(task)
    if (!signal.aborted) throw error
  }
  return true
}
