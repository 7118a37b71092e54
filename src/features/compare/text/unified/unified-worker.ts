import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../../differ.ts'
import { documentText } from '../../document/document-text.ts'
import { isDocument } from '../../document/is-document.ts'
import { unifiedDiff, type DiffName } from './unified-diff.ts'

/** See `worker-pool.ts`. */
export interface UnifiedTask {
  request: { left: Compared; right: Compared; names: readonly [DiffName, DiffName] }
  progress: never
  chunk: never
  /** Empty where the two are the same. */
  result: Blob
}

/** Reads both and writes their difference off the main thread. */
answerTasks<UnifiedTask>(async ({ left, right, names }) => {
  const [older, newer] = await Promise.all([bytesOf(left), bytesOf(right)])
  return new Blob(unifiedDiff(older, newer, names), {
    type: 'text/x-diff',
  })
})

/** Of a written document its text: what its bytes are nobody reads. */
async function bytesOf(content: Compared): Promise<Uint8Array<ArrayBuffer>> {
  if (isDocument(content)) return documentText(content)
  return new Uint8Array(await content.blob.arrayBuffer())
}
