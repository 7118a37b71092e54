import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openWordWork } from '#server/store/open-words.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { lowerPriority } from './low-priority.ts'
import { ReaderThread } from './reader-thread.ts'
import { runIndexer } from './run-indexer.ts'

/** The thread in which the index of words is made, with database connections of its own. */
const { places } = workerData as { places: string | StorePlaces }
/** Milliseconds between two looks whether another process still makes the index. */
const ANOTHER = 2000

lowerPriority()
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())
const { signal } = stop
while (!signal.aborted) {
  const work = await openWordWork(places)
  if (work === undefined) {
    await setTimeout(ANOTHER, undefined, { signal }).catch(() => undefined)
    continue
  }
  const reader = new ReaderThread()
  try {
    await runIndexer(work, reader, { until: 'stopped', signal })
  } finally {
    await reader.close()
    await work.close()
  }
}
parentPort?.close()
