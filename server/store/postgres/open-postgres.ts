import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isPlain } from '#fhir/search/criteria.ts'
import type { BinaryStore } from '../binaries.ts'
import { inTurn, type Step } from '../data-folder.ts'
import { EngineAway, StoreCorrupt, StoreUnavailable } from '../errors.ts'
import { expectWhole, MARK, MOVING } from '../move/mark.ts'
import { openCursors, type Cursors } from '../rows/cursor.ts'
import type { DatabaseSide, OpenHome, StoreOptions } from '../sides.ts'
import type { Store } from '../store.ts'
import type { WordIndex } from '../words.ts'
import { openAccess } from './access/access.ts'
import { openAudit } from './audit/audit.ts'
import { openCheckReports } from './check/check-rows.ts'
import { openContentRecords } from './check/content-records.ts'
import { openCommit } from './commit.ts'
import { settleInFolder } from './contents/folder-home.ts'
import { PostgresLeases } from './contents/leases.ts'
import { openLooseObjects } from './contents/loose-objects.ts'
import { openUploadRows } from './contents/uploads.ts'
import { openDatabase, type Database } from './database.ts'
import { codeOf, messageOf } from './engine-errors.ts'
import { firstMatches, openPostgresFind } from './find/find.ts'
import { openHistory } from './history.ts'
import { migrate } from './migrations.ts'
import { openSearch } from './search.ts'
import { openLooks, openStamps } from './stamps.ts'
import { openReads } from './versions.ts'
import { openNoWords, openPostgresWords } from './words/word-index.ts'

/** A PostgreSQL, which other servers may use at the same time: what one of them does, all of them see. */
export async function openPostgres(
  url: string,
  {
    make = true,
    words = true,
    now = Date.now,
    shared = false,
    moving = false,
  }: StoreOptions & { make?: boolean },
  openHome: OpenHome,
  undo: (step: Step) => void,
): Promise<DatabaseSide> {
  const database = await openMigrated(url, { make }, undo)
  const home = await openHome(undefined)
  const holder = `${moving ? MOVING : ''}${randomUUID()}`
  const leases = await PostgresLeases.open(database, { holder, now, newId: randomUUID, shared })
  undo(() => leases.close())
  // Behind the holder, which a move looks for once it has set the mark.
  if (!moving) expectWhole(await settingOf(database, MARK))
  const { cursors, close, ...rest } = await assemble(database)
  const index = words ? openPostgresWords(database) : await openNoWords(database)
  return {
    ...rest,
    home,
    settleInFolder: (folder) => settleInFolder(database, folder, holder),
    leases,
    records: openContentRecords(database, { now }),
    rows: openUploadRows(database, { holder, now }),
    loose: openLooseObjects(database, { holder, now }),
    stamps: openStamps(database),
    looks: openLooks(database),
    // A damaged page is told where it is met, and the engine looks after its own files.
    integrity: { state: { kind: 'whole' }, note: () => undefined },
    words: index,
    binaries: openBinaries(database, { cursors, words: index }),
    close: () => inTurn([() => leases.close(), () => index.close(), () => home.close(), close]),
  }
}

/** What can be done to the database while servers run on it. */
export async function openSharedPostgres(
  url: string,
  { make }: { make: boolean },
  undo: (step: Step) => void,
): Promise<
  Pick<
    Store,
    'organizations' | 'tokens' | 'codes' | 'sessions' | 'audit' | 'check' | 'words' | 'close'
  >
> {
  const database = await openMigrated(url, { make }, undo)
  expectWhole(await settingOf(database, MARK))
  const { cursors: _, ...rest } = await assemble(database)
  return { ...rest, words: openPostgresWords(database) }
}

async function openMigrated(
  url: string,
  { make }: { make: boolean },
  undo: (step: Step) => void,
): Promise<Database> {
  const database = openDatabase(url)
  undo(() => database.close())
  await answering(() => migrate(database, { make }))
  return database
}

/** An engine that starts at the same time gets a moment. */
export async function answering<Result>(work: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + PATIENCE
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof EngineAway) || performance.now() > end) throw unavailable(error)
      await delay(AGAIN)
    }
  }
}

/** Milliseconds. */
const PATIENCE = 10_000
const AGAIN = 500

/** In one line, and without the address, which may hold a password. */
function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const reason = error instanceof EngineAway && error.cause !== undefined ? error.cause : error
  // Raised by our own schema, in words of its own.
  if (codeOf(reason) === 'BN001') return new StoreUnavailable(messageOf(reason), { cause: error })
  const code = reason instanceof Error && 'code' in reason ? ` (${String(reason.code)})` : ''
  return new StoreUnavailable(
    `The database that BINNACLE_DATABASE names can't be opened: ${messageOf(reason)}${code}. Start it, or check the address.`,
    { cause: error },
  )
}

async function assemble(database: Database) {
  const cursors = openCursors(await cursorSecret(database))
  const audit = openAudit(database, cursors)
  return {
    cursors,
    ...openAccess(database),
    audit,
    check: openCheckReports(database),
    close: () => inTurn([() => audit.drain(), () => database.close()]),
  }
}

async function cursorSecret(database: Database): Promise<Uint8Array> {
  const secret = await settingOf(database, 'cursor-secret')
  if (!secret) throw new StoreCorrupt('The database has lost its cursor secret.')
  return secret
}

async function settingOf(database: Database, name: string): Promise<Uint8Array | undefined> {
  const row = await database.one<{ value: Uint8Array }>(
    'select value from setting where name = $1',
    name,
  )
  return row?.value
}

/** The versions of Binaries: reading, searching, committing. */
function openBinaries(
  database: Database,
  { cursors, words }: { cursors: Cursors; words: WordIndex },
): BinaryStore {
  const plain = openSearch(database, cursors)
  const find = openPostgresFind(database, { cursors, words, plainTotal: plain.total })
  const search: BinaryStore['search'] = (organizationId, criteria, request, signal) => {
    const isPlainWalk = isPlain(criteria) && request.sort === undefined && request.total !== 'none'
    return (isPlainWalk ? plain.search : find)(organizationId, criteria, request, signal)
  }
  return {
    ...openReads(database),
    ...openHistory(database, cursors),
    search,
    commit: openCommit({
      database,
      firstMatches: (queries, organization, criteria, count) =>
        (isPlain(criteria) ? plain.firstMatches : firstMatches)(
          queries,
          organization,
          criteria,
          count,
        ),
    }),
  }
}
