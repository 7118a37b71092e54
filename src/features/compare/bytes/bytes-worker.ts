import { answerTasks } from '#lib/worker-task.ts'
import { compareBlobs } from './compare-blobs.ts'
import type { BytesTask } from './compare-bytes.ts'

answerTasks<BytesTask>(async ({ left, right }, { progress }) =>
  compareBlobs(left, right, { onProgress: progress }),
)
