import { setTimeout as delay } from 'node:timers/promises'
import { StoreBusy, StoreFull } from '../errors.ts'
import { emptyLog } from './database.ts'
import type { Database } from './database.ts'

export interface WriteQueueOptions {
  /** Milliseconds that a write waits for somebody else's to end. Nothing else waits meanwhile. */
  patience?: number
  /** Makes room on a full disk. @returns whether trying again makes sense */
  makeRoom?: () => boolean
  /** Right before writing. @throws what then becomes of the writes */
  check?: () => void
}

/**
 * Writes that arrive together share one transaction, so that they share the one slow thing about it: waiting
 * for the disk. Each still succeeds or fails alone, and none resolves before it is on the disk. While another process
 * writes, they wait, and the event loop does not: reads go on.
 */
export class WriteQueue {
  readonly #database: Database
  readonly #patience: number
  readonly #room: Scarcity
  readonly #check: () => void
  #waiting: Job[] = []
  #immediate: NodeJS.Immediate | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    database: Database,
    {
      patience = PATIENCE,
      makeRoom = () => false,
      check = () => undefined,
    }: WriteQueueOptions = {},
  ) {
    this.#database = database
    this.#patience = patience
    this.#room = new Scarcity(database, makeRoom)
    this.#check = check
  }

  /**
   * Runs `work` in a transaction of the next turn; what it throws undoes it alone.
   * @param patience milliseconds, where not those of the queue
   * @throws StoreBusy after the patience
   */
  run<Result>(work: () => Result, patience?: number): Promise<Result> {
    return this.#soon(work, true, patience)
  }

  /** The same for what need not survive a power loss: it does not wait for the disk, unless others beside it do. */
  runBriefly<Result>(work: () => Result): Promise<Result> {
    return this.#soon(work, false)
  }

  /** The same as `run` for what nobody waits for: some milliseconds later, or with the next one. */
  runLater<Result>(work: () => Result): Promise<Result> {
    const result = this.#add(work, true)
    this.#timer ??= setTimeout(() => this.flush(), LATER)
    return result
  }

  /** Does now what is waiting, unless somebody else writes: then it goes on waiting. */
  flush(): void {
    clearImmediate(this.#immediate)
    clearTimeout(this.#timer)
    this.#immediate = this.#timer = undefined
    const jobs = this.#waiting
    this.#waiting = []
    if (jobs.length === 0) return
    try {
      this.#check()
      if (transact(this.#database, jobs, this.#room)) return
    } catch (error) {
      // The data is away, or the database is closed by now.
      for (const { reject } of jobs) reject(error)
      return
    }
    const now = performance.now()
    for (const job of jobs) {
      if (job.until > now) this.#waiting.push(job)
      else job.reject(new StoreBusy('The data is locked: others write for too long. Try again.'))
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.flush(), RETRY)
  }

  /** Resolves when nothing waits any more, done or given up. */
  async drain(): Promise<void> {
    for (this.flush(); this.#waiting.length > 0; this.flush()) await delay(RETRY)
  }

  #soon<Result>(work: () => Result, durable: boolean, patience?: number): Promise<Result> {
    const result = this.#add(work, durable, patience)
    this.#immediate ??= setImmediate(() => this.flush())
    return result
  }

  #add<Result>(work: () => Result, durable: boolean, patience = this.#patience): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    this.#waiting.push({
      work: () => {
        const result = work()
        return () => resolve(result)
      },
      durable,
      until: performance.now() + patience,
      reject,
    })
    return promise
  }
}

/** Milliseconds: a caller gets an answer while it still waits for one. */
const PATIENCE = 2000
/** Milliseconds between two looks whether another process still writes. */
const RETRY = 15
/** Milliseconds. */
const LATER = 10

interface Job {
  /** @returns what tells its caller, once the transaction is committed */
  work: () => () => void
  durable: boolean
  /** When it is given up, as `performance.now` counts. */
  until: number
  reject: (error: unknown) => void
}

