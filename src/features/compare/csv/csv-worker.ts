import { answerTasks } from '#lib/worker-task.ts'
import { gatherFor, type Gathered } from '../changes.ts'
import type { Compared } from '../differ.ts'
import { readBoth, withReading } from '../shell/read-texts.ts'
import { diffTables } from './diff-tables.ts'
import type { TableComparison } from './findings.ts'

/** See `worker-pool.ts`. */
export interface TableTask {
  request: { left: Compared; right: Compared; what: Gathered }
  progress: never
  chunk: never
  result: TableComparison
}

/** Reads, decodes and compares off the main thread. */
answerTasks<TableTask>(async ({ left, right, what }) => {
  gatherFor(what)
  const texts = await readBoth(left, right)
  const types = [left.contentType, right.contentType] as const
  return withReading(diffTables(texts.left, texts.right, types), texts)
})
