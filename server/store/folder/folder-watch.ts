import { constants, promises as fs, statSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { join } from 'node:path'
import { StoreAway } from '../errors.ts'
import { inTime } from '../in-time.ts'
import type { FolderState } from '../store.ts'

/** A database that lies in the data folder. */
export interface WatchedDatabase {
  file: string
  /** Bytes that the log beside it has to have at least, as the database knows it. */
  logBytes: () => number
}

/**
 * Looks every second whether the data folder is still the one that was opened: after it was renamed, removed or unmounted,
 * files that are open are written into nothing. One that comes back as it was is used again; another one in its place
 * never is, since what is open belongs to the first.
 */
export class FolderWatch {
  readonly #database: WatchedDatabase | undefined
  /** What the database is written into: its file, and the log beside it, which stays the same while it is open. */
  readonly #written: readonly string[]
  /** What was there at the beginning: device and inode of the folder and of what lies in it. */
  readonly #known = new Map<string, string>()
  /** Of these, the folders: files are made in them, and removed. */
  readonly #folders = new Set<string>()
  /** For good: what is written behind a cut would make the log look whole. */
  #isCut = false
  readonly #timer: NodeJS.Timeout
  #state: FolderState = HERE
  #looking: Promise<FolderState> | undefined

  /** @param database one that lies in the folder */
  static async open(folder: string, database: WatchedDatabase | undefined): Promise<FolderWatch> {
    const contents = join(folder, 'contents')
    await fs.mkdir(contents, { recursive: true })
    const watch = new FolderWatch(database)
    for (const path of watch.#written) watch.#known.set(path, await nodeOf(path))
    await watch.watch([folder, contents])
    return watch
  }

  private constructor(database: WatchedDatabase | undefined) {
    this.#database = database
    this.#written = database === undefined ? [] : [database.file, logOf(database)]
    this.#timer = setInterval(() => void this.look(), EVERY)
    this.#timer.unref()
  }

  /** From now on also folders that lie in it, which are there. */
  async watch(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      this.#known.set(folder, await nodeOf(folder))
      this.#folders.add(folder)
    }
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
    if (this.#state.kind === 'here' && this.#isHere() && !this.#lacksLog()) return
    void this.look()
    const found = this.#isCut ? CUT : GONE
    throw new StoreAway(this.#state.kind === 'away' ? this.#state.reason : found)
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

  /** Whether the log was made shorter than what the database has written to it. */
  #lacksLog(): boolean {
    if (!this.#database || this.#isCut) return this.#isCut
    const isShort = ({ file, logBytes }: WatchedDatabase) => {
      const needed = logBytes()
      const size = statSync(logOf({ file }), { throwIfNoEntry: false })?.size ?? needed
      return size < needed
    }
    // Another process may have emptied the log in between, as it should: then it has to have less.
    this.#isCut = isShort(this.#database) && isShort(this.#database)
    return this.#isCut
  }

  async #look(): Promise<FolderState> {
    this.#state = await inTime(this.#find(), PATIENCE, away('The data folder does not answer.'))
    return this.#state
  }

  async #find(): Promise<FolderState> {
    try {
      for (const [path, node] of this.#known)
        if ((await nodeOf(path)) !== node) return away(REPLACED)
      for (const folder of this.#folders)
        await fs.access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
      return this.#lacksLog() ? away(CUT) : HERE
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
const CUT =
  'The log beside the database was cut, and what was stored last with it. Restart the server, or restore a backup.'
const UNUSABLE = 'The data folder, or a part of it, may not be read and written any more.'

/** Milliseconds between two looks. */
const EVERY = 1000
/** Milliseconds: a disk behind a network can hang for ever. */
const PATIENCE = 3000

function away(reason: string): FolderState {
  return { kind: 'away', reason }
}

function logOf({ file }: Pick<WatchedDatabase, 'file'>): string {
  return `${file}-wal`
}

async function nodeOf(path: string): Promise<string> {
  return named(await fs.stat(path, { bigint: true }))
}

function named({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}
