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
    let said = beginSaying(totalsOf(drawn.get().items))
    return drawn.subscribe(() => {
      const next = nextAnnouncement(said, totalsOf(drawn.get().items))
      said = next.said
      if (next.words !== undefined) announce(next.words)
      const { groups, paused } = said.totals
      if (next.ended && groups.failed + groups['needs-you'] + paused === 0) onEnd()
    })
  }, [queue])
}
