import { answerTasks } from '#lib/worker-task.ts'
import type { ArchiveTask } from './compare-archives.ts'
import { compareEntries } from './compare-entries.ts'
import { describeArchives } from './describe-archives.ts'
import { listArchive } from './list-archive.ts'

/** Bytes that one entry may unpack to when it is opened. */
const MOST_OPENED = 200_000_000

answerTasks<ArchiveTask>(async ({ left, right, open }, { progress }) => {
  const [before, after] = [await listArchive(left), await listArchive(right)]
  if (open !== undefined) {
    const [one, other] = [before[open.left], after[open.right]]
    if (one === undefined || other === undefined) throw new Error('There is no such entry.')
    const options = { limit: MOST_OPENED }
    return { type: 'opened', left: await one.unpack(options), right: await other.unpack(options) }
  }
  const pairs = await compareEntries(before, after, { onProgress: progress })
  return { type: 'compared', comparison: describeArchives(before, after, pairs) }
})
