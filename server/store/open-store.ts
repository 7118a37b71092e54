import { randomUUID } from 'node:crypto'
import { databaseFile, inTurn, opening, prepareFolder, type Step } from './data-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { lookAtContents, openFolderContents } from './folder/contents.ts'
import { FolderWatch } from './folder/folder-watch.ts'
import { makeRoomToOpen, Reserve } from './folder/reserve.ts'
import { openFolderUploads } from './folder/uploads.ts'
import { Integrity } from './integrity.ts'
import { openBinaries } from './open-binaries.ts'
import { openWords } from './open-words.ts'
import { openAccess } from './sqlite/access.ts'
import { auditAside } from './sqlite/audit/audit-aside.ts'
import { openAudit } from './sqlite/audit/audit.ts'
import { openCheckReports } from './sqlite/check/check-rows.ts'
import { openContentRecords } from './sqlite/check/content-records.ts'
import { openCursors } from './sqlite/cursor.ts'
import { openDatabase, type Database } from './sqlite/database.ts'
import { fillFiles } from './sqlite/find/file-index.ts'
import { endOtherHolders, SqliteLeases } from './sqlite/leases.ts'
import { openLooks } from './sqlite/looks.ts'
import { migrate, needsMigration } from './sqlite/migrations.ts'
import { openStamps } from './sqlite/stamps.ts'
import { openUploadRows } from './sqlite/uploads.ts'
import { dropWords } from './sqlite/words/word-database.ts'
import { NO_WORDS } from './sqlite/words/word-index.ts'
import { WriteQueue, type WriteQueueOptions } from './sqlite/write-queue.ts'
import type { Store } from './store.ts'

interface StoreOptions {
  /** Milliseconds since 1970, by which leases and uploads expire. */
  now?: () => number
  /** Whether the words of contents are indexed; without, those that were are taken off the disk. */
  words?: boolean
  /** Whether organizations share the contents that they store from now on. */
  shared?: boolean
  /** Bytes that are kept on the disk for the database, see `Reserve`; none by default. */
  reserve?: number
}

/**
 * Opens the data folder for this process alone.
 * @param make whether a folder that holds nothing yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openStore(
  folder: string,
  { make = true, ...options }: StoreOptions & { make?: boolean } = {},
): Promise<Store> {
  await prepareFolder(folder, make)
  return opening(folder, async (undo) => {
    await makeRoomToOpen(folder)
    const lock = lockFolder(folder)
    undo(() => lock.release())
    const store = await openUnlockedStore(folder, { alone: true, ...options })
    return {
      ...store,
      close: () => inTurn([() => store.close(), () => lock.release()]),
    }
  })
}

/**
 * The same without keeping other processes out.
 * @param alone whether the caller does: what another process left half-written is then removed without waiting until
 *   its leases expire
 */
export async function openUnlockedStore(
  folder: string,
  { alone, words = true, ...options }: StoreOptions & { alone: boolean },
): Promise<Store> {
  return opening(folder, async (undo) => {
    const integrity = new Integrity()
    const onDamage = (problem: string) => integrity.note([problem])
    const database = openDatabase(databaseFile(folder), { onDamage })
    undo(() => database.close())
    migrate(database)
    fillFiles(database)
    const holder = randomUUID()
    if (alone) endOtherHolders(database, holder)
    const parts = await openParts(folder, { database, integrity }, { holder, ...options }, undo)
    const audit = await auditAside(parts.audit, { database, queue: parts.queue, folder, alone })
    const { queue, leases, cursors: _, uploads, ...rest } = parts
    if (!words) dropWords(folder)
    const index = words ? openWords(folder, database) : NO_WORDS
    return {
      ...rest,
      audit,
      stamps: openStamps(database, queue),
      looks: { ...openLooks(database, integrity), content: () => lookAtContents(folder) },
      uploads,
      words: index,
      binaries: openBinaries({ ...parts, database, words: index }),
      close: () =>
        inTurn([
          () => uploads.close(),
          () => audit.close(),
          () => queue.drain(),
          () => leases.close(),
          () => index.close(),
          () => rest.room.close(),
          () => rest.place.close(),
          () => database.close(),
        ]),
    }
  })
}

/** What writes to the folder and to the database, and what keeps both from being written in vain. */
async function openParts(
  folder: string,
  { database, integrity }: { database: Database; integrity: Integrity },
  options: { holder: string } & Omit<StoreOptions, 'words'>,
  undo: (step: Step) => void,
) {
  const { holder, now = Date.now, shared = false, reserve = 0 } = options
  const place = await FolderWatch.open(folder, databaseFile(folder))
  undo(() => place.close())
  const room = new Reserve(folder, reserve, place)
  undo(() => room.close())
  const { close: _, ...assembled } = assembleShared(database, {
    makeRoom: () => room.giveUp(),
    check: () => {
      place.check()
      integrity.check()
    },
  })
  const { queue } = assembled
  const leases = new SqliteLeases(database, queue, { holder, now, newId: randomUUID, shared })
  undo(() => leases.close())
  const places = { leases, records: openContentRecords(database, { now, queue }), room }
  const contents = await openFolderContents(folder, places)
  const rows = openUploadRows(database, queue, { holder, now })
  const uploads = await openFolderUploads(folder, { ...places, rows })
  return { ...assembled, room, place, integrity, leases, contents, uploads }
}

/** What can be done to a folder while a server runs on it. */
export type SharedStore = Omit<
  Store,
  'binaries' | 'contents' | 'uploads' | 'room' | 'place' | 'stamps' | 'looks' | 'integrity'
>

/**
 * Opens the database of a data folder beside the server that may be running on it.
 * @param make whether a folder that holds nothing yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openSharedStore(
  folder: string,
  { make }: { make: boolean },
): Promise<SharedStore> {
  await prepareFolder(folder, make)
  return opening(folder, async (undo) => {
    const database = openDatabase(databaseFile(folder))
    undo(() => database.close())
    if (needsMigration(database)) {
      // The schema does not change under a server of an older release.
      const lock = lockFolder(folder)
      undo(() => lock.release())
      migrate(database)
      lock.release()
    }
    const words = openWords(folder, database)
    const { close, ...shared } = assembleShared(database)
    return { ...shared, words, close: () => inTurn([() => words.close(), close]) }
  })
}

function assembleShared(database: Database, options: WriteQueueOptions = {}) {
  const queue = new WriteQueue(database, options)
  const cursors = openCursors(database)
  return {
    queue,
    cursors,
    ...openAccess(database, queue),
    audit: openAudit(database, queue, cursors),
    check: openCheckReports(database),
    close: () => inTurn([() => queue.drain(), () => database.close()]),
  }
}
