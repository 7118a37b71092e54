import { parentPort, workerData } from 'node:worker_threads'
import type { StorePlaces } from '#server/store/places.ts'
import { lowerPriority } from '#server/words/low-priority.ts'
import { runCheck } from './run-check.ts'

/** The thread in which the server checks contents, with a database connection of its own. */
const { places } = workerData as { places: string | StorePlaces }

/** Bytes a second: a tebibyte takes nine hours, and a slow disk has most of its time for others. */
const RATE = 32 * 1024 ** 2

lowerPriority()
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())
const isOver = await runCheck({ places, rate: RATE, signal: stop.signal })
if (isOver) parentPort?.postMessage('over')
parentPort?.close()
