import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../../differ.ts'
import { documentTexts } from '../../document/document-text.ts'
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
  // Of written documents their text: what their bytes are nobody reads.
  const [older, newer] =
    isDocument(left) && isDocument(right)
      ? await documentTexts(left, right)
      : await Promise.all([bytesOf(left), bytesOf(right)])
  return new Blob(unifiedDiff(older, newer, names), {
    type: 'text/x-diff',
  })
})

async function bytesOf({ blob }: Compared): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.arrayBuffer())
}
