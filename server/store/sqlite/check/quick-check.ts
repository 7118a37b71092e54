import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { DatabaseDamaged, StoreBusy } from '../../errors.ts'
import { storeErrorOf } from '../database.ts'

/**
 * Whether the pages of a database hang together (https://sqlite.org/pragma.html#pragma_quick_check). It reads all of it,
 * at some hundred megabytes a second, beside whoever works on it.
 * @param file of the database
 * @returns what is wrong, in SQLite's words; nothing where all is well, or while somebody keeps it locked
 */
export function quickCheck(file: string): string[] {
  let connection: DatabaseSync | undefined
  try {
    connection = new DatabaseSync(file, { timeout: 5000 })
    const found = connection.prepare(`pragma quick_check(${MOST})`).all() as {
      quick_check: string
    }[]
    return found.map((row) => oneLine(row.quick_check)).filter((text) => text !== 'ok')
  } catch (error) {
    const told = storeErrorOf(error)
    if (told instanceof DatabaseDamaged) return [oneLine((error as Error).message)]
    if (told instanceof StoreBusy) return []
    throw error
  } finally {
    connection?.close()
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 500)
}

/** Problems that are told. */
const MOST = 20

/** As a thread of its own, it is given the file and tells what it found. */
const { quickCheck: file } = (workerData ?? {}) as { quickCheck?: string }
if (file !== undefined) parentPort?.postMessage(quickCheck(file))
