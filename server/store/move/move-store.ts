import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { StoreUnavailable } from '../errors.ts'
import type { StorePlaces } from '../places.ts'
import { begin, identify, openSource, openTarget, type Source, type Target } from './ends.ts'
import { checkContents, moveContents, type ContentWork, type MovedFault } from './move-contents.ts'
import { readAudit, readHead, readSetting, readVersions, type Ask, type Head } from './rows.ts'

/** How far a move is. */
export type MoveProgress =
  | { kind: 'versions' | 'audit' | 'compare'; done: number; all: number }
  | { kind: 'contents' | 'check'; share: number; contents: number; bytes: number }

export interface MoveOptions {
  /** Whether contents that are not what was stored are left out, instead of being in the way. */
  incomplete: boolean
  /** Whether what is moved into keeps one copy of a content for all organizations. */
  shared: boolean
  signal: AbortSignal
  tell: (progress: MoveProgress) => void
}

export interface Moved {
  organizations: number
  tokens: number
  versions: number
  records: number
  contents: number
  bytes: number
  /** With any, and without `incomplete`, the move is not finished. */
  faults: MovedFault[]
}

/**
 * Moves all that a store keeps for good into another one, and checks that it is there. Killed at any moment, it goes on
 * when it is called again; until it is through, nothing else opens what it moves into.
 * @throws StoreUnavailable when one of the two is in use, or what is moved into is not empty
 */
export async function moveStore(
  from: StorePlaces,
  to: StorePlaces,
  options: MoveOptions,
): Promise<Moved> {
  if (from.folder === to.folder && kindsOf(from, to).every((kind) => kind === 'sqlite'))
    throw new StoreUnavailable(
      'Both have their database in the same data folder. Name another one (BINNACLE_DATA) for what to move into.',
    )
  const source = await openSource(from)
  try {
    const target = await openTarget(to, options.shared)
    try {
      return await move(source, target, options)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

function kindsOf(...places: StorePlaces[]): string[] {
  return places.map(({ database }) => database.kind)
}

async function move(source: Source, target: Target, options: MoveOptions): Promise<Moved> {
  const { shared, signal, tell } = options
  const { mark, resumed } = await begin(source, target)
  const head = await readHead(source.rows.ask)
  await copyRows(source, target, { head, ...options })
  const work = (kind: 'contents' | 'check'): ContentWork => ({
    source,
    target,
    shared,
    ids: new Map(head.organizations.map(({ key, id }) => [key, id])),
    signal,
    tell: (share, contents, bytes) => tell({ kind, share, contents, bytes }),
  })
  await moveContents(work('contents'), { mark, resumed, save: (now) => target.rows.setMark(now) })
  const sums = await checkRows(source, target, options)
  if (sums.differ !== undefined) {
    // For the next try.
    await target.rows.setMark({ ...mark, state: '' })
    throw new StoreUnavailable(
      `${sums.differ} are not the same in both stores. The same command begins the versions and records anew.`,
    )
  }
  const found = await checkContents(work('check'))
  await source.rows.expectUnused()
  if ((await identify(source.rows)).state !== mark.state) throw new StoreUnavailable(CHANGED)
  if (found.faults.length === 0 || options.incomplete)
    await target.rows.finish(
      await source.rows.lastAuditKey(),
      await readSetting(source.rows.ask, 'clock'),
    )
  const { organizations, tokens } = head
  return {
    organizations: organizations.length,
    tokens: tokens.length,
    versions: sums.versions,
    records: sums.records,
    ...found,
  }
}

const CHANGED =
  'What is moved from has changed meanwhile. Stop all that uses it; the same command then begins its versions and records anew, and keeps the files that are there.'

/** Each page of rows is one transaction: what is there says how far it is. */
async function copyRows(
  source: Source,
  target: Target,
  { head, signal, tell }: { head: Head } & Pick<MoveOptions, 'signal' | 'tell'>,
): Promise<void> {
  const all = versionsIn(head)
  let done = 0
  for (const { key } of head.organizations) {
    const there = await highest(target.rows.ask, 'sequence', [
      'version where organization = $1',
      key,
    ])
    done += there
    for await (const versions of readVersions(source.rows.ask, key, there)) {
      signal.throwIfAborted()
      await target.rows.addVersions(versions)
      done += versions.length
      tell({ kind: 'versions', done, all })
    }
  }
  const last = await source.rows.lastAuditKey()
  const there = await highest(target.rows.ask, 'key', ['audit'])
  for await (const records of readAudit(source.rows.ask, there)) {
    signal.throwIfAborted()
    await target.rows.addAudit(records)
    tell({ kind: 'audit', done: records.at(-1)?.key ?? 0, all: last })
  }
}

function versionsIn({ organizations }: Head): number {
  return organizations.reduce((sum, { sequence }) => sum + sequence, 0)
}

async function highest(
  ask: Ask,
  column: string,
  [table, ...values]: [string, ...number[]],
): Promise<number> {
  const [row] = await ask<{ most: number | null }>(
    `select max(${column}) as most from ${table}`,
    ...values,
  )
  return row?.most ?? 0
}

/**
 * Holds the rows of both against each other, as they are read back.
 * @returns how many there are, or which differ
 */
async function checkRows(
  source: Source,
  target: Target,
  { signal, tell }: Pick<MoveOptions, 'signal' | 'tell'>,
): Promise<{ versions: number; records: number; differ?: string }> {
  const sum = { versions: 0, records: 0 }
  const both = [source.rows.ask, target.rows.ask] as const
  const [head, copied] = [await readHead(both[0]), await readHead(both[1])]
  if (!isDeepStrictEqual(plain(head), plain(copied)))
    return { ...sum, differ: 'Organizations or tokens' }
  const all = versionsIn(head) + (await source.rows.lastAuditKey())
  const compare = (walks: AsyncIterable<object[]>[]) => {
    const before = sum.versions * walks.length
    let done = 0
    const told = (count: number) => {
      done += count
      tell({ kind: 'compare', done: Math.floor((before + done) / walks.length), all })
    }
    return Promise.all(walks.map((walk) => sumOf(walk, signal, told)))
  }
  for (const { key, id } of head.organizations) {
    const [one, other] = await compare(both.map((ask) => readVersions(ask, key, 0)))
    if (one?.hash !== other?.hash)
      return { ...sum, differ: `The versions of the organization "${id}"` }
    sum.versions += one?.count ?? 0
  }
  const [one, other] = await compare(both.map((ask) => readAudit(ask, 0)))
  if (one?.hash !== other?.hash) return { ...sum, differ: 'The records of the audit log' }
  return { ...sum, records: one?.count ?? 0 }
}

/** Rows come without a prototype from one database, and bytes in other kinds of arrays. */
function plain(value: unknown): unknown {
  return parseExactly(JSON.stringify(value, asText))
}

async function sumOf(
  walk: AsyncIterable<object[]>,
  signal: AbortSignal,
  told: (count: number) => void,
) {
  const hash = createHash('sha256')
  let count = 0
  for await (const rows of walk) {
    signal.throwIfAborted()
    for (const row of rows) {
      const sorted = Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))
      hash.update(`${JSON.stringify(sorted, asText)}\n`)
    }
    count += rows.length
    told(rows.length)
  }
  return { count, hash: hash.digest('hex') }
}

/** Bytes as hex. A Buffer has made itself into an object of numbers by then. */
function asText(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value !== null && typeof value === 'object' && 'type' in value && 'data' in value)
    if (value.type === 'Buffer' && Array.isArray(value.data))
      return Buffer.from(value.data as number[]).toString('hex')
  return value
}
