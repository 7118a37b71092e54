import { randomUUID } from 'node:crypto'
import { databaseFile, inTurn, type Step } from '../data-folder.ts'
import { StoreCorrupt } from '../errors.ts'
import { lockFolder } from '../folder/folder-lock.ts'
import { expectWhole, MARK } from '../move/mark.ts'
import { openCursors } from '../rows/cursor.ts'
import type { DatabaseSide, OpenHome, StoreOptions } from '../sides.ts'
import type { Store } from '../store.ts'
import { openAccess } from './access/access.ts'
import { auditAside } from './audit/audit-aside.ts'
import { openAudit } from './audit/audit.ts'
import { openCheckReports } from './check/check-rows.ts'
import { openContentRecords } from './check/content-records.ts'
import { Integrity } from './check/integrity.ts'
import { openLooks } from './check/looks.ts'
import { endOtherHolders, SqliteLeases } from './contents/leases.ts'
import { openLooseObjects } from './contents/loose-objects.ts'
import { openUploadRows } from './contents/uploads.ts'
import { logMeter, openDatabase, type Database } from './database.ts'
import { fillFiles } from './find/file-index.ts'
import { migrate, needsMigration } from './migrations.ts'
import { openBinaries } from './open-binaries.ts'
import { openStamps } from './stamps.ts'
import { openWords, wordsPort } from './words/open-words.ts'
import { dropWords } from './words/word-database.ts'
import { NO_WORDS } from './words/word-index.ts'
import { WriteQueue, type WriteQueueOptions } from './write-queue.ts'

/**
 * The database of a data folder.
 * @param alone whether no other process has it open: what others hold has then ended
 */
export async function openSqlite(
  folder: string,
  {
    alone,
    words = true,
    now = Date.now,
    shared = false,
    moving = false,
  }: StoreOptions & { alone: boolean },
  openHome: OpenHome,
  undo: (step: Step) => void,
): Promise<DatabaseSide> {
  const integrity = new Integrity()
  const onDamage = (problem: string) => integrity.note([problem])
  const database = openDatabase(databaseFile(folder), { onDamage })
  undo(() => database.close())
  migrate(database)
  if (!moving) expectWhole(settingOf(database, MARK))
  fillFiles(database)
  const holder = randomUUID()
  if (alone) endOtherHolders(database, holder)
  const home = await openHome({ file: databaseFile(folder), logBytes: logMeter(database) })
  const { close: _, ...parts } = assembleShared(database, {
    makeRoom: () => home.room.giveUp(),
    check: () => {
      home.place.check()
      integrity.check()
    },
  })
  const { queue, cursors: __, ...rest } = parts
  const audit = await auditAside(parts.audit, { database, queue, folder, alone })
  const leases = new SqliteLeases(database, queue, { holder, now, newId: randomUUID, shared })
  undo(() => leases.close())
  if (!words) dropWords(folder)
  const index = words ? openWords(folder, database) : NO_WORDS
  return {
    ...rest,
    audit,
    home,
    // It is in the same folder.
    settleInFolder: async () => undefined,
    integrity,
    looks: openLooks(database, integrity),
    leases,
    records: openContentRecords(database, { now, queue }),
    rows: openUploadRows(database, queue, { holder, now }),
    loose: openLooseObjects(database, queue, { holder, now }),
    stamps: openStamps(database, queue),
    words: wordsPort(index, words ? folder : undefined),
    binaries: openBinaries({ ...parts, database, words: index }),
    close: () =>
      inTurn([
        () => audit.close(),
        () => queue.drain(),
        () => leases.close(),
        () => index.close(),
        () => home.close(),
        () => database.close(),
      ]),
  }
}

/** What can be done to a folder's database while a server runs on it. */
export function openSharedSqlite(
  folder: string,
  undo: (step: Step) => void,
): Pick<
  Store,
  'organizations' | 'tokens' | 'codes' | 'sessions' | 'audit' | 'check' | 'words' | 'close'
> {
  const database = openDatabase(databaseFile(folder))
  undo(() => database.close())
  if (needsMigration(database)) {
    // The schema does not change under a server of an older release.
    const lock = lockFolder(folder)
    undo(() => lock.release())
    migrate(database)
    lock.release()
  }
  expectWhole(settingOf(database, MARK))
  const words = wordsPort(openWords(folder, database), folder)
  const { close, queue: _, cursors: __, ...shared } = assembleShared(database)
  return { ...shared, words, close: () => inTurn([() => words.close(), close]) }
}

function assembleShared(database: Database, options: WriteQueueOptions = {}) {
  const queue = new WriteQueue(database, options)
  const cursors = openCursors(cursorSecret(database))
  return {
    queue,
    cursors,
    ...openAccess(database, queue),
    audit: openAudit(database, queue, cursors),
    check: openCheckReports(database),
    close: () => inTurn([() => queue.drain(), () => database.close()]),
  }
}

function cursorSecret(database: Database): Uint8Array {
  const secret = settingOf(database, 'cursor-secret')
  if (!secret) throw new StoreCorrupt('The database has lost its cursor secret.')
  return secret
}

function settingOf(database: Database, name: string): Uint8Array | undefined {
  return database.one<{ value: Uint8Array }>('select value from setting where name = ?')(name)
    ?.value
}
