import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { ContentBytes } from '../content/checked-read.ts'
import type { ContentName } from '../contents.ts'
import { HOME_FILE, inTurn, prepareFolder } from '../data-folder.ts'
import { StoreUnavailable } from '../errors.ts'
import { lookAtContents } from '../folder/content-files.ts'
import { lockFolder } from '../folder/folder-lock.ts'
import { readFiles } from '../folder/read-files.ts'
import { openStore } from '../open-store.ts'
import type { StorePlaces } from '../places.ts'
import { readBucket } from '../s3/bucket-contents.ts'
import { openBucket, ownerOf } from '../s3/open-bucket.ts'
import { storeErrorOf } from '../s3/wire/answers.ts'
import type { Store } from '../store.ts'
import { MARK, type Mark } from './mark.ts'
import { lockPostgresTarget, openPostgresSource } from './postgres-rows.ts'
import { isEmpty, readHead, readSetting, type Ask, type RowSource, type RowTarget } from './rows.ts'
import { openSqliteSource, openSqliteTarget } from './sqlite-rows.ts'

/** What is moved from: nothing of it is changed. */
export interface Source {
  rows: RowSource
  bytes: ContentBytes
  close(): Promise<void>
}

/** What is moved into. */
export interface Target {
  rows: RowTarget
  /** As they are read back. */
  bytes: ContentBytes
  contents: Store['contents']
  close(): Promise<void>
}

/** @throws StoreUnavailable when it is in use, or half there itself */
export async function openSource(places: StorePlaces): Promise<Source> {
  const ends: (() => void | Promise<void>)[] = []
  try {
    const rows = await openRows(places, ends)
    ends.unshift(() => rows.close())
    await rows.expectUnused()
    if (await readSetting(rows.ask, MARK))
      throw new StoreUnavailable(
        'A move into the store to move from is not finished itself: finish that one first.',
      )
    await expectContents(rows, places)
    const bytes = openBytes(places, rows)
    ends.unshift(() => bytes.close())
    return { rows, bytes, close: () => inTurn(ends) }
  } catch (error) {
    await inTurn(ends).catch(() => undefined)
    throw error
  }
}

async function openRows(
  { folder, database }: StorePlaces,
  ends: (() => void | Promise<void>)[],
): Promise<RowSource> {
  switch (database.kind) {
    case 'sqlite': {
      await prepareFolder(folder, false)
      const lock = lockFolder(folder)
      ends.unshift(() => lock.release())
      return openSqliteSource(folder)
    }
    case 'postgres':
      return openPostgresSource(database.url)
  }
}

/**
 * With other settings than the server's, all contents would seem to be missing.
 * @throws StoreUnavailable where the contents of the database are elsewhere
 */
async function expectContents(
  { ask }: RowSource,
  { folder, database, contents }: StorePlaces,
): Promise<void> {
  if ((await ask('select 1 from version where sha256 is not null limit 1')).length === 0) return
  const inBucket = await readText(ask, 'bucket-home')
  const inFolder = await readText(ask, 'folder-home')
  if (contents?.kind === 's3') {
    const bucket = openBucket(contents)
    try {
      if ((await ownerOf(bucket)) === inBucket && inBucket !== undefined) return
    } catch (error) {
      throw storeErrorOf(error)
    } finally {
      bucket.close()
    }
  } else if (inBucket === undefined) {
    if (database.kind === 'sqlite') return
    const found = await readFile(join(folder, HOME_FILE), 'utf8').catch(() => '')
    if (found.trim() === inFolder) return
  }
  throw new StoreUnavailable(
    'The contents of the database to move from are not where its settings say. Give the settings that its server had (BINNACLE_DATA, BINNACLE_CONTENT).',
  )
}

async function readText(ask: Ask, name: string): Promise<string | undefined> {
  const value = await readSetting(ask, name)
  return value && Buffer.from(value).toString('utf8')
}

