import { parentPort, workerData } from 'node:worker_threads'
import { lowerPriority } from '#server/words/low-priority.ts'
import { runCheck } from './run-check.ts'

/** The thread in which the server checks contents, with a database connection of its own. */
const { folder } = workerData as { folder: string }

/** Bytes a second: a tebibyte takes nine hours, and a slow disk has most of its time for others. */
const RATE = 32 * 1024 ** 2

lowerPriority()
const stop = new AbortController()
parentPort?.on('message', () => stop.abort())
const isOver = await runCheck({ folder, rate: RATE, signal: stop.signal })
if (isOver) parentPort?.postMessage('over')
parentPort?.close()
