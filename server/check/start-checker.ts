import { Worker } from 'node:worker_threads'
import type { CheckReports } from '#server/store/check/check.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { endWorker } from '#server/words/end-worker.ts'

/** The checks that the server does by itself. */
export interface Checker {
  /** Ends the one under way after the step it is at; the next start goes on with it. */
  stop(): Promise<void>
}

export interface CheckerOptions {
  /** Of the store, which is open. */
  places: string | StorePlaces
  reports: CheckReports
  /** Hours from the end of a check to the next one; 0 where the server does none by itself. */
  hours: number
  now: () => number
  /** Hears what one that came to its end since the start, in whatever process, says is wrong with the database. */
  onDamage: (problem: string) => void
  /** Hears why one ended early; it is tried again. */
  onFailure: (error: unknown) => void
  /** Milliseconds between two looks whether one is due, the first of them after the start. */
  look?: number
}

/** Milliseconds: a server that has just started has other things to do. */
const LOOK = 60_000

/** Has contents checked in a thread of its own, which is there only while one is done. */
export function startChecker(options: CheckerOptions): Checker {
  let worker: Worker | undefined
  const since = options.now()
  let told: string | undefined
  const tellDamage = async () => {
    const { last } = await options.reports.state()
    // What an earlier check found may be repaired: the start has looked.
    if (last?.database === undefined || last.finished === told) return
    if (Date.parse(last.finished) < since) return
    told = last.finished
    options.onDamage(last.database)
  }
  const look = async () => {
    // The operator may have had it checked beside.
    await tellDamage()
    if (worker || !(await isDue(options)) || worker || stopped) return
    const started = new Worker(new URL('./check-worker.ts', import.meta.url), {
      workerData: { places: options.places },
    })
    started.unref()
    started.on('error', options.onFailure)
    started.on('message', () => void tellDamage().catch(options.onFailure))
    started.on('exit', () => (worker = undefined))
    worker = started
  }
  let stopped = false
  const timer = setInterval(() => void look().catch(options.onFailure), options.look ?? LOOK)
  timer.unref()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      if (worker) await endWorker(worker)
    },
  }
}

async function isDue({ reports, hours, now }: CheckerOptions): Promise<boolean> {
  if (hours === 0) return false
  const { last, current } = await reports.state()
  if (current || !last) return true
  return Date.parse(last.finished) + hours * 3_600_000 <= now()
}
