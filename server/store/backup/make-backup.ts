import { promises as fs } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { databaseFile } from '../data-folder.ts'
import { sync } from '../folder/files.ts'
import { ContentCopies, sumOf } from './content-copies.ts'
import type { Put, Source } from './content-copies.ts'
import { copyDatabase, StillDatabase, tidyDatabase } from './database-copy.ts'
import type { NeededContent } from './database-copy.ts'
import { inOrder } from './in-order.ts'
import { BackupRefused, hasManifest, ManifestWriter, readManifest } from './manifest.ts'
import type { BackupEntry, BackupHead, BackupSums } from './manifest.ts'
import {
  CONTENTS,
  DATABASE,
  FILES,
  isMarked,
  markFolder,
  markOf,
  placeOf,
  placesOf,
} from './places.ts'
import { checkRoom, telling, tellingFull } from './work.ts'
import type { Work } from './work.ts'

export interface BackupOptions extends Work {
  /** Whether contents are copied where a second name for the same file would do. */
  copy: boolean
  /** A folder with an earlier backup, of which what is there already is linked. */
  base: string | undefined
  /** The version of the program. */
  program: string
}

export interface MadeBackup {
  head: BackupHead
  sums: BackupSums
  /** How many contents came in which way; `kept` are those that an earlier try had brought. */
  ways: Record<'kept' | 'linked' | 'copied', number>
  /** What the data folder lacks, or has damaged: it is not in the backup. */
  faults: BackupEntry[]
}

/**
 * Backs up a data folder into another one, also while a server runs on it: the database as it is at one moment, and every
 * content that its versions need. Those stay: nothing removes the content of a version, so that they are all still there
 * when their turn comes. Every content is read through and held against its SHA-256.
 *
 * Whatever ends it, the folder is a backup only when its manifest is there, which is written last. What an earlier try left
 * is gone on with.
 * @throws BackupRefused, StoreUnavailable, StoreFull, or the signal's reason
 */
export async function makeBackup(
  data: string,
  target: string,
  options: BackupOptions,
): Promise<MadeBackup> {
  return tellingFull(target, () => backUp(data, target, options))
}

async function backUp(data: string, target: string, options: BackupOptions): Promise<MadeBackup> {
  await expectDatabase(data)
  if (options.base !== undefined) await readManifest(options.base)
  await prepareTarget(data, target)
  const mark = markFolder(target, 'unfinished')
  try {
    const made = await fill(data, target, options)
    mark.release()
    await fs.rm(markOf(target, 'unfinished'), { force: true })
    await sync(target)
    return made
  } finally {
    mark.release()
  }
}

async function expectDatabase(data: string): Promise<void> {
  const stats = await fs.stat(databaseFile(data)).catch(() => undefined)
  if (!stats?.isFile())
    throw new BackupRefused(
      `There is no Binnacle data in ${data}. Set BINNACLE_DATA to the server's data folder.`,
    )
}

async function prepareTarget(data: string, target: string): Promise<void> {
  expectOutside(resolve(data), resolve(target))
  await fs.mkdir(target, { recursive: true, mode: 0o700 })
  // Links may lead back into it.
  expectOutside(await fs.realpath(data), await fs.realpath(target))
  if (await hasManifest(target)) {
    const { head } = await readManifest(target)
    throw new BackupRefused(
      `${target} holds the backup of ${head.made} already. Name another folder; with --base ${target} it takes from there what has not changed.`,
    )
  }
  const found = (await fs.readdir(target)).filter((name) => name !== 'lost+found')
  if (found.length > 0 && !isMarked(target, 'unfinished'))
    throw new BackupRefused(`${target} is not empty. Name a new folder, or an empty one.`)
}

function expectOutside(data: string, target: string): void {
  if (`${target}${sep}`.startsWith(`${data}${sep}`))
    throw new BackupRefused(
      'A backup does not go into the data folder itself: name another folder.',
    )
}

async function fill(data: string, target: string, options: BackupOptions): Promise<MadeBackup> {
  const path = join(target, DATABASE)
  const isFresh = !(await fs.readdir(target)).includes(FILES)
  // What an earlier try left is of another moment.
  await fs.rm(path, { force: true })
  await fs.mkdir(join(target, FILES), { recursive: true, mode: 0o700 })
  let database: StillDatabase | undefined
  let manifest: ManifestWriter | undefined
  try {
    const { signal, tell } = options
    const made = await copyDatabase(databaseFile(data), path, {
      signal,
      tell: (share) => tell({ kind: 'database', share }),
    })
    const tidied = await tidyDatabase(path)
    const sum = await sumOf(path, { signal, tell: () => undefined })
    const head: BackupHead = { made, program: options.program, ...tidied, database: sum }
    database = new StillDatabase(path)
    if (isFresh && options.base === undefined && !(await canLink(data, target, options)))
      await checkRoom(target, database.sums().bytes)
    manifest = await ManifestWriter.open(target, head)
    const brought = await bringContents(database, manifest, { data, target, options })
    const sums = await manifest.finish()
    return { head, sums, ...brought }
  } catch (error) {
    await manifest?.drop()
    // It may be as large as the disk: whatever went wrong, the server beside needs the room.
    await fs.rm(path, { force: true })
    throw error
  } finally {
    database?.close()
  }
}

/** Whether contents can have second names in the target: as far as one can tell without trying. */
async function canLink(data: string, target: string, { copy }: BackupOptions): Promise<boolean> {
  if (copy) return false
  const [from, to] = await Promise.all([fs.stat(data), fs.stat(target)])
  return from.dev === to.dev
}

async function bringContents(
  database: StillDatabase,
  manifest: ManifestWriter,
  { data, target, options }: { data: string; target: string; options: BackupOptions },
): Promise<Pick<MadeBackup, 'ways' | 'faults'>> {
  const ways = { kept: 0, linked: 0, copied: 0 }
  const faults: BackupEntry[] = []
  const all = database.sums()
  const { told, done } = telling(options, all)
  const copies = new ContentCopies(join(target, FILES), { signal: options.signal, tell: told })
  const contents = join(data, CONTENTS)
  let last = ''
  const put = async (
    needed: NeededContent,
  ): Promise<{ entry: BackupEntry; put: Put } | undefined> => {
    const path = placeOf(contents, needed)
    done()
    // Several organizations share it.
    if (path === last) return undefined
    last = path
    const { size } = needed
    return {
      entry: { path, size },
      put: await copies.put(path, size, sources(needed, data, options)),
    }
  }
  for await (const brought of inOrder(database.needed(), put, options.signal)) {
    if (!brought) continue
    const { entry, put } = brought
    if (put === 'missing' || put === 'damaged') {
      faults.push({ ...entry, fault: put })
      await manifest.add({ ...entry, fault: put })
      continue
    }
    ways[put] += 1
    await manifest.add(entry)
  }
  await copies.sync()
  return { ways, faults }
}

/** An earlier backup first: it saves the copy, and heals what is damaged by now. */
function sources(needed: NeededContent, data: string, { base, copy }: BackupOptions): Source[] {
  const places = placesOf(needed)
  const of = (folder: string, link: boolean) =>
    places.map((place) => ({ path: join(folder, place), link }))
  return [
    ...(base === undefined ? [] : of(join(base, FILES), true)),
    ...of(join(data, CONTENTS), !copy),
  ]
}
