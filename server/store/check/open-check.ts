import { existsSync } from 'node:fs'
import type { ContentName } from '../contents.ts'
import { SUM_BYTES, WHOLE_BYTES } from '../contents.ts'
import { databaseFile } from '../data-folder.ts'
import { StoreUnavailable } from '../errors.ts'
import type { ContentFault } from '../errors.ts'
import { lockFolder } from '../folder-lock.ts'
import { Checksums } from '../folder/checksums.ts'
import { contentPath, lookAtContents } from '../folder/content-files.ts'
import type { ContentLook } from '../folder/content-files.ts'
import { openCheckRows } from '../sqlite/check/check-rows.ts'
import type { CheckRow, CheckRows } from '../sqlite/check/check-rows.ts'
import { openContentRecords } from '../sqlite/check/content-records.ts'
import { quickCheck } from '../sqlite/check/quick-check.ts'
import { openDatabase } from '../sqlite/database.ts'
import { WriteQueue } from '../sqlite/write-queue.ts'
import type { CheckWork } from './check.ts'

/**
 * Opens the doing of a check, for a data folder whose store is there.
 * @returns `undefined` while another process, or another part of this one, is at it
 */
export function openCheckWork(folder: string, now: () => number = Date.now): CheckWork | undefined {
  // Somebody has put another folder in its place.
  const file = databaseFile(folder)
  if (!existsSync(file)) return undefined
  const lock = tryLock(folder)
  if (!lock) return undefined
  const ends: (() => void)[] = [() => lock.release()]
  const end = () => {
    for (const one of ends.toReversed()) one()
  }
  try {
    const database = openDatabase(file)
    ends.push(() => database.close())
    const queue = new WriteQueue(database)
    const rows = openCheckRows(database)
    const check = new Check({
      rows,
      records: openContentRecords(database, { now, queue }),
      look: lookAtContents(folder),
      pathOf: (content) => contentPath(folder, content),
      problems: () => quickCheck(file),
      now,
    })
    return {
      restart: () => rows.restart(),
      run: (options) => check.run(options),
      close: async () => {
        await queue.drain()
        end()
      },
    }
  } catch (error) {
    end()
    throw error
  }
}

function tryLock(folder: string): { release(): void } | undefined {
  try {
    return lockFolder(folder, 'check-lock')
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined
    throw error
  }
}

interface Parts {
  rows: CheckRows
  records: ReturnType<typeof openContentRecords>
  look: ContentLook
  pathOf: (content: ContentName) => string
  /** What SQLite finds wrong with the database. */
  problems: () => string[]
  now: () => number
}

type RunOptions = Parameters<CheckWork['run']>[0]
type Found = 'whole' | ContentFault

class Check {
  readonly #parts: Parts
  /** Several organizations may have the same file: it is read once. */
  #before: { sha256: string; path: string; found: Found } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async run(options: RunOptions): Promise<boolean> {
    const { rows, look, now } = this.#parts
    let row = rows.current()
    if (!row) {
      row = { started: now(), sha256: new Uint8Array(0), owner: 0, contents: 0, bytes: 0 }
      rows.save(row)
    }
    let saved = now()
    try {
      for (let next = rows.nextContent(row); next; next = rows.nextContent(row)) {
        if (!options.mayGoOn() || options.signal.aborted) return false
        // Without its folder, every content would be missing.
        if (!(await look.isThere())) throw new Error('The folder of contents is not there.')
        await this.#lookAt(next, options)
        row = after(row, next)
        if (now() - saved < SAVE_EVERY) continue
        rows.save(row)
        saved = now()
      }
    } catch (error) {
      if (options.signal.aborted) return false
      throw error
    } finally {
      rows.save(row)
    }
    return this.#finish(row, options)
  }

  async #lookAt(content: ContentName & { size: number }, options: RunOptions): Promise<void> {
    const { records, pathOf } = this.#parts
    const { sha256 } = content
    const path = pathOf(content)
    const isSame = this.#before?.sha256 === sha256 && this.#before.path === path
    let found = isSame && this.#before ? this.#before.found : await this.#read(content, options)
    // What a disk tells once may be right the next time; and it may have been healed, or moved, meanwhile.
    if (found !== 'whole' && !isSame) found = await this.#read(content, options)
    this.#before = { sha256, path, found }
    if (found !== 'whole') records.note(content, found)
    else if (records.fault(content)) records.clear(content)
  }

  async #read(
    content: ContentName & { size: number },
    { pace, signal }: RunOptions,
  ): Promise<Found> {
    const { records, look } = this.#parts
    const checksums = new Checksums()
    try {
      const file = await look.open(content)
      const stream = file.createReadStream({ highWaterMark: READ_BYTES })
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        signal.throwIfAborted()
        if (checksums.size + bytes.length > content.size) return 'damaged'
        checksums.update(bytes)
        await pace(bytes.length)
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return 'missing'
      if (code === 'EIO' || code === 'EISDIR') return 'damaged'
      throw error
    } finally {
      await pace(COST_OF_A_FILE)
    }
    const { sha256, size, sums } = checksums.digest()
    if (sha256 !== content.sha256 || size !== content.size) return 'damaged'
    const chunks = Math.ceil(sums.length / SUM_BYTES)
    const known = size > WHOLE_BYTES ? records.sums(sha256, 0, chunks) : sums
    if (!known || Buffer.compare(known, sums) !== 0) await records.keepSums(sha256, sums)
    return 'whole'
  }

  async #finish(row: CheckRow, { signal }: RunOptions): Promise<boolean> {
    const { rows, look, problems, now } = this.#parts
    const unneeded = { contents: 0, bytes: 0 }
    for await (const files of look.list()) {
      if (signal.aborted) return false
      for (const file of files) {
        if (rows.isNeeded(file)) continue
        unneeded.contents += 1
        unneeded.bytes += file.size
      }
    }
    const [problem] = problems()
    rows.finish(row, {
      finished: now(),
      unneeded: unneeded.contents,
      bytes: unneeded.bytes,
      problem,
    })
    return true
  }
}

function after(row: CheckRow, { owner, sha256, size }: ContentName & { size: number }): CheckRow {
  return {
    started: row.started,
    sha256: Buffer.from(sha256, 'hex'),
    owner,
    contents: row.contents + 1,
    bytes: row.bytes + size,
  }
}

const READ_BYTES = 256 * 1024
/** Milliseconds: each writing of another connection empties the server's cache of pages. */
const SAVE_EVERY = 2000
/** Bytes that could have been read while a file is found and opened. */
const COST_OF_A_FILE = 64 * 1024
