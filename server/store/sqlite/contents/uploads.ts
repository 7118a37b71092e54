import { ContentLost, StoreConflict, UnknownOrganization } from '../../errors.ts'
import { milliseconds } from '../../rows/instants.ts'
import { toUpload, type UploadRow } from '../../rows/upload-rows.ts'
import type {
  Begun,
  NewUpload,
  Segment,
  Upload,
  UploadKey,
  UploadLimits,
  UploadRows,
} from '../../uploads.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'

interface UploadOptions {
  /** Names this process, as its leases do: what it writes to is free again once it is gone. */
  holder: string
  /** Milliseconds since 1970. */
  now: () => number
}

/** Uploads as rows. Offsets wait for the disk; who writes right now need not, as no process survives a power loss. */
export function openUploadRows(
  database: Database,
  queue: WriteQueue,
  { holder, now }: UploadOptions,
): UploadRows {
  const rows = openStatements(database)
  const find = (key: UploadKey): Upload | undefined => {
    const row = rows.find(key.id, key.organizationId, key.owner, now())
    return row && { ...key, ...toUpload(row) }
  }
  const insert = (upload: NewUpload, limits: UploadLimits): Begun => {
    const { id, organizationId, owner, length, metadata, expires } = upload
    const organization = rows.organization(organizationId)
    if (!organization)
      throw new UnknownOrganization(`There is no organization "${organizationId}".`)
    if (rows.taken(id)) throw new StoreConflict(`There is an upload with the id "${id}" already.`)
    const open = rows.open(organization.key, owner, now())
    if ((open?.count ?? 0) >= limits.count) return { kind: 'refused', by: 'count' }
    if ((open?.bytes ?? 0) + length > limits.bytes) return { kind: 'refused', by: 'bytes' }
    rows.insert(id, organization.key, owner, length, metadata, milliseconds(expires))
    return { kind: 'begun', upload: { ...upload, offset: 0 } }
  }
  return {
    add: (upload, limits) => queue.run(() => insert(upload, limits)),
    find: async (key) => find(key),
    take: ({ id }) => queue.runBriefly(() => rows.take(holder, id, holder, now()) > 0),
    save: ({ id }, offset, { segments, expires }) =>
      queue.run(() => {
        const until = expires === undefined ? null : milliseconds(expires)
        const row = rows.received(id, holder)
        if (!row) return false
        let start = row.received
        for (const { object, length } of segments) {
          // Somebody took this process for gone, and has removed it.
          if (rows.strike(object, holder) === 0)
            throw new StoreConflict('This upload has lost bytes.')
          rows.addSegment(id, start, length, object)
          start += length
        }
        if (segments.length > 0 && start !== offset) throw new StoreConflict(GAP)
        return rows.save(offset, until, id, holder) > 0
      }),
    release: ({ id }) => queue.runBriefly(() => void rows.release(id, holder)),
    remove: (key) =>
      queue.run(() => {
        const found = find(key)
        return found !== undefined && !found.became && rows.remove(key.id) > 0
      }),
    removeExpired: () =>
      queue.run(() => {
        const expired = rows.expired(now(), now())
        for (const { id } of expired) rows.remove(id)
        return expired.map(({ id }) => id)
      }),
    segments: async (id) => rows.segments(id),
    forgetSegments: (id) => queue.runBriefly(() => void rows.forgetSegments(id)),
    segmented: async () => rows.segmented().map(({ upload }) => upload),
    needed: async (ids) => new Set(rows.needed(JSON.stringify(ids)).map(({ id }) => id)),
  }
}

const GAP = 'This upload has a gap: what was told of its bytes does not come to its offset.'

/** What a commit asks and does of an upload, in its transaction. */
export interface UploadEnds {
  /** What it became before; `undefined` when nothing. @throws ContentLost when it has ended otherwise */
  versionOf(upload: string): { id: string; number: number } | undefined
  become(upload: string, version: { id: string; number: number }): void
}

export function openUploadEnds(database: Database): UploadEnds {
  const find = database.one<Pick<UploadRow, 'binary' | 'number'>>(
    'select binary, number from upload where id = ?',
  )
  const become = database.run('update upload set binary = ?, number = ? where id = ?')
  return {
    versionOf: (upload) => {
      const row = find(upload)
      if (!row) throw new ContentLost('The upload has ended: send the content again.')
      const { binary, number } = row
      return binary === null || number === null ? undefined : { id: binary, number }
    },
    become: (upload, { id, number }) => void become(id, number, upload),
  }
}

/** Whoever is named as the writer has died, or never was. */
const FREE = `(writer is null or not exists
  (select 1 from content_holder where id = writer and content_holder.expires > ?))`

function openStatements(database: Database) {
  return {
    organization: database.one<{ key: number }>('select key from organization where id = ?'),
    find: database.one<UploadRow>(
      `select length, received, metadata, expires, binary, number from upload
       where id = ? and organization = (select key from organization where id = ?)
         and owner = ? and expires > ?`,
    ),
    taken: database.one('select 1 from upload where id = ?'),
    open: database.one<{ count: number; bytes: number }>(
      `select count(*) as count, coalesce(sum(length), 0) as bytes from upload
       where organization = ? and owner = ? and binary is null and expires > ?`,
    ),
    insert: database.run(
      `insert into upload (id, organization, owner, length, metadata, expires, received)
       values (?, ?, ?, ?, ?, ?, 0)`,
    ),
    take: database.run(`update upload set writer = ? where id = ? and (writer = ? or ${FREE})`),
    save: database.run(
      `update upload set received = ?, expires = coalesce(?, expires) where id = ? and writer = ?`,
    ),
    received: database.one<{ received: number }>(
      'select received from upload where id = ? and writer = ?',
    ),
    strike: database.run('delete from loose_object where id = ? and holder = ?'),
    addSegment: database.run(
      'insert into upload_segment (upload, start, length, object) values (?, ?, ?, ?)',
    ),
    segments: database.many<Segment>(
      'select object, length from upload_segment where upload = ? order by start',
    ),
    forgetSegments: database.run('delete from upload_segment where upload = ?'),
    segmented: database.many<{ upload: string }>('select distinct upload from upload_segment'),
    release: database.run('update upload set writer = null where id = ? and writer = ?'),
    remove: database.run('delete from upload where id = ?'),
    expired: database.many<{ id: string }>(`select id from upload where expires <= ? and ${FREE}`),
    needed: database.many<{ id: string }>(
      `select id from upload where id in (select value from json_each(?)) and binary is null`,
    ),
  }
}
