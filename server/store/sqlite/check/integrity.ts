import { Worker } from 'node:worker_threads'
import { databaseFile } from '../../data-folder.ts'
import { StoreAway } from '../../errors.ts'
import type { IntegrityState } from '../../store.ts'

/** What is known of damage to the database: found by the check of the start, or met on the way. */
export class Integrity {
  #state: IntegrityState = { kind: 'whole' }

  get state(): IntegrityState {
    return this.#state
  }

  /** @param problems in SQLite's words, for the log */
  note(problems: readonly string[]): void {
    if (problems.length > 0 && this.#state.kind === 'whole')
      this.#state = { kind: 'damaged', problems }
  }

  /** Right before something is written: what is damaged would only get worse. @throws StoreAway */
  check(): void {
    if (this.#state.kind === 'damaged') throw new StoreAway(DAMAGED)
  }
}

const DAMAGED =
  'The database is damaged, so that nothing is stored. Whoever runs the server has to restore a backup.'

/**
 * Checks a data folder's database in a thread of its own.
 * @returns what is wrong with it; nothing where all is well, or the check could not be made
 */
export function startDatabaseCheck(folder: string): Promise<readonly string[]> {
  const worker = new Worker(new URL('./quick-check.ts', import.meta.url), {
    workerData: { quickCheck: databaseFile(folder) },
  })
  worker.unref()
  const { promise, resolve } = Promise.withResolvers<readonly string[]>()
  worker.on('message', (problems: string[]) => resolve(problems))
  worker.on('error', () => resolve([]))
  worker.on('exit', () => resolve([]))
  return promise
}