/** @returns false when nothing was done, since somebody else writes */
function transact(database: Database, jobs: Job[], room: Scarcity): boolean {
  for (;;) {
    const came = attemptAll(database, jobs)
    if (came.kind === 'busy') return false
    if (came.kind === 'done') {
      room.end()
      for (const tell of came.tell) tell()
      return true
    }
    const isFull = came.error instanceof StoreFull
    if (isFull && room.find()) continue
    // What is too much for the disk takes the others with it: each has what room there is for itself.
    if (isFull && jobs.length > 1) {
      for (const job of jobs) {
        if (!transact(database, [job], room)) job.reject(came.error)
      }
    } else for (const { reject } of jobs) reject(came.error)
    return true
  }
}

/** How a full disk is dealt with: the write-ahead log is kept short, so that room goes to what is to stay. */
class Scarcity {
  readonly #database: Database
  readonly #makeRoom: () => boolean
  /** When the disk was full last, as `performance.now` counts; 0 when it is not any more. */
  #since = 0
  #emptied = false

  constructor(database: Database, makeRoom: () => boolean) {
    this.#database = database
    this.#makeRoom = makeRoom
  }

  /** @returns whether there is room now that was not there before */
  find(): boolean {
    if (this.#since === 0) this.#database.script(`pragma wal_autocheckpoint = ${SHORT_LOG}`)
    this.#since = performance.now()
    // The log is written anew from its beginning. Once only: what fails again fails for another reason.
    const emptied = !this.#emptied && emptyLog(this.#database)
    if (emptied) this.#emptied = true
    if (emptied) return true
    const made = this.#makeRoom()
    if (made) emptyLog(this.#database)
    return made
  }

  /** After what went well. */
  end(): void {
    this.#emptied = false
    if (this.#since === 0 || performance.now() - this.#since < SCARCE) return
    this.#since = 0
    this.#database.script(`pragma wal_autocheckpoint = ${LONG_LOG}`)
  }
}

/** Pages after which the log is emptied: while room is scarce, and otherwise, as SQLite has it by itself. */
const SHORT_LOG = 50
const LONG_LOG = 1000
/** Milliseconds without a full disk after which there is room again. */
const SCARCE = 60_000

type Came =
  | { kind: 'busy' }
  | { kind: 'failed'; error: unknown }
  /** What tells each caller how it went. */
  | { kind: 'done'; tell: (() => void)[] }

function attemptAll(database: Database, jobs: Job[]): Came {
  const durable = jobs.some((job) => job.durable)
  try {
    if (!durable) database.script('pragma synchronous = normal')
    if (!begin(database)) return { kind: 'busy' }
    const tell = jobs.map((job) => run(database, job))
    database.script('commit')
    return { kind: 'done', tell }
  } catch (error) {
    if (database.inTransaction) database.script('rollback')
    return { kind: 'failed', error }
  } finally {
    if (!durable) database.script('pragma synchronous = full')
  }
}

/** @returns false at once when somebody else writes */
function begin(database: Database): boolean {
  try {
    database.script('pragma busy_timeout = 0; begin immediate')
    return true
  } catch (error) {
    if (error instanceof StoreBusy) return false
    throw error
  } finally {
    database.script(`pragma busy_timeout = ${READS_WAIT}`)
  }
}

/** Milliseconds for what waits for others in rare moments only, such as while the log is recovered. */
const READS_WAIT = 100

function run(database: Database, job: Job): () => void {
  database.script('savepoint job')
  try {
    const tell = job.work()
    database.script('release job')
    return tell
  } catch (error) {
    // A full disk ends the whole transaction (https://sqlite.org/lang_transaction.html): then all have failed.
    if (!database.inTransaction || error instanceof StoreFull) throw error
    database.script('rollback to job; release job')
    return () => job.reject(error)
  }
}
