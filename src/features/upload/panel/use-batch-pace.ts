import { useEffect, useState } from 'react'
import { useUploadQueue } from '../context.tsx'
import { batchSpeed, withBatchSample, type BatchPace } from '../queue/pace.ts'
import { totalsOf } from '../queue/totals.ts'

/** Milliseconds between two looks: the figures are read, not watched. */
const LOOK_EVERY = 1_000

export interface ShownPace {
  /** Bytes a second. */
  speed: number | undefined
  /** Seconds. */
  timeLeft: number | undefined
}

const NOTHING: ShownPace = { speed: undefined, timeLeft: undefined }

/** How fast all uploads together go, looked at once a second while the panel is there; nothing while none is under way. */
export function useBatchPace(): ShownPace {
  const queue = useUploadQueue()
  const [shown, setShown] = useState(NOTHING)
  useEffect(() => {
    let pace: BatchPace | undefined
    const look = () => {
      const { active, sent, done, work } = totalsOf(queue.get().items)
      const at = performance.now()
      pace = active === 0 ? undefined : withBatchSample(pace, { at, sent, done, left: work - done })
      setShown(pace === undefined ? NOTHING : { speed: batchSpeed(pace), timeLeft: pace.timeLeft })
    }
    look()
    const timer = setInterval(look, LOOK_EVERY)
    return () => clearInterval(timer)
  }, [queue])
  return shown
}
