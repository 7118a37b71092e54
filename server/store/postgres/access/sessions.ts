import { randomUUID } from 'node:crypto'
import { CLAIM_LIFETIME, type Session, type SessionStore, type SignInCodes } from '../../store.ts'
import type { Database } from '../database.ts'

/** As SQLite's, see `sqlite/access/sessions.ts`. */
export const SESSIONS = `
create table sign_in_code (
  maker text collate "C" primary key,
  hash bytea not null unique,
  expires bigint not null,
  claim text collate "C",
  claimed bigint
);
create table session (
  key bigint generated always as identity primary key,
  hash bytea not null unique,
  begun bigint not null,
  expires bigint not null
);
delete from setting where name = 'sign-in-code';
`

/** Codes, and the sessions that they begin. Whichever server is asked, a code is taken once. */
export function openSessions(database: Database): { codes: SignInCodes; sessions: SessionStore } {
  return { codes: openCodes(database), sessions: openStore(database) }
}

function openCodes(database: Database): SignInCodes {
  return {
    keep: ({ hash, maker, expires }, now) =>
      database.transaction(async (transaction) => {
        await transaction.run('delete from sign_in_code where expires <= $1', now)
        await transaction.run(
          `insert into sign_in_code (maker, hash, expires) values ($1, $2, $3)
           on conflict (maker) do update
           set hash = excluded.hash, expires = excluded.expires, claim = null, claimed = null`,
          maker,
          bytesOf(hash),
          expires,
        )
      }),
    claim: async (hash, now) => {
      const name = randomUUID()
      const claimed = await database.run(
        `update sign_in_code set claim = $1, claimed = $2
         where hash = $3 and expires > $2 and (claimed is null or claimed <= $4)`,
        name,
        now,
        bytesOf(hash),
        now - CLAIM_LIFETIME,
      )
      return claimed > 0 ? name : undefined
    },
    release: async (claim) => {
      await database.run(
        'update sign_in_code set claim = null, claimed = null where claim = $1',
        claim,
      )
    },
  }
}

function openStore(database: Database): SessionStore {
  return {
    begin: ({ hash, begun, expires }, { claim, most }) =>
      database.transaction(async (transaction) => {
        // Of several that begin at once, each sees those before it.
        await transaction.one(`select pg_advisory_xact_lock(hashtext('session'))`)
        if ((await transaction.run('delete from sign_in_code where claim = $1', claim)) === 0)
          return false
        await transaction.run('delete from session where expires <= $1', begun)
        await transaction.run(
          'insert into session (hash, begun, expires) values ($1, $2, $3)',
          bytesOf(hash),
          begun,
          expires,
        )
        await transaction.run(
          `delete from session where key not in (select key from session order by key desc limit $1)`,
          most,
        )
        return true
      }),
    find: (hash) =>
      database.one<Session>('select begun, expires from session where hash = $1', bytesOf(hash)),
    keep: async (hash, expires) => {
      await database.run('update session set expires = $1 where hash = $2', expires, bytesOf(hash))
    },
    end: async (hash) =>
      (await database.run('delete from session where hash = $1', bytesOf(hash))) > 0,
    endAll: () =>
      database.transaction(async (transaction) => {
        await transaction.run('delete from sign_in_code')
        return transaction.run('delete from session')
      }),
    expire: async (now) => {
      await database.run('delete from sign_in_code where expires <= $1', now)
      await database.run('delete from session where expires <= $1', now)
    },
  }
}

function bytesOf(hash: string): Uint8Array {
  return Buffer.from(hash, 'hex')
}
