import type { AuditRecord } from '../../audit.ts'
import { toValues } from '../../rows/audit-rows.ts'
import type { Database } from '../database.ts'
import { insertAudit } from './insert-audit.ts'

interface Ended {
  key: number
  duration: number
  bytes: number
}

interface Extended {
  key: number
  folded: string
}

type Job = { reject: (error: unknown) => void } & (
  | { kind: 'insert'; record: AuditRecord; resolve: (key: number) => void }
  | { kind: 'complete'; end: Ended; resolve: () => void }
  | { kind: 'extend'; extended: Extended; resolve: () => void }
)

/**
 * What is to be written to the audit log, some milliseconds' worth at a time in one transaction, one after the other:
 * so a burst of reads costs one journey, and one waiting for the disk.
 */
export class AuditBatches {
  readonly #database: Database
  #waiting: Job[] = []
  #timer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #writing: Promise<void> | undefined

  constructor(database: Database) {
    this.#database = database
  }

  /** @returns its key */
  insert(record: AuditRecord, when: 'now' | 'later'): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    // What can't be written is nobody else's fault.
    toValues(record)
    this.#add({ kind: 'insert', record, resolve, reject }, when)
    return promise
  }

  complete(end: Ended): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#add({ kind: 'complete', end, resolve, reject }, 'later')
    return promise
  }

  extend(extended: Extended): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#add({ kind: 'extend', extended, resolve, reject }, 'later')
    return promise
  }

  /** Resolves when what waits now is written, or given up. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    clearImmediate(this.#immediate)
    this.#timer = this.#immediate = undefined
    while (this.#writing) await this.#writing
    const jobs = this.#waiting.splice(0, AT_ONCE)
    if (jobs.length === 0) return
    this.#writing = this.#write(jobs).finally(() => {
      this.#writing = undefined
      if (this.#waiting.length > 0) this.#immediate ??= setImmediate(() => void this.flush())
    })
    await this.#writing
  }

  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#writing) await this.flush()
  }

  #add(job: Job, when: 'now' | 'later'): void {
    this.#waiting.push(job)
    if (when === 'now') this.#immediate ??= setImmediate(() => void this.flush())
    else this.#timer ??= setTimeout(() => void this.flush(), LATER)
  }

  async #write(jobs: readonly Job[]): Promise<void> {
    try {
      const inserts = jobs.filter((job) => job.kind === 'insert')
      const ends = jobs.flatMap((job) => (job.kind === 'complete' ? [job.end] : []))
      const extensions = jobs.flatMap((job) => (job.kind === 'extend' ? [job.extended] : []))
      const keys = await this.#database.transaction(async (transaction) => {
        const [inserted] = await Promise.all([
          insertAudit(
            transaction,
            inserts.map(({ record }) => record),
          ),
          ends.length > 0 &&
            transaction.run(
              `update audit set duration = ended.duration, bytes = ended.bytes
               from unnest($1::bigint[], $2::double precision[], $3::bigint[])
                 as ended (key, duration, bytes) where audit.key = ended.key`,
              ends.map(({ key }) => key),
              ends.map(({ duration }) => duration),
              ends.map(({ bytes }) => bytes),
            ),
          // The last one of a record counts.
          extensions.length > 0 &&
            transaction.run(
              `update audit set folded = one.folded from (
                 select distinct on (key) key, folded
                 from unnest($1::bigint[], $2::text[]) with ordinality as all_of (key, folded, place)
                 order by key, place desc) as one
               where audit.key = one.key`,
              extensions.map(({ key }) => key),
              extensions.map(({ folded }) => folded),
            ),
          transaction.commit(),
        ])
        return inserted
      })
      for (const [index, job] of inserts.entries()) job.resolve(keys[index] ?? 0)
      for (const job of jobs) if (job.kind !== 'insert') job.resolve()
    } catch (error) {
      for (const { reject } of jobs) reject(error)
    }
  }
}

/** Milliseconds. */
const LATER = 10
const AT_ONCE = 500
