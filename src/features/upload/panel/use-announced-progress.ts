import { useEffect, useEffectEvent } from 'react'
import { announce } from '#ui/feedback/announcer.tsx'
import { totalsOf } from '../queue/totals.ts'
import type { UploadQueue } from '../queue/upload-queue.ts'
import { beginSaying, nextAnnouncement } from './announcement.ts'
import { drawnQueue } from './drawn-queue.ts'

/** Says how far the uploads are, at quarter steps and at the end; `onAllStored` is for an end without trouble. */
export function useAnnouncedProgress(queue: UploadQueue, onAllStored: () => void): void {
  const onEnd = useEffectEvent(onAllStored)
  useEffect(() => {
    const drawn = drawnQueue(queue)
    // Files so small that they were done before this was here have ended too.
    const begun = totalsOf(drawn.get().items)
    let said = beginSaying(begun.pending > 0 ? begun : { ...begun, pending: 1 })
    const look = () => {
      const next = nextAnnouncement(said, totalsOf(drawn.get().items))
      said = next.said
      if (next.words !== undefined) announce(next.words)
      const { groups, paused } = said.totals
      if (next.ended && groups.failed + groups['needs-you'] + paused === 0) onEnd()
    }
    look()
    return drawn.subscribe(look)
  }, [queue])
}
