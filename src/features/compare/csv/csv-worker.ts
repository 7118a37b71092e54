import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { readBoth } from '../shell/read-texts.ts'
import { diffTables } from './diff-tables.ts'
import type { TableComparison } from './findings.ts'

/** See `worker-pool.ts`. */
export interface TableTask {
  request: { left: Compared; right: Compared }
  progress: never
  chunk: never
  result: TableComparison
}

/** Reads, decodes and compares off the main thread. */
answerTasks<TableTask>(async ({ left, right }) => {
  const texts = await readBoth(left, right)
  const diff = diffTables(texts.left, texts.right, [left.contentType, right.contentType])
  return {
    ...diff,
    summary: texts.left === texts.right ? texts.whySame : diff.summary,
    remarks: [...diff.remarks, ...texts.remarks],
    notCompared: [...diff.notCompared, ...texts.notCompared],
  }
})
