import { unpackGzip } from '#formats/gzip/read-gzip.ts'
import { unpackEntry } from '#formats/zip/zip-unpack.ts'
import { answerTasks } from '#lib/worker-task.ts'
import type { UnpackTask } from './unpack.ts'

answerTasks<UnpackTask>(async ({ blob, what, password, limit }, { progress }) => {
  const options = { password, limit, onProgress: progress }
  if (what.kind === 'zip') return unpackEntry(blob, what.place, options)
  return unpackGzip(blob, options)
})
