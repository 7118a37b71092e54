import type { ContentBytes } from '../content/checked-read.ts'
import { Checksums } from '../content/checksums.ts'
import { letGo } from '../content/let-go.ts'
import type { ContentName, ContentRecords } from '../contents.ts'
import { SUM_BYTES, WHOLE_BYTES } from '../contents.ts'
import type { ContentFault } from '../errors.ts'
import type { CheckRow, CheckRows, CheckWork } from './check.ts'

/** Where a check looks, and what it asks and writes. */
export interface CheckParts {
  rows: CheckRows
  records: ContentRecords
  look: ContentBytes & CheckLook
  /** What is wrong with the database, in its own words. */
  problems: () => Promise<readonly string[]>
  now: () => number
}

/** What a check sees of where contents are. */
interface CheckLook {
  /** Whether that itself is there: a disk may have been taken away. */
  isThere(): Promise<boolean>
  /** Tells whether two contents are one. */
  pathOf(content: ContentName): string
  /** Contents that may be needed by nobody, some at a time. */
  list(): AsyncIterable<(ContentName & { size: number })[]>
}

type RunOptions = Parameters<CheckWork['run']>[0]
type Found = 'whole' | ContentFault

/** Reads one content after the other, and compares it with what it has to be. */
export class Check {
  readonly #parts: CheckParts
  /** Several organizations may have the same file: it is read once. */
  #before: { sha256: string; path: string; found: Found } | undefined

  constructor(parts: CheckParts) {
    this.#parts = parts
  }

  async run(options: RunOptions): Promise<boolean> {
    const { rows, look, now } = this.#parts
    let row = await rows.current()
    if (!row) {
      row = { started: now(), sha256: new Uint8Array(0), owner: 0, contents: 0, bytes: 0 }
      await rows.save(row)
    }
    let saved = now()
    try {
      for (let next = await rows.nextContent(row); next; next = await rows.nextContent(row)) {
        if (!options.mayGoOn() || options.signal.aborted) return false
        // Without its folder, every content would be missing.
        if (!(await look.isThere())) throw new Error('The folder of contents is not there.')
        await this.#lookAt(next, options)
        row = after(row, next)
        if (now() - saved < SAVE_EVERY) continue
        await rows.save(row)
        saved = now()
      }
    } catch (error) {
      if (options.signal.aborted) return false
      throw error
    } finally {
      await rows.save(row)
    }
    return this.#finish(row, options)
  }

  async #lookAt(content: ContentName & { size: number }, options: RunOptions): Promise<void> {
    const { records, look } = this.#parts
    const { sha256 } = content
    const path = look.pathOf(content)
    const isSame = this.#before?.sha256 === sha256 && this.#before.path === path
    let found = isSame && this.#before ? this.#before.found : await this.#read(content, options)
    // What a disk tells once may be right the next time; and it may have been healed, or moved, meanwhile.
    if (found !== 'whole' && !isSame) found = await this.#read(content, options)
    this.#before = { sha256, path, found }
    if (found !== 'whole') await records.note(content, found)
    else if (await records.fault(content)) await records.clear(content)
  }

  async #read(
    content: ContentName & { size: number },
    { pace, signal }: RunOptions,
  ): Promise<Found> {
    const { records, look } = this.#parts
    const checksums = new Checksums()
    try {
      const { size } = content
      const run = await look.open(content, { from: 0, to: size, size })
      try {
        for await (const bytes of run.pieces()) {
          signal.throwIfAborted()
          checksums.update(bytes)
          const { length } = bytes
          letGo(bytes)
          await pace(length)
        }
      } finally {
        await run.close()
      }
    } catch (error) {
      const fault = await look.faultIn(error, content)
      if (fault) return fault
      throw error
    } finally {
      await pace(COST_OF_A_FILE)
    }
    const { sha256, size, sums } = checksums.digest()
    if (sha256 !== content.sha256 || size !== content.size) return 'damaged'
    const chunks = Math.ceil(sums.length / SUM_BYTES)
    const known = size > WHOLE_BYTES ? await records.sums(sha256, 0, chunks) : sums
    if (!known || Buffer.compare(known, sums) !== 0) await records.keepSums(sha256, sums)
    return 'whole'
  }

  async #finish(row: CheckRow, { signal }: RunOptions): Promise<boolean> {
    const { rows, look, problems, now } = this.#parts
    const unneeded = { contents: 0, bytes: 0 }
    for await (const files of look.list()) {
      if (signal.aborted) return false
      for (const file of files) {
        if (await rows.isNeeded(file)) continue
        unneeded.contents += 1
        unneeded.bytes += file.size
      }
    }
    const [problem] = await problems()
    await rows.finish(row, {
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

/** Milliseconds: each writing of another connection empties the server's cache of pages. */
const SAVE_EVERY = 2000
/** Bytes that could have been read while a file is found and opened. */
const COST_OF_A_FILE = 64 * 1024
