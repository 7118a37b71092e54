import { inTurn, makeFolder, opening, prepareFolder, type Step } from './data-folder.ts'
import { lockFolder } from './folder/folder-lock.ts'
import { openFolderSide, openHome } from './folder/open-folder.ts'
import { makeRoomToOpen } from './folder/reserve.ts'
import { placesOf, type StorePlaces } from './places.ts'
import { openPostgres, openSharedPostgres } from './postgres/open-postgres.ts'
import { openBucketSide } from './s3/open-bucket.ts'
import type { ContentSide, DatabaseSide, OpenHome, StoreOptions } from './sides.ts'
import { openSharedSqlite, openSqlite } from './sqlite/open-sqlite.ts'
import type { Store } from './store.ts'

type Undo = (step: Step) => void

/** Which database, and below which store of contents: two choices that are made here and nowhere else. */
function openDatabaseSide(
  { folder, database }: StorePlaces,
  options: StoreOptions & { alone: boolean; make?: boolean },
  undo: Undo,
): Promise<DatabaseSide> {
  const { reserve = 0 } = options
  const home: OpenHome = (inFolder) => openHome(folder, { database: inFolder, reserve }, undo)
  switch (database.kind) {
    case 'sqlite':
      return openSqlite(folder, options, home, undo)
    case 'postgres':
      // What the database needs is kept on its own disk.
      return openPostgres(
        database.url,
        options,
        () => openHome(folder, { database: undefined, reserve: 0 }, undo),
        undo,
      )
  }
}

async function openContentSide(
  { folder, contents = { kind: 'folder' } }: StorePlaces,
  side: DatabaseSide,
  undo: Undo,
): Promise<ContentSide> {
  switch (contents.kind) {
    case 'folder':
      await side.loose.moveOut()
      await side.settleInFolder(folder)
      return openFolderSide(folder, side)
    case 's3':
      return openBucketSide(contents, side, undo)
  }
}

/**
 * Opens a store: a data folder for this process alone, and an engine as one of the servers that use it.
 * @param make whether what is not there yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openStore(
  given: string | StorePlaces,
  { make = true, ...options }: StoreOptions & { make?: boolean } = {},
): Promise<Store> {
  const { folder, database } = placesOf(given)
  if (database.kind !== 'sqlite') {
    await makeFolder(folder)
    return openUnlockedStore(given, { alone: false, make, ...options })
  }
  await prepareFolder(folder, make)
  return opening(folder, async (undo) => {
    await makeRoomToOpen(folder)
    const lock = lockFolder(folder)
    undo(() => lock.release())
    const store = await openUnlockedStore(given, { alone: true, ...options })
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
  given: string | StorePlaces,
  options: StoreOptions & { alone: boolean; make?: boolean },
): Promise<Store> {
  const places = placesOf(given)
  return opening(places.folder, async (undo) => {
    const side = await openDatabaseSide(places, options, undo)
    const { leases: _, records: __, rows: ___, loose: ____, home, ...database } = side
    const content = await openContentSide(places, side, undo)
    return {
      ...database,
      contents: content.contents,
      uploads: content.uploads,
      looks: { ...side.looks, content: content.look },
      room: home.room,
      place: home.place,
      close: () => inTurn([() => content.close(), () => side.close()]),
    }
  })
}

/** What can be done to a store while a server runs on it. */
export type SharedStore = Omit<
  Store,
  | 'binaries'
  | 'contents'
  | 'uploads'
  | 'longQueries'
  | 'room'
  | 'place'
  | 'stamps'
  | 'looks'
  | 'integrity'
>

/**
 * Opens the database of a data folder beside the server that may be running on it.
 * @param make whether a folder that holds nothing yet is created
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openSharedStore(
  given: string | StorePlaces,
  { make }: { make: boolean },
): Promise<SharedStore> {
  const { folder, database } = placesOf(given)
  switch (database.kind) {
    case 'sqlite':
      await prepareFolder(folder, make)
      return opening(folder, async (undo) => openSharedSqlite(folder, undo))
    case 'postgres':
      return opening(folder, (undo) => openSharedPostgres(database.url, { make }, undo))
  }
}
