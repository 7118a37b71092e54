import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from '../errors.ts'
import { lockFolder } from '../folder/folder-lock.ts'
import type { NeededContent } from './database-copy.ts'
import { BackupRefused } from './manifest.ts'

/** The folder of the contents, in a data folder. */
export const CONTENTS = 'contents'
/** The same in a backup. It has another name, as the database has, so that no server takes a backup for its data. */
export const FILES = 'files'
export const DATABASE = 'database.sqlite'

/** Where a content may be below the folder of contents, in the order in which the server looks for it. */
export function placesOf({ organization, sha256 }: NeededContent): [own: string, shared: string] {
  const place = `${sha256.slice(0, 2)}/${sha256}`
  return [`organizations/${organization}/${place}`, place]
}

/** Where it is; nothing may be there at all. */
export function placeOf(contents: string, needed: NeededContent): string {
  const [own, shared] = placesOf(needed)
  return existsSync(join(contents, own)) ? own : shared
}

/**
 * Marks a folder as not whole yet, for as long as this process lives and beyond, and keeps other processes from working on
 * it.
 * @throws BackupRefused while another process does
 */
export function markFolder(folder: string, name: 'unfinished' | 'restoring'): { release(): void } {
  try {
    return lockFolder(folder, name)
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    throw new BackupRefused(`Another process is at work in ${folder}.`, { cause: error })
  }
}

export function isMarked(folder: string, name: 'unfinished' | 'restoring'): boolean {
  return existsSync(markOf(folder, name))
}

export function markOf(folder: string, name: 'unfinished' | 'restoring'): string {
  return join(folder, `${name}.sqlite`)
}
