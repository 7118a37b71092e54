import { promises as fs } from 'node:fs'
import { join } from 'node:path'
import { databaseFile, makeFolder } from '../data-folder.ts'
import { sync } from '../folder/files.ts'
import { lockFolder } from '../folder/folder-lock.ts'
import { expectAll } from './check-backup.ts'
import { ContentCopies, copyRight } from './content-copies.ts'
import type { Put } from './content-copies.ts'
import { StillDatabase } from './database-copy.ts'
import { inOrder } from './in-order.ts'
import { BackupRefused, entriesOf, readManifest } from './manifest.ts'
import type { BackupEntry, BackupHead, BackupSums } from './manifest.ts'
import { CONTENTS, DATABASE, FILES, isMarked, markFolder, markOf } from './places.ts'
import { checkRoom, telling, tellingFull } from './work.ts'
import type { Work } from './work.ts'

export interface RestoreOptions extends Work {
  /** Whether contents may be the same files as the backup's, under second names. */
  link: boolean
  /** Whether contents that the backup lacks are left out. */
  incomplete: boolean
}

export interface Restored {
  head: BackupHead
  sums: BackupSums
  /** What was left out. */
  faults: BackupEntry[]
}

/**
 * Makes a data folder of a backup. The folder is empty or not there, or has what an earlier try left. Until it is whole it
 * is marked, and no server opens it; its database gets its name last.
 * @throws BackupRefused, StoreUnavailable, StoreFull, or the signal's reason
 */
export async function restoreBackup(
  backup: string,
  data: string,
  options: RestoreOptions,
): Promise<Restored> {
  return tellingFull(data, () => restore(backup, data, options))
}

async function restore(backup: string, data: string, options: RestoreOptions): Promise<Restored> {
  const { head, sums } = await readManifest(backup)
  if (sums.faults > 0 && !options.incomplete) throw lacking(sums.faults)
  await makeFolder(data)
  await expectEmpty(data)
  const lock = lockFolder(data)
  try {
    // Once more: a server that was started meanwhile has left data of its own.
    await expectEmpty(data)
    const mark = markFolder(data, 'restoring')
    try {
      await sync(data)
      const faults = await bring(backup, data, { head, sums, options })
      mark.release()
      await fs.rm(markOf(data, 'restoring'), { force: true })
      await sync(data)
      return { head, sums, faults }
    } finally {
      mark.release()
    }
  } finally {
    lock.release()
  }
}

function lacking(faults: number): BackupRefused {
  const what = faults === 1 ? 'One file is' : `${faults} files are`
  return new BackupRefused(
    `${what} missing or damaged in this backup: --check names them. Use another backup, or leave them out with --incomplete.`,
  )
}

/** What a file system or a lock has in an empty folder. @throws BackupRefused when there is more */
export async function expectEmpty(data: string): Promise<void> {
  if (isMarked(data, 'restoring')) return
  const names = await fs.readdir(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found = names.filter((name) => !/^(lost\+found|lock\.sqlite.*)$/.test(name))
  if (found.length > 0)
    throw new BackupRefused(
      `The data folder ${data} is not empty. Move it away, or set BINNACLE_DATA to another folder: nothing is restored over data.`,
    )
}

interface Bringing {
  head: BackupHead
  sums: BackupSums
  options: RestoreOptions
}

async function bring(backup: string, data: string, parts: Bringing): Promise<BackupEntry[]> {
  const { head, sums, options } = parts
  const { signal, tell } = options
  const path = `${databaseFile(data)}.restoring`
  try {
    const isFresh = !(await fs.readdir(data)).includes(CONTENTS)
    await checkRoom(data, head.database.size + (isFresh && !options.link ? sums.bytes : 0))
    let read = 0
    const { size } = head.database
    const fault = await copyRight(join(backup, DATABASE), path, head.database, {
      signal,
      tell: (bytes) => tell({ kind: 'database', share: (read += bytes) / size }),
    })
    if (fault !== undefined)
      throw new BackupRefused(`The database of the backup is ${fault}. Use another backup.`)
    const database = new StillDatabase(path)
    await expectAll(database, backup).finally(() => database.close())
    const faults = await bringContents(backup, data, { sums, options })
    if (faults.length > 0 && !options.incomplete) throw lacking(faults.length)
    await fs.rename(path, databaseFile(data))
    await sync(data)
    return faults
  } catch (error) {
    await fs.rm(path, { force: true })
    throw error
  }
}

async function bringContents(
  backup: string,
  data: string,
  { sums, options }: Pick<Bringing, 'sums' | 'options'>,
): Promise<BackupEntry[]> {
  const { told, done } = telling(options, sums)
  const copies = new ContentCopies(join(data, CONTENTS), { signal: options.signal, tell: told })
  const put = async (entry: BackupEntry): Promise<{ entry: BackupEntry; put: Put }> => {
    if (entry.fault !== undefined) return { entry, put: entry.fault }
    const source = { path: join(backup, FILES, entry.path), link: options.link }
    const put = await copies.put(entry.path, entry.size, [source])
    done()
    return { entry, put }
  }
  const faults: BackupEntry[] = []
  await fs.mkdir(join(data, CONTENTS), { recursive: true, mode: 0o700 })
  for await (const { entry, put: way } of inOrder(entriesOf(backup), put, options.signal))
    if (way === 'missing' || way === 'damaged') faults.push({ ...entry, fault: way })
  await copies.sync()
  return faults
}
