import { randomUUID } from 'node:crypto'
import { CLAIM_LIFETIME, type Session, type SessionStore, type SignInCodes } from '../../store.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'

/** Hashes alone. `key` counts sessions in the order in which they began; `claim` names who exchanges a code, since `claimed`. */
export const SESSIONS = `
create table sign_in_code (
  maker text primary key,
  hash blob not null unique,
  expires integer not null,
  claim text,
  claimed integer
) strict, without rowid;
create table session (
  key integer primary key autoincrement,
  hash blob not null unique,
  begun integer not null,
  expires integer not null
) strict;
delete from setting where name = 'sign-in-code';
`

/** Codes, and the sessions that they begin. */
export function openSessions(
  database: Database,
  queue: WriteQueue,
): { codes: SignInCodes; sessions: SessionStore } {
  const expireCodes = database.run('delete from sign_in_code where expires <= ?')
  return {
    codes: openCodes(database, queue, expireCodes),
    sessions: openStore(database, queue, expireCodes),
  }
}

function openCodes(
  database: Database,
  queue: WriteQueue,
  expireCodes: (now: number) => number,
): SignInCodes {
  const insert = database.run(
    `insert into sign_in_code (maker, hash, expires) values (?, ?, ?)
     on conflict (maker) do update
     set hash = excluded.hash, expires = excluded.expires, claim = null, claimed = null`,
  )
  const free = database.one(
    `select 1 from sign_in_code where hash = ? and expires > ? and (claimed is null or claimed <= ?)`,
  )
  const claim = database.run('update sign_in_code set claim = ?, claimed = ? where hash = ?')
  const release = database.run(
    'update sign_in_code set claim = null, claimed = null where claim = ?',
  )
  return {
    keep: ({ hash, maker, expires }, now) =>
      queue.run(() => {
        expireCodes(now)
        insert(maker, bytesOf(hash), expires)
      }),
    claim: async (hash, now) => {
      const isFree = () => free(bytesOf(hash), now, now - CLAIM_LIFETIME) !== undefined
      // Nobody waits for the disk because somebody guesses.
      if (!isFree()) return undefined
      return queue.runBriefly(() => {
        if (!isFree()) return undefined
        const name = randomUUID()
        claim(name, now, bytesOf(hash))
        return name
      })
    },
    release: (name) => queue.runBriefly(() => void release(name)),
  }
}

function openStore(
  database: Database,
  queue: WriteQueue,
  expireCodes: (now: number) => number,
): SessionStore {
  const take = database.run('delete from sign_in_code where claim = ?')
  const insert = database.run('insert into session (hash, begun, expires) values (?, ?, ?)')
  const endOldest = database.run(
    `delete from session where key not in (select key from session order by key desc limit ?)`,
  )
  const find = database.one<Session>('select begun, expires from session where hash = ?')
  const keep = database.run('update session set expires = ? where hash = ?')
  const end = database.run('delete from session where hash = ?')
  const endAll = database.run('delete from session')
  const expire = database.run('delete from session where expires <= ?')
  const isExpired = database.one(
    `select 1 where exists (select 1 from session where expires <= ?1)
       or exists (select 1 from sign_in_code where expires <= ?1)`,
  )
  const dropCodes = database.run('delete from sign_in_code')
  return {
    begin: ({ hash, begun, expires }, { claim, most }) =>
      queue.run(() => {
        if (take(claim) === 0) return false
        expire(begun)
        insert(bytesOf(hash), begun, expires)
        endOldest(most)
        return true
      }),
    find: async (hash) => {
      const row = find(bytesOf(hash))
      return row && { begun: row.begun, expires: row.expires }
    },
    // What a power loss undoes is that somebody was there a minute ago.
    keep: (hash, expires) => queue.runBriefly(() => void keep(expires, bytesOf(hash))),
    end: (hash) => queue.run(() => end(bytesOf(hash)) > 0),
    endAll: () =>
      queue.run(() => {
        dropCodes()
        return endAll()
      }),
    expire: async (now) => {
      if (!isExpired(now)) return
      await queue.runBriefly(() => {
        expireCodes(now)
        expire(now)
      })
    },
  }
}

function bytesOf(hash: string): Uint8Array {
  return Buffer.from(hash, 'hex')
}
