import { existsSync } from 'node:fs'
import type { ContentName, ContentRecords } from '../contents.ts'
import { databaseFile, inTurn } from '../data-folder.ts'
import { StoreUnavailable } from '../errors.ts'
import { contentPath, lookAtContents } from '../folder/content-files.ts'
import { lockFolder } from '../folder/folder-lock.ts'
import { readFiles } from '../folder/read-files.ts'
import type { LooseObjects } from '../loose-objects.ts'
import { placesOf, type StorePlaces } from '../places.ts'
import { openCheckSide } from '../postgres/check/check-side.ts'
import { lookIntoBucket } from '../s3/look-into-bucket.ts'
import { openCheckRows } from '../sqlite/check/check-rows.ts'
import { openContentRecords } from '../sqlite/check/content-records.ts'
import { quickCheck } from '../sqlite/check/quick-check.ts'
import { openLooseObjects } from '../sqlite/contents/loose-objects.ts'
import { openDatabase } from '../sqlite/database.ts'
import { WriteQueue } from '../sqlite/write-queue.ts'
import { Check, type CheckParts } from './check-contents.ts'
import type { CheckWork } from './check.ts'

/**
 * Opens the doing of a check, for a store that is there.
 * @returns `undefined` while another process, or another part of this one, is at it
 */
export async function openCheckWork(
  given: string | StorePlaces,
  now: () => number = Date.now,
): Promise<CheckWork | undefined> {
  const places = placesOf(given)
  const side = await openSide(places, now)
  if (!side) return undefined
  const { close, loose, ...parts } = side
  const look = openLook(places, loose)
  const check = new Check({ ...parts, look, now })
  return {
    restart: () => parts.rows.restart(),
    run: (options) => check.run(options),
    close: () => inTurn([close, () => look.close()]),
  }
}

/** Where contents are, for whoever only reads. */
function openLook(
  { folder, contents = { kind: 'folder' } }: StorePlaces,
  loose: LooseObjects,
): CheckParts['look'] & { close(): void } {
  switch (contents.kind) {
    case 'folder': {
      const look = lookAtContents(folder)
      const pathOf = (content: ContentName) => contentPath(folder, content)
      return { ...look, ...readFiles(look), pathOf, close: () => undefined }
    }
    case 's3':
      return lookIntoBucket(contents, loose)
  }
}

/** What the database does for a check, by whoever is the only one to do it. */
type CheckSide = Pick<CheckParts, 'rows' | 'problems'> & {
  records: ContentRecords
  loose: LooseObjects
  close: () => Promise<void>
}

async function openSide(
  { folder, database }: StorePlaces,
  now: () => number,
): Promise<CheckSide | undefined> {
  switch (database.kind) {
    case 'sqlite':
      return openSqliteSide(folder, now)
    case 'postgres':
      return openCheckSide(database.url, now)
  }
}

function openSqliteSide(folder: string, now: () => number): CheckSide | undefined {
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
    return {
      rows: openCheckRows(database),
      records: openContentRecords(database, { now, queue }),
      loose: openLooseObjects(database, queue, { holder: 'check', now }),
      problems: async () => quickCheck(file),
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
