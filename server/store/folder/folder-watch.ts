import { constants, promises as fs, statSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { StoreAway } from '../errors.ts'
import { inTime } from '../in-time.ts'
import type { FolderState } from '../store.ts'

/**
 * Looks every second whether the data folder is still the one that was opened: after it was renamed, removed or unmounted,
 * files that are open are written into nothing. One that comes back as it was is used again; another one in its place
 * never is, since what is open belongs to the first.
 */
export class FolderWatch {
  readonly #folder: string
  /** What the database is written into: its file, and the log beside it, which stays the same while it is open. */
  readonly #written: readonly string[]
  /** What was there at the beginning: device and inode of the folder and of what lies in it. */
  readonly #known: ReadonlyMap<string, string>
  readonly #timer: NodeJS.Timeout
  #state: FolderState = HERE
  #looking: Promise<FolderState> | undefined

  /** @param database the file of one that lies in the folder */
  static async open(folder: string, database: string | undefined): Promise<FolderWatch> {
    const contents = join(folder, 'contents')
    await fs.mkdir(contents, { recursive: true })
    const written = database === undefined ? [] : [database, `${database}-wal`]
    const paths = [folder, ...written, contents]
    const known = await Promise.all(paths.map(async (path) => [path, await nodeOf(path)] as const))
    return new FolderWatch(folder, written, new Map(known))
  }

  private constructor(
    folder: string,
    written: readonly string[],
    known: ReadonlyMap<string, string>,
  ) {
    this.#folder = folder
    this.#written = written
    this.#known = known
    this.#timer = setInterval(() => void this.look(), EVERY)
    this.#timer.unref()
  }

  /** As it was found last. */
  get state(): FolderState {
    return this.#state
  }

  /** As it is now. It never rejects. */
  look(): Promise<FolderState> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  /** Right before something is written to the database. @throws StoreAway when it would be written into nothing */
  check(): void {
    if (this.#state.kind === 'here' && this.#isHere()) return
    void this.look()
    throw new StoreAway(this.#state.kind === 'away' ? this.#state.reason : GONE)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #isHere(): boolean {
    try {
      return this.#written.every((path) => {
        const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
        return stats !== undefined && named(stats) === this.#known.get(path)
      })
    } catch {
      return false
    }
  }

  async #look(): Promise<FolderState> {
    this.#state = await inTime(this.#find(), PATIENCE, away('The data folder does not answer.'))
    return this.#state
  }

  async #find(): Promise<FolderState> {
    try {
      for (const [path, node] of this.#known)
        if ((await nodeOf(path)) !== node) return away(REPLACED)
      await fs.access(this.#folder, constants.R_OK | constants.W_OK | constants.X_OK)
      return HERE
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return away(code === 'ENOENT' || code === 'ENOTDIR' ? GONE : UNUSABLE)
    }
  }
}

const HERE: FolderState = { kind: 'here' }
const GONE =
  'The data folder is gone, or a part of it. Bring it back as it was, or restart the server on a backup.'
const REPLACED =
  'Another data folder is in the place of the one that was opened. Bring that one back, or restart the server.'
const UNUSABLE = 'The data folder may not be read and written any more.'

/** Milliseconds between two looks. */
const EVERY = 1000
/** Milliseconds: a disk behind a network can hang for ever. */
const PATIENCE = 3000

function away(reason: string): FolderState {
  return { kind: 'away', reason }
}

async function nodeOf(path: string): Promise<string> {
  return named(await fs.stat(path, { bigint: true }))
}

function named({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}
