import { parentPort, workerData } from 'node:worker_threads'
import { quickCheck } from './quick-check.ts'

/** The thread in which a database is checked, with a connection of its own. */
parentPort?.postMessage(quickCheck((workerData as { file: string }).file))
