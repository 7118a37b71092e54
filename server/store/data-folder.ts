import { constants, existsSync, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { DatabaseDamaged, StoreUnavailable } from './errors.ts'
import { storeErrorOf } from './sqlite/database.ts'

/** Creates the data folder where it is missing, for this user alone. @throws StoreUnavailable when it can't be used */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
    await fs.access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StoreUnavailable(
      `The data folder ${folder} ${problem(error)}. Set BINNACLE_DATA to a folder that Binnacle may write to.`,
      { cause: error },
    )
  }
}

/** @param make whether a folder that is missing is created. @throws StoreUnavailable unless it may be opened */
export async function prepareFolder(folder: string, make: boolean): Promise<void> {
  if (make) await makeFolder(folder)
  else expectFolder(folder)
  expectRestored(folder)
  expectOwn(folder)
  await expectDatabase(folder)
}

/** @throws StoreUnavailable where there is no Binnacle data: a mistyped folder is not created */
function expectFolder(folder: string): void {
  if (existsSync(databaseFile(folder))) return
  throw new StoreUnavailable(
    `There is no Binnacle data in ${folder}. Set BINNACLE_DATA to the server's data folder, or start the server or add an organization first.`,
  )
}

/** @throws StoreUnavailable where a restore is under way, or was cut: what is there is not whole */
function expectRestored(folder: string): void {
  if (!existsSync(join(folder, 'restoring.sqlite'))) return
  throw new StoreUnavailable(
    `A restore into the data folder ${folder} is not finished. Wait for it, or start it again: npm run admin -- restore.`,
  )
}

/** Names the database whose contents the folder has, where that is not in the folder itself. */
export const HOME_FILE = 'database'

/** @throws StoreUnavailable where the contents are those of another database, which this one would take for unneeded */
function expectOwn(folder: string): void {
  if (!existsSync(join(folder, HOME_FILE))) return
  throw new StoreUnavailable(
    `The contents in the data folder ${folder} are those of a database outside of it. Set BINNACLE_DATABASE to it, or BINNACLE_DATA to another folder.`,
  )
}

/**
 * @throws StoreUnavailable where there is content and no database, whose versions say what it is: SQLite would make an
 * empty one, for which all of it is unneeded and may be removed
 */
async function expectDatabase(folder: string): Promise<void> {
  // Not even a new database is empty once it was written to, and beside an empty one SQLite removes its log.
  const stats = await fs.stat(databaseFile(folder)).catch(nothingWhereMissing)
  if ((stats && stats.size > 0) || !(await hasContents(folder))) return
  throw new StoreUnavailable(
    `The data folder ${folder} holds content, but its database binnacle.sqlite is ${stats ? 'empty' : 'missing'}. Put the database back, or keep a copy of the folder and restore a backup: docs/server.md says how.`,
  )
}

/** Whether any content was ever stored, for an organization or for all. */
async function hasContents(folder: string): Promise<boolean> {
  const contents = join(folder, 'contents')
  const namesIn = async (path: string) => (await fs.readdir(path).catch(nothingWhereMissing)) ?? []
  const shared = (await namesIn(contents)).some((name) => /^[0-9a-f]{2}$/.test(name))
  return shared || (await namesIn(join(contents, 'organizations'))).length > 0
}

function nothingWhereMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

export function databaseFile(folder: string): string {
  return join(folder, 'binnacle.sqlite')
}

/** Whatever went wrong while opening, as one line. */
function unavailable(folder: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  const told = storeErrorOf(error)
  if (told instanceof DatabaseDamaged) {
    const { message } = told.cause instanceof Error ? told.cause : told
    return damaged(folder, [message], error)
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreUnavailable(
    `The data folder ${folder} can't be opened: ${reason.replaceAll(/\s+/g, ' ')}. Check it, or set BINNACLE_DATA to another folder.`,
    { cause: error },
  )
}

/** @param problems in SQLite's words */
export function damaged(
  folder: string,
  problems: readonly string[],
  cause?: unknown,
): StoreUnavailable {
  const [first] = problems
  const exactly = first === undefined ? '' : ` (${first.replaceAll(/\s+/g, ' ')})`
  return new StoreUnavailable(
    `The database in the data folder ${folder} is damaged${exactly}. Keep a copy of the folder, and restore a backup: docs/server.md says how.`,
    { cause },
  )
}

function problem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'is not a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read and written by this user'
  return `can't be used (${code})`
}

/** What `open` has opened is closed again, last first, when it fails later on. */
export async function opening<Result>(
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

export type Step = () => void | Promise<void>

/** Each step is taken, whatever became of those before: a failure must not keep the folder locked. @throws the last one's */
export async function inTurn([step, ...others]: readonly Step[]): Promise<void> {
  try {
    await step?.()
  } finally {
    if (others.length > 0) await inTurn(others)
  }
}
