import { setTimeout as delay } from 'node:timers/promises'
import { openCheckWork } from '#server/store/check/open-check.ts'
import type { StorePlaces } from '#server/store/places.ts'

interface RunOptions {
  /** Of the store, which is there. */
  places: string | StorePlaces
  /** Bytes a second; all that the disk gives by default. */
  rate?: number
  /** Whether one that was begun before is begun anew. */
  restart?: boolean
  signal: AbortSignal
  /** Told of another process that is at it, for as long as it is. */
  onWait?: () => void
}

/**
 * Does a check, or goes on with the one that was begun. One process at a time does it, some seconds long: so an operator's
 * goes on where the slow one of the server is, and the other way round.
 * @returns whether it came to its end; not where the signal ended it
 */
export async function runCheck(options: RunOptions): Promise<boolean> {
  const { places, signal, onWait } = options
  let restart = options.restart === true
  while (!signal.aborted) {
    const work = await openCheckWork(places)
    if (!work) {
      onWait?.()
      await delay(ANOTHER, undefined, { signal }).catch(() => undefined)
      continue
    }
    const started = performance.now()
    try {
      if (restart) await work.restart()
      restart = false
      const isOver = await work.run({
        mayGoOn: () => performance.now() - started < SLICE,
        pace: paceOf(options),
        signal,
      })
      if (isOver) return true
    } finally {
      await work.close()
    }
    // Long enough for who waits to find it free.
    await delay(ANOTHER * 2, undefined, { signal }).catch(() => undefined)
  }
  return false
}

/** @returns waits so long that no more bytes are read in a second */
function paceOf({ rate, signal }: RunOptions): (bytes: number) => Promise<void> {
  if (rate === undefined) return async () => undefined
  const started = performance.now()
  let total = 0
  return async (bytes) => {
    total += bytes
    const ahead = (total / rate) * 1000 - (performance.now() - started)
    if (ahead > LEAST) await delay(ahead, undefined, { signal }).catch(() => undefined)
  }
}

/** Milliseconds that a process is at it before others may be. */
const SLICE = 10_000
/** Milliseconds between two looks whether another process is still at it. */
const ANOTHER = 100
/** Milliseconds: what is worth waiting for. */
const LEAST = 20
