import type { Kind } from '#formats/kinds.ts'
import { decodeText } from '#formats/text/encodings.ts'
import { findEncoding } from '#formats/text/find-encoding.ts'
import { answerTasks } from '#lib/worker-task.ts'
import { diffLines, type LineDiff } from './line-diff.ts'

/** One of two contents, with what helps to read it. */
export interface DiffedText {
  blob: Blob
  kind: Kind
  /** That its content type names. */
  charset: string | undefined
}

/** See `worker-pool.ts`. */
export interface DiffTask {
  request: { left: DiffedText; right: DiffedText }
  progress: never
  chunk: never
  result: LineDiff
}

/** Reads, decodes and compares off the main thread. */
answerTasks<DiffTask>(async ({ left, right }) => diffLines(await textOf(left), await textOf(right)))

async function textOf({ blob, kind, charset }: DiffedText): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const { encoding } = await findEncoding(bytes, { kind, charset })
  return decodeText(bytes, encoding)
}
