import { randomUUID } from 'node:crypto'
import { isPlain, type BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, SearchRequest } from './binaries.ts'
import { databaseFile, prepareFolder, unavailable } from './data-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { openFolderContents } from './folder/contents.ts'
import { FolderWatch } from './folder/folder-watch.ts'
import { Reserve } from './folder/reserve.ts'
import { openFolderUploads } from './folder/uploads.ts'
import { openWords } from './open-words.ts'
import { openAccess } from './sqlite/access.ts'
import { openAudit } from './sqlite/audit.ts'
import { openReads, openVersionRows, type VersionRows } from './sqlite/binaries.ts'
import { openContentRecords } from './sqlite/check/content-records.ts'
import { openCommit } from './sqlite/commit.ts'
import { openCursors, type Cursors } from './sqlite/cursor.ts'
import { openDatabase, type Database } from './sqlite/database.ts'
import { fillFiles } from './sqlite/find/file-index.ts'
import { openFind } from './sqlite/find/find.ts'
import { openHistory } from './sqlite/history.ts'
import { endOtherHolders, SqliteLeases } from './sqlite/leases.ts'
import { migrate, needsMigration } from './sqlite/migrations.ts'
import { openSearch, type FirstMatches } from './sqlite/search.ts'
import { openUploadRows } from './sqlite/uploads.ts'
import { dropWords } from './sqlite/words/word-database.ts'
import { NO_WORDS } from './sqlite/words/word-index.ts'
import { WriteQueue, type WriteQueueOptions } from './sqlite/write-queue.ts'
import type { Store } from './store.ts'
import type { WordIndex } from './words.ts'

interface StoreOptions {
  /** Milliseconds since 1970, by which leases and uploads expire. */
  now?: () => number
  /** Whether the words of contents are indexed; without, those that were are taken off the disk. */
  words?: boolean
  /** Whether organizations share the contents that they store from now on. */
  shared?: boolean
  /** Bytes that are kept on the disk for the database, see `Reserve`. */
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
  { alone, words = true, reserve = 0, ...options }: StoreOptions & { alone: boolean },
): Promise<Store> {
  return opening(folder, async (undo) => {
    const database = openDatabase(databaseFile(folder))
    undo(() => database.close())
    migrate(database)
    fillFiles(database)
    const holder = randomUUID()
    if (alone) endOtherHolders(database, holder)
    const room = new Reserve(folder, reserve)
    undo(() => room.close())
    let place: FolderWatch | undefined
    const { close: _, ...parts } = assembleShared(database, {
      makeRoom: () => room.giveUp(),
      check: () => place?.check(),
    })
    const files = await openFiles(folder, { ...parts, database, holder, room, ...options }, undo)
    const watch = await FolderWatch.open(folder, databaseFile(folder))
    undo(() => watch.close())
    place = watch
    if (!words) dropWords(folder)
    const index = words ? openWords(folder, database) : NO_WORDS
    const { queue, cursors: _cursors, ...shared } = parts
    return {
      ...shared,
      room,
      place: watch,
      contents: files.contents,
      uploads: files.uploads,
      words: index,
      binaries: openBinaries({ ...parts, database, words: index }),
      close: () =>
        inTurn([
          () => files.uploads.close(),
          () => queue.drain(),
          () => files.leases.close(),
          () => index.close(),
          () => room.close(),
          () => watch.close(),
          () => database.close(),
        ]),
    }
  })
}

interface FileParts extends Pick<StoreOptions, 'now' | 'shared'> {
  database: Database
  queue: WriteQueue
  holder: string
  room: Reserve
}

/** What lives in files, and the rows that tell of them. */
async function openFiles(
  folder: string,
  { database, queue, holder, room, now = Date.now, shared = false }: FileParts,
  undo: (step: Step) => void,
) {
  const leases = new SqliteLeases(database, queue, { holder, now, newId: randomUUID, shared })
  undo(() => leases.close())
  const places = { leases, records: openContentRecords(database, queue, now), room }
  const contents = await openFolderContents(folder, places)
  const rows = openUploadRows(database, queue, { holder, now })
  const uploads = await openFolderUploads(folder, { ...places, rows })
  return { leases, contents, uploads }
}

function openBinaries({
  database,
  queue,
  cursors,
  audit,
  words,
}: {
  database: Database
  words: WordIndex
} & Pick<ReturnType<typeof assembleShared>, 'queue' | 'cursors' | 'audit'>): BinaryStore {
  const rows = openVersionRows(database)
  const { search, firstMatches } = openSearches({ database, rows, cursors, words })
  return {
    ...openReads(rows),
    ...openHistory(database, rows, cursors),
    search,
    commit: openCommit({ database, queue, rows, firstMatches, insertAudit: audit.insert }),
  }
}

/** Ids and languages, newest first, are asked for in a way of their own: it shows the state in which a walk began. */
function openSearches(parts: {
  database: Database
  rows: VersionRows
  cursors: Cursors
  words: WordIndex
}) {
  const plain = openSearch(parts.database, parts.rows, parts.cursors)
  const find = openFind({ ...parts, plainTotal: plain.total })
  const isPlainWalk = (criteria: BinaryCriteria, { sort, total }: SearchRequest) =>
    isPlain(criteria) && sort === undefined && total !== 'none'
  const search: BinaryStore['search'] = (organizationId, criteria, request, signal) =>
    (isPlainWalk(criteria, request) ? plain : find).search(
      organizationId,
      criteria,
      request,
      signal,
    )
  const firstMatches: FirstMatches = (organizationId, criteria, count) =>
    (isPlain(criteria) ? plain : find).firstMatches(organizationId, criteria, count)
  return { search, firstMatches }
}

/** What can be done to a folder while a server runs on it. */
export type SharedStore = Omit<Store, 'binaries' | 'contents' | 'uploads' | 'room' | 'place'>

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

/** What `open` has opened is closed again, last first, when it fails later on. */
async function opening<Result>(
  folder: string,
  open: (undo: (step: Step) => void) => Promise<Result>,
): Promise<Result> {
  const steps: Step[] = []
  try {
    return await open((step) => steps.unshift(step))
  } catch (error) {
    // Why it can't be opened is worth more than what else fails then.
    await inTurn(steps).catch(() => undefined)
    throw unavailable(folder, error)
  }
}

type Step = () => void | Promise<void>

/** Each step is taken, whatever became of those before: a failure must not keep the folder locked. @throws the last one's */
async function inTurn([step, ...others]: readonly Step[]): Promise<void> {
  try {
    await step?.()
  } finally {
    if (others.length > 0) await inTurn(others)
  }
}

function assembleShared(database: Database, options: WriteQueueOptions = {}) {
  const queue = new WriteQueue(database, options)
  const cursors = openCursors(database)
  return {
    queue,
    cursors,
    ...openAccess(database, queue),
    audit: openAudit(database, queue, cursors),
    close: () => inTurn([() => queue.drain(), () => database.close()]),
  }
}
