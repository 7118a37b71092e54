import type { AuditRecord } from '../../audit.ts'
import { StoreBusy } from '../../errors.ts'
import { AsideLog } from '../../folder/aside-log.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'
import type { SqliteAudit } from './audit.ts'

/** The files of records whose rows are there already, until the files are gone. */
export const AUDIT_ASIDE = 'create table audit_aside (name text primary key) strict, without rowid;'

interface AsideOptions {
  database: Database
  queue: WriteQueue
  folder: string
  /** Whether no other process has records of its own beside. */
  alone: boolean
}

/**
 * The same audit log, which goes on while another process keeps the database from being written: reads need no more of it
 * than their record. Those records are in a file until then, and in the list once they are in the database.
 */
export async function auditAside(
  audit: SqliteAudit,
  { database, queue, folder, alone }: AsideOptions,
): Promise<SqliteAudit & { close(): Promise<void> }> {
  const isKnown = database.one('select 1 from audit_aside where name = ?')
  const remember = database.run('insert into audit_aside (name) values (?)')
  const forget = database.run('delete from audit_aside where name = ?')
  const log = new AsideLog<AuditRecord>(folder, {
    takeOver: (name, records) =>
      queue.run(() => {
        if (isKnown(name)) return []
        remember(name)
        return records.map((record) => audit.insert(record))
      }),
    forget: (name) => queue.runBriefly(() => void forget(name)),
  })
  if (alone) await log.takeOverLeft()
  /** Their keys are below zero. */
  const orAside = async (written: Promise<number>, record: AuditRecord): Promise<number> => {
    try {
      return await written
    } catch (error) {
      if (!(error instanceof StoreBusy)) throw error
      return -(await log.append(record))
    }
  }
  return {
    ...audit,
    append: async (record) => {
      await orAside(
        audit.append(record).then(() => 0),
        record,
      )
    },
    appendNow: (record) => orAside(audit.appendNow(record, PATIENCE), record),
    complete: async (key, end) => {
      const known = key < 0 ? await log.keyOf(-key) : key
      if (known !== undefined) await audit.complete(known, end)
    },
    close: () => log.close(),
  }
}

/** Milliseconds that a read waits for its record before it goes aside. */
const PATIENCE = 150
