import { parseExactly } from '#lib/json/parse-exactly.ts'
import { StoreConflict, UnknownOrganization } from '../../errors.ts'
import { milliseconds } from '../../rows/instants.ts'
import type { Organization, OrganizationStore, Store, Token, TokenStore } from '../../store.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'
import { openLongQueries } from './long-queries.ts'
import { openSessions } from './sessions.ts'

/** Who may open what, and where they are in walks. */
export function openAccess(
  database: Database,
  queue: WriteQueue,
): Pick<Store, 'organizations' | 'tokens' | 'codes' | 'sessions' | 'longQueries'> {
  return {
    organizations: openOrganizations(database, queue),
    tokens: openTokens(database, queue),
    ...openSessions(database, queue),
    longQueries: openLongQueries(database, queue),
  }
}

function openOrganizations(database: Database, queue: WriteQueue): OrganizationStore {
  const list = database.many<Organization>(
    'select id, slug, name from organization order by name, id',
  )
  const find = database.one<Organization>(
    'select id, slug, name from organization where id = ? or slug = ?',
  )
  // An id may not be another one's slug either: both address the data.
  const taken = database.one<Organization>(
    'select id, slug, name from organization where id in (?1, ?2) or slug in (?1, ?2)',
  )
  const insert = database.run(
    `insert into organization (id, slug, name, audited_after)
     values (?, ?, ?, (select coalesce(max(key), 0) from audit))`,
  )
  return {
    list: async () => list().map(plain),
    find: async (idOrSlug) => {
      const row = find(idOrSlug, idOrSlug)
      return row && plain(row)
    },
    add: ({ id, slug, name }) =>
      queue.run(() => {
        const other = taken(id, slug)
        if (other)
          throw new StoreConflict(
            `The organization "${other.name}" already has the id "${other.id}" and the slug "${other.slug}".`,
          )
        insert(id, slug, name)
      }),
  }
}

/** SQLite's rows have no prototype. */
function plain({ id, slug, name }: Organization): Organization {
  return { id, slug, name }
}

function openTokens(database: Database, queue: WriteQueue): TokenStore {
  const list = database.many<Row>(`select ${COLUMNS} from token order by name`)
  const byHash = database.one<Row>(`select ${COLUMNS} from token where hash = ?`)
  const byName = database.one<Row>(`select ${COLUMNS} from token where name = ?`)
  const insert = database.run(
    `insert into token (name, hash, access, admin, everywhere, expires, created)
     values (?, ?, ?, ?, ?, ?, ?)`,
  )
  const allow = database.run(
    `insert or ignore into token_organization (token, organization)
     select ?, key from organization where id = ?`,
  )
  const known = database.one<{ key: number }>('select key from organization where id = ?')
  const remove = database.run('delete from token where name = ?')
  return {
    add: (token, hash) =>
      queue.run(() => {
        if (byName(token.name))
          throw new StoreConflict(`There is a token named "${token.name}" already.`)
        const everywhere = token.organizations === 'all'
        insert(
          token.name,
          Buffer.from(hash, 'hex'),
          token.access,
          Number(token.admin),
          Number(everywhere),
          token.expires === undefined ? null : milliseconds(token.expires),
          milliseconds(token.created),
        )
        for (const id of token.organizations === 'all' ? [] : token.organizations) {
          if (!known(id)) throw new UnknownOrganization(`There is no organization "${id}".`)
          allow(token.name, id)
        }
      }),
    list: async () => list().map(toToken),
    find: async (hash) => {
      const row = byHash(Buffer.from(hash, 'hex'))
      return row && toToken(row)
    },
    revoke: (name) => queue.run(() => remove(name) > 0),
  }
}

const COLUMNS = `name, access, admin, everywhere, expires, created,
  (select json_group_array(organization.id order by organization.id)
   from token_organization join organization on organization.key = token_organization.organization
   where token_organization.token = token.name) as organizations`

interface Row {
  name: string
  access: Token['access']
  admin: number
  everywhere: number
  expires: number | null
  created: number
  /** A JSON array. */
  organizations: string
}

function toToken(row: Row): Token {
  return {
    name: row.name,
    access: row.access,
    admin: row.admin === 1,
    organizations: row.everywhere === 1 ? 'all' : (parseExactly(row.organizations) as string[]),
    ...(row.expires !== null && { expires: new Date(row.expires).toISOString() }),
    created: new Date(row.created).toISOString(),
  }
}
