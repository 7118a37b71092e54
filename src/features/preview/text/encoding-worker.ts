import type { Kind } from '#formats/kinds.ts'
import { findEncoding, type FoundEncoding } from '#formats/text/find-encoding.ts'
import { answerTasks } from '#lib/worker-task.ts'

/** See `worker-pool.ts`. */
export interface EncodingTask {
  request: { blob: Blob; kind: Kind; charset: string | undefined }
  progress: never
  chunk: never
  result: FoundEncoding
}

/** Finds the encoding of a text off the main thread: all its bytes are read, once for each encoding that it may be in. */
answerTasks<EncodingTask>(async ({ blob, kind, charset }) =>
  findEncoding(new Uint8Array(await blob.arrayBuffer()), { kind, charset }),
)
