import { createWorkerPool } from '#lib/worker-pool.ts'
import type { Side } from '../../differ.ts'
import { SaveFile } from '../../saving/SaveFile.tsx'
import type { UnifiedTask } from './unified-worker.ts'

const pool = createWorkerPool<UnifiedTask>({
  create: () => new Worker(new URL('./unified-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 0,
})

/** Saves the difference of two texts as a file that `patch` applies; of two written documents that of their texts. */
export function SaveDifference({ left, right }: { left: Side; right: Side }) {
  return (
    <SaveFile
      label="Save as .diff"
      extension="diff"
      titles={[left.title, right.title]}
      make={(signal) => {
        const content = ({ blob, kind, contentType }: Side) => ({ blob, kind, contentType })
        const name = ({ title }: Side) => ({ name: title, at: undefined })
        const names = [name(left), name(right)] as const
        return pool.run({ left: content(left), right: content(right), names }, { signal })
      }}
    />
  )
}