/** The contents of a store, for who only reads them, and remembers nothing of what is wrong with them. */
function openBytes(
  { folder, contents = { kind: 'folder' } }: StorePlaces,
  rows: Pick<RowSource, 'ask'>,
) {
  switch (contents.kind) {
    case 'folder':
      return { ...readFiles(lookAtContents(folder)), close: () => undefined }
    case 's3': {
      const bucket = openBucket(contents)
      return {
        ...readBucket(bucket, (content) => generationOf(rows.ask, content)),
        close: () => bucket.close(),
      }
    }
  }
}

async function generationOf(ask: Ask, { owner, sha256 }: ContentName): Promise<number> {
  const [row] = await ask<{ generation: number }>(
    'select generation from content_generation where sha256 = $1 and owner = $2',
    Buffer.from(sha256, 'hex'),
    owner,
  )
  return row?.generation ?? 0
}

/**
 * Opens what is moved into, and makes it where it is not there yet.
 * @param shared as of `StoreOptions`
 * @throws StoreUnavailable when it is in use
 */
export async function openTarget(places: StorePlaces, shared: boolean): Promise<Target> {
  const { folder, database } = places
  const ends: (() => void | Promise<void>)[] = []
  try {
    // Before the store, which another move may have open.
    const locked = database.kind === 'postgres' ? await lockPostgresTarget(database.url) : undefined
    if (locked) ends.unshift(() => locked.close())
    const store = await openStore(places, { moving: true, shared })
    ends.unshift(() => store.close())
    const rows = locked ?? openSqliteTarget(folder)
    if (!locked) ends.unshift(() => rows.close())
    const bytes = openBytes(places, rows)
    ends.unshift(() => bytes.close())
    return { rows, bytes, contents: store.contents, close: () => inTurn(ends) }
  } catch (error) {
    await inTurn(ends).catch(() => undefined)
    throw error
  }
}

/** What a source is known by, and what its rows are now. */
export async function identify(rows: RowSource): Promise<Pick<Mark, 'source' | 'state'>> {
  const { ask } = rows
  const secret = await readSetting(ask, 'cursor-secret')
  const { organizations, tokens, allowed } = await readHead(ask)
  const state = JSON.stringify([
    organizations.map((row) => Object.values(row)),
    tokens.map(({ hash, ...row }) => [Object.values(row), Buffer.from(hash).toString('hex')]),
    allowed.map((row) => Object.values(row)),
    await rows.lastAuditKey(),
  ])
  return { source: hashOf(secret ?? ''), state: hashOf(state) }
}

function hashOf(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex')
}

/**
 * Begins a move, or goes on with one.
 * @returns how far it is, and whether an earlier run has left something
 * @throws StoreUnavailable where the target is in use, or holds other things
 */
export async function begin(
  source: Source,
  target: Target,
): Promise<{ mark: Mark; resumed: boolean }> {
  await target.rows.expectUnused()
  const known = await identify(source.rows)
  const mark = await readMark(target.rows)
  if (mark === undefined && !(await isEmpty(target.rows.ask)))
    throw new StoreUnavailable(
      'The store to move into is not empty: nothing is moved over data. Name one that is new.',
    )
  if (mark !== undefined && mark.source !== known.source)
    throw new StoreUnavailable(
      'The store to move into is half filled from another one. Finish that move, or name a store that is new.',
    )
  if (mark?.state === known.state) return { mark, resumed: true }
  // The contents that are there already are found again.
  const begun: Mark = { ...known, contents: null }
  await target.rows.begin(await readHead(source.rows.ask), begun)
  try {
    // A server that has started meanwhile has not seen the mark, and is seen now.
    await target.rows.expectUnused()
  } catch (error) {
    if (mark === undefined) {
      await target.rows.begin({ organizations: [], tokens: [], allowed: [] }, begun)
      await target.rows.takeMarkAway()
    }
    throw error
  }
  return { mark: begun, resumed: mark !== undefined }
}

async function readMark({ ask }: RowTarget): Promise<Mark | undefined> {
  const value = await readSetting(ask, MARK)
  return value && (parseExactly(Buffer.from(value).toString('utf8')) as Mark)
}
