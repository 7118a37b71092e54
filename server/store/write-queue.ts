import type { Database } from './database.ts'

/**
 * Writes that arrive together share one transaction, so that they share the one slow thing about it: waiting
 * for the disk. Each still succeeds or fails alone, and none resolves before it is on the disk for good.
 */
export class WriteQueue {
  readonly #database: Database
  #waiting: Job[] = []
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** Runs `work` in a transaction of the next turn; what it throws undoes it alone. */
  run<Result>(work: () => Result): Promise<Result> {
    const result = this.#add(work)
    this.#immediate ??= setImmediate(() => this.flush())
    return result
  }

  /** The same for what nobody waits for: some milliseconds later, or with the next `run`. */
  runLater<Result>(work: () => Result): Promise<Result> {
    const result = this.#add(work)
    this.#timer ??= setTimeout(() => this.flush(), LATER)
    return result
  }

  /** Does now what is waiting. */
  flush(): void {
    clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.#immediate = this.#timer = undefined
    const jobs = this.#waiting
    this.#waiting = []
    if (jobs.length > 0) transact(this.#database, jobs)
  }

  #add<Result>(work: () => Result): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({
      work: () => {
        const result = work()
        return () => resolve(result)
      },
      reject,
    })
    return promise
  }
}

/** Milliseconds. */
const LATER = 10

interface Job {
  /** @returns what tells its caller, once the transaction is committed */
  work: () => () => void
  reject: (error: unknown) => void
}

function transact(database: Database, jobs: Job[]): void {
  const done: { tell: () => void; reject: Job['reject'] }[] = []
  try {
    database.script('begin immediate')
    for (const job of jobs) {
      const outcome = attempt(database, job)
      if (outcome) done.push({ tell: outcome, reject: job.reject })
    }
    database.script('commit')
  } catch (error) {
    if (database.inTransaction) database.script('rollback')
    // Those that failed alone have been told already; a second rejection changes nothing.
    for (const { reject } of jobs) reject(error)
    return
  }
  for (const { tell } of done) tell()
}

function attempt(database: Database, job: Job): (() => void) | undefined {
  database.script('savepoint job')
  try {
    const tell = job.work()
    database.script('release job')
    return tell
  } catch (error) {
    // A full disk ends the whole transaction (https://sqlite.org/lang_transaction.html): then all have failed.
    if (!database.inTransaction) throw error
    database.script('rollback to job; release job')
    job.reject(error)
    return undefined
  }
}
