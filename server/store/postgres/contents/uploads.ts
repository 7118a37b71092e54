import { ContentLost, StoreConflict, UnknownOrganization } from '../../errors.ts'
import { milliseconds } from '../../rows/instants.ts'
import { toUpload, type UploadRow } from '../../rows/upload-rows.ts'
import type {
  Begun,
  NewUpload,
  Segment,
  UploadKey,
  UploadLimits,
  UploadRows,
} from '../../uploads.ts'
import type { Database, Queries, Transaction } from '../database.ts'

interface UploadOptions {
  /** Names this process, as its leases do: what it writes to is free again once it is gone. */
  holder: string
  /** As of leases. */
  now: () => number
}

/** Uploads as rows, as SQLite's are; their expiry is told by the clock of the database. */
export function openUploadRows(database: Database, { holder, now }: UploadOptions): UploadRows {
  const skew = () => Math.round(now() - Date.now())
  const find = async (queries: Pick<Queries, 'one'>, key: UploadKey) => {
    const row = await queries.one<UploadRow>(FIND, key.id, key.organizationId, key.owner, skew())
    return row && { ...key, ...toUpload(row) }
  }
  return {
    ...openSegments(database),
    add: (upload, limits) =>
      database.transaction((transaction) => insert(transaction, upload, limits, skew())),
    find: (key) => find(database, key),
    take: async ({ id }) =>
      (await database.run(
        `update upload set writer = $1 where id = $2 and (writer = $1 or ${free('$3')})`,
        holder,
        id,
        skew(),
      )) > 0,
    save: (key, offset, more) =>
      database.transaction((transaction) => save(transaction, { ...key, holder, offset }, more)),
    release: async ({ id }) => {
      await database.run(
        'update upload set writer = null where id = $1 and writer = $2',
        id,
        holder,
      )
    },
    remove: (key) =>
      database.transaction(async (transaction) => {
        await transaction.one('select 1 from upload where id = $1 for update', key.id)
        const found = await find(transaction, key)
        if (!found || found.became) return false
        return (await transaction.run('delete from upload where id = $1', key.id)) > 0
      }),
    removeExpired: async () => {
      const removed = await database.transaction((transaction) =>
        transaction.many<{ id: string }>(
          `delete from upload where id in (
             select id from upload where expires <= now_ms($1) and ${free('$1')}
             order by id for update skip locked)
           returning id`,
          skew(),
        ),
      )
      return removed.map(({ id }) => id)
    },
    needed: async (ids) => {
      const rows = await database.many<{ id: string }>(
        'select id::text as id from upload where id = any($1::text[]) and "binary" is null',
        ids,
      )
      return new Set(rows.map(({ id }) => id))
    },
  }
}

/** Where the bytes of uploads are in a bucket. */
function openSegments(
  database: Database,
): Pick<UploadRows, 'segments' | 'forgetSegments' | 'segmented'> {
  return {
    segments: (id) =>
      database.many<Segment>(
        'select object, length from upload_segment where upload = $1 order by start',
        id,
      ),
    forgetSegments: async (id) => {
      await database.run('delete from upload_segment where upload = $1', id)
    },
    segmented: async () => {
      const rows = await database.many<{ upload: string }>(
        'select distinct upload::text as upload from upload_segment',
      )
      return rows.map(({ upload }) => upload)
    },
  }
}

async function save(
  transaction: Transaction,
  { id, holder, offset }: { id: string; holder: string; offset: number },
  { segments, expires }: Parameters<UploadRows['save']>[2],
): Promise<boolean> {
  const row = await transaction.one<{ received: number }>(
    'select received from upload where id = $1 and writer = $2 for update',
    id,
    holder,
  )
  if (!row) return false
  let start = row.received
  for (const { object, length } of segments) {
    // Somebody took this process for gone, and removes it.
    const struck = await transaction.run(
      'delete from loose_object where id = $1 and holder = $2',
      object,
      holder,
    )
    if (struck === 0) throw new StoreConflict('This upload has lost bytes.')
    await transaction.run(
      'insert into upload_segment (upload, start, length, object) values ($1, $2, $3, $4)',
      id,
      start,
      length,
      object,
    )
    start += length
  }
  if (segments.length > 0 && start !== offset)
    throw new StoreConflict(
      'This upload has a gap: what was told of its bytes does not come to its offset.',
    )
  await transaction.run(
    'update upload set received = $1, expires = coalesce($2, expires) where id = $3',
    offset,
    expires === undefined ? null : milliseconds(expires),
    id,
  )
  return true
}

/** Those of one owner are begun one after the other, so that none of them passes the limits together with another. */
async function insert(
  transaction: Transaction,
  upload: NewUpload,
  limits: UploadLimits,
  skew: number,
): Promise<Begun> {
  const { id, organizationId, owner, length, metadata, expires } = upload
  await transaction.one(
    'select pg_advisory_xact_lock(hashtextextended($1, 1))',
    `${organizationId}/${owner}`,
  )
  const organization = await transaction.one<{ key: number }>(
    'select key from organization where id = $1',
    organizationId,
  )
  if (!organization) throw new UnknownOrganization(`There is no organization "${organizationId}".`)
  const { key } = organization
  if (await transaction.one('select 1 from upload where id = $1', id))
    throw new StoreConflict(`There is an upload with the id "${id}" already.`)
  const open = await transaction.one<{ count: number; bytes: number }>(
    `select count(*) as count, coalesce(sum(length), 0)::bigint as bytes from upload
     where organization = $1 and owner = $2 and "binary" is null and expires > now_ms($3)`,
    key,
    owner,
    skew,
  )
  if ((open?.count ?? 0) >= limits.count) return { kind: 'refused', by: 'count' }
  if ((open?.bytes ?? 0) + length > limits.bytes) return { kind: 'refused', by: 'bytes' }
  await transaction.run(
    `insert into upload (id, organization, owner, length, metadata, expires, received)
     values ($1, $2, $3, $4, $5, $6, 0)`,
    id,
    key,
    owner,
    length,
    metadata,
    milliseconds(expires),
  )
  return { kind: 'begun', upload: { ...upload, offset: 0 } }
}

/** What an upload that a commit names has become, by its id. It is locked, so that nobody else ends it meanwhile. */
export type UploadEnds = ReadonlyMap<string, { id: string; number: number } | undefined>

export async function uploadEnds(
  transaction: Transaction,
  uploads: readonly string[],
): Promise<UploadEnds> {
  if (uploads.length === 0) return new Map()
  const rows = await transaction.many<{ id: string; binary: string | null; number: number | null }>(
    'select id::text as id, "binary"::text as "binary", number from upload where id = any($1::text[]) order by id for update',
    uploads,
  )
  return new Map(
    rows.map(({ id, binary, number }) => [
      id,
      binary === null || number === null ? undefined : { id: binary, number },
    ]),
  )
}

/** @throws ContentLost when it has ended otherwise */
export function endOf(
  ends: UploadEnds,
  upload: string,
): { id: string; number: number } | undefined {
  if (!ends.has(upload)) throw new ContentLost('The upload has ended: send the content again.')
  return ends.get(upload)
}

const FIND = `select length, received, metadata, expires, "binary"::text as "binary", number from upload
  where id = $1 and organization = (select key from organization where id = $2)
    and owner = $3 and expires > now_ms($4)`

/** Whoever is named as the writer has died, or never was. */
function free(skew: string): string {
  return `(writer is null or not exists
    (select 1 from content_holder where id = writer and content_holder.expires > now_ms(${skew})))`
}
