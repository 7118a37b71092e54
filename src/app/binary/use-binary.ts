import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { BinaryState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'

/** Milliseconds between two quiet looks at whether anything has changed. */
const LOOK_EVERY = 30_000

export interface WatchedBinary {
  /** What is on the screen: it changes by the reader's own doing only. */
  shown: BinaryState | undefined
  /** What has become of it meanwhile, by somebody else's. */
  newer: BinaryState | undefined
  showNewer: () => void
  error: Error | null
  retry: () => void
}

/**
 * A Binary as it was when it was opened. When the window gets the focus again, and every half minute while it can be
 * seen, it is asked for once more; what has changed is told and not put in place, for somebody may be reading.
 */
export function useBinary(org: string, id: string): WatchedBinary {
  const options = useApi().binaries.detail(org, id)
  const queryClient = useQueryClient()
  const detail = useQuery({ ...options, refetchOnWindowFocus: false, refetchOnReconnect: false })
  const [held, setHeld] = useState<Held>()
  const mine = held?.of === `${org}/${id}` ? held : undefined
  // What the reader does meanwhile changes it once more, and then is what counts.
  const holding =
    mine !== undefined &&
    (mine.newer === undefined || (detail.data !== undefined && isSame(mine.newer, detail.data)))

  const look = useEffectEvent(async () => {
    const before = holding ? mine.shown : detail.data
    if (before === undefined || document.visibilityState === 'hidden') return
    setHeld({ of: `${org}/${id}`, shown: before, newer: undefined })
    const now = await queryClient.fetchQuery({ ...options, staleTime: 0 }).catch(() => undefined)
    // Asked in vain: what is on the screen stays, and the next look asks again.
    if (now === undefined || isSame(before, now)) setHeld(undefined)
    else setHeld({ of: `${org}/${id}`, shown: before, newer: now })
  })
  useEffect(() => {
    const onLook = () => void look()
    const timer = setInterval(onLook, LOOK_EVERY)
    window.addEventListener('focus', onLook)
    document.addEventListener('visibilitychange', onLook)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', onLook)
      document.removeEventListener('visibilitychange', onLook)
    }
  }, [])
  return {
    shown: holding ? mine.shown : detail.data,
    newer: holding ? mine.newer : undefined,
    showNewer: () => setHeld(undefined),
    error: detail.data === undefined ? detail.error : null,
    retry: () => void detail.refetch(),
  }
}

interface Held {
  of: string
  shown: BinaryState
  /** `undefined` while it is being asked for. */
  newer: BinaryState | undefined
}

/** By version where there is one, else by time; a server that tells neither can't be told apart from itself. */
function isSame(one: BinaryState, other: BinaryState): boolean {
  return (
    one.state === other.state &&
    one.versionId === other.versionId &&
    one.lastUpdated === other.lastUpdated
  )
}
