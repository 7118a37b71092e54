import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { Button } from '#ui/controls/Button.tsx'
import { toast } from '#ui/feedback/toasts.ts'
import { saveAs } from '#ui/save-as.ts'
import type { Side } from '../../differ.ts'
import type { UnifiedTask } from './unified-worker.ts'

const pool = createWorkerPool<UnifiedTask>({
  create: () => new Worker(new URL('./unified-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
  kept: 0,
})

/** Saves the difference of two texts as a file that `patch` applies. */
export function SaveDifference({ left, right }: { left: Side; right: Side }) {
  const [busy, setBusy] = useState(false)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const save = async () => {
    const controller = new AbortController()
    running.current = controller
    setBusy(true)
    const name = ({ title }: Side) => ({ name: title, at: undefined })
    const names = [name(left), name(right)] as const
    const request = { left: left.blob, right: right.blob, names }
    try {
      const file = await pool.run(request, { signal: controller.signal })
      saveAs(file, `${left.title} to ${right.title}.diff`.replaceAll(' ', '-'))
    } catch {
      if (controller.signal.aborted) return
      toast({
        tone: 'danger',
        title: 'The difference could not be written',
        body: 'Download both versions to compare them elsewhere.',
      })
    }
    setBusy(false)
  }
  return (
    <Button size="s" icon={Download} busy={busy} onClick={() => void save()}>
      Save as .diff
    </Button>
  )
}
