import { createHash } from 'node:crypto'
import { createReadStream, promises as fs } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { sync } from '../folder/files.ts'

/** What a backup says of itself, in the first line of its manifest. */
export interface BackupHead {
  /** The instant whose state it holds. */
  made: string
  /** The version of Binnacle that made it. */
  program: string
  /** The version of the database's schema. */
  schema: number
  database: { sha256: string; size: number }
  counts: { organizations: number; versions: number; tokens: number; auditRecords: number }
}

/** What was found wrong with a content. */
export type Fault = 'missing' | 'damaged'

/** A content, by its place in the folder of contents. */
export interface BackupEntry {
  path: string
  /** Bytes. */
  size: number
  /** What was wrong with it when the backup was made: then it is not in the backup. */
  fault?: Fault
}

/** What the entries come to, without those that have a fault. */
export interface BackupSums {
  contents: number
  bytes: number
  faults: number
}

/** No backup, or not a whole one. The message says why, in one line. */
export class BackupRefused extends Error {}

/** A folder holds a whole backup exactly when this file is in it. */
export const MANIFEST = 'backup.jsonl'
const FORMAT = 1

/**
 * Writes the manifest under another name: one JSON object a line, the head first, then the entries, and last what they
 * come to with the SHA-256 of all lines before.
 */
export class ManifestWriter {
  readonly #folder: string
  readonly #file: fs.FileHandle
  readonly #hash = createHash('sha256')
  readonly #sums: BackupSums = { contents: 0, bytes: 0, faults: 0 }
  #gathered = ''

  private constructor(folder: string, file: fs.FileHandle) {
    this.#folder = folder
    this.#file = file
  }

  static async open(folder: string, head: BackupHead): Promise<ManifestWriter> {
    const writer = new ManifestWriter(folder, await fs.open(temporary(folder), 'w', 0o600))
    await writer.#write({ binnacle: 'backup', format: FORMAT, ...head })
    return writer
  }

  async add(entry: BackupEntry): Promise<void> {
    const sums = this.#sums
    if (entry.fault === undefined) {
      sums.contents += 1
      sums.bytes += entry.size
    } else sums.faults += 1
    await this.#write(entry)
  }

  /** Gives it its name, for good: only now there is a backup. */
  async finish(): Promise<BackupSums> {
    await this.#flush()
    await this.#file.write(
      `${JSON.stringify({ sums: this.#sums, sha256: this.#hash.digest('hex') })}\n`,
    )
    await this.#file.sync()
    await this.#file.close()
    await fs.rename(temporary(this.#folder), join(this.#folder, MANIFEST))
    await sync(this.#folder)
    return this.#sums
  }

  /** For one that is not finished. */
  async drop(): Promise<void> {
    await this.#file.close().catch(() => undefined)
    await fs.rm(temporary(this.#folder), { force: true })
  }

  async #write(line: object): Promise<void> {
    this.#gathered += `${JSON.stringify(line)}\n`
    if (this.#gathered.length > 64 * 1024) await this.#flush()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#gathered)
    this.#gathered = ''
    this.#hash.update(bytes)
    await this.#file.writeFile(bytes)
  }
}

function temporary(folder: string): string {
  return join(folder, `${MANIFEST}.unfinished`)
}

/** Whether the folder holds a backup that was finished. */
export async function hasManifest(folder: string): Promise<boolean> {
  return (await fs.stat(join(folder, MANIFEST)).catch(() => undefined))?.isFile() === true
}

/** Reads the whole manifest and checks it. @throws BackupRefused */
export async function readManifest(
  folder: string,
): Promise<{ head: BackupHead; sums: BackupSums }> {
  if (!(await hasManifest(folder)))
    throw new BackupRefused(
      `There is no finished backup in ${folder}: it has no ${MANIFEST}, which is written last.`,
    )
  const hash = createHash('sha256')
  let head: BackupHead | undefined
  let before: string | undefined
  for await (const line of linesOf(folder)) {
    if (before !== undefined) hash.update(`${before}\n`)
    head ??= headOf(folder, line)
    before = line
  }
  const last = parsed<{ sums: BackupSums; sha256: string }>(before ?? '')
  if (!head || !last?.sums || last.sha256 !== hash.digest('hex'))
    throw new BackupRefused(`The manifest of the backup in ${folder} is damaged.`)
  return { head, sums: last.sums }
}

/** The entries of a manifest that `readManifest` found whole. @throws BackupRefused for a place outside of the folder */
export async function* entriesOf(folder: string): AsyncGenerator<BackupEntry> {
  for await (const line of linesOf(folder)) {
    const entry = parsed<BackupEntry>(line)
    if (!entry || !('path' in entry)) continue
    // What is in a file may come from anywhere: nothing is read or written beside the contents.
    if (!PLACE.test(entry.path ?? '') || !Number.isSafeInteger(entry.size))
      throw new BackupRefused(
        `The manifest of the backup in ${folder} names what is not a content.`,
      )
    yield entry as BackupEntry
  }
}

const PLACE = /^(organizations\/[1-9][0-9]*\/)?([0-9a-f]{2})\/\2[0-9a-f]{62}$/

function linesOf(folder: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(join(folder, MANIFEST)), crlfDelay: Infinity })
}

function headOf(folder: string, line: string): BackupHead {
  const head = parsed<BackupHead & { binnacle: string; format: number }>(line)
  if (head?.binnacle !== 'backup' || typeof head.database?.sha256 !== 'string')
    throw new BackupRefused(`The manifest of the backup in ${folder} is damaged.`)
  if (head.format !== FORMAT)
    throw new BackupRefused(
      `The backup in ${folder} was made by another Binnacle (format ${head.format}, this one knows ${FORMAT}).`,
    )
  const { made, program, schema, database, counts } = head as BackupHead
  return { made, program, schema, database, counts }
}

/** What a line should be; what is in it may be anything. */
function parsed<Line>(line: string): Partial<Line> | undefined {
  try {
    const value: unknown = parseExactly(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
