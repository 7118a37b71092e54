import { StoreConflict, UnknownOrganization } from '../../errors.ts'
import { milliseconds } from '../../rows/versions.ts'
import type { Organization, OrganizationStore, Store, Token, TokenStore } from '../../store.ts'
import type { Database } from '../database.ts'
import { openLongQueries } from './long-queries.ts'
import { openSessions } from './sessions.ts'

/** Who may open what, and where they are in walks. */
export function openAccess(
  database: Database,
): Pick<Store, 'organizations' | 'tokens' | 'codes' | 'sessions' | 'longQueries'> {
  return {
    organizations: openOrganizations(database),
    tokens: openTokens(database),
    ...openSessions(database),
    longQueries: openLongQueries(database),
  }
}

function openOrganizations(database: Database): OrganizationStore {
  return {
    list: () =>
      database.many<Organization>('select id, slug, name from organization order by name, id'),
    find: (idOrSlug) =>
      database.one<Organization>(
        'select id, slug, name from organization where id = $1 or slug = $1',
        idOrSlug,
      ),
    add: ({ id, slug, name }) =>
      database.transaction(async (transaction) => {
        // An id may not be another one's slug either: both address the data.
        await transaction.one(`select pg_advisory_xact_lock(hashtext('organization'))`)
        const other = await transaction.one<Organization>(
          'select id, slug, name from organization where id in ($1, $2) or slug in ($1, $2)',
          id,
          slug,
        )
        if (other)
          throw new StoreConflict(
            `The organization "${other.name}" already has the id "${other.id}" and the slug "${other.slug}".`,
          )
        await transaction.run(
          `insert into organization (id, slug, name, audited_after)
           select $1, $2, $3, case when is_called then last_value else 0 end from audit_key_seq`,
          id,
          slug,
          name,
        )
      }),
  }
}

function openTokens(database: Database): TokenStore {
  return {
    add: (token, hash) =>
      database.transaction(async (transaction) => {
        const { name, access, admin, organizations, expires, created } = token
        const isNew = await transaction.run(
          `insert into token (name, hash, access, admin, everywhere, expires, created)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) do nothing`,
          name,
          Buffer.from(hash, 'hex'),
          access,
          admin,
          organizations === 'all',
          expires === undefined ? null : milliseconds(expires),
          milliseconds(created),
        )
        if (isNew === 0) throw new StoreConflict(`There is a token named "${name}" already.`)
        for (const id of organizations === 'all' ? [] : organizations) {
          const known = await transaction.one('select 1 from organization where id = $1', id)
          if (!known) throw new UnknownOrganization(`There is no organization "${id}".`)
          await transaction.run(
            `insert into token_organization (token, organization)
             select $1, key from organization where id = $2 on conflict do nothing`,
            name,
            id,
          )
        }
      }),
    list: async () =>
      (await database.many<TokenRow>(`select ${TOKEN_COLUMNS} from token order by name`)).map(
        toToken,
      ),
    find: async (hash) => {
      const row = await database.one<TokenRow>(
        `select ${TOKEN_COLUMNS} from token where hash = $1`,
        Buffer.from(hash, 'hex'),
      )
      return row && toToken(row)
    },
    revoke: async (name) => (await database.run('delete from token where name = $1', name)) > 0,
  }
}

const TOKEN_COLUMNS = `name, access, admin, everywhere, expires, created,
  array(select organization.id::text from token_organization
        join organization on organization.key = token_organization.organization
        where token_organization.token = token.name
        order by organization.id) as organizations`

interface TokenRow {
  name: string
  access: Token['access']
  admin: boolean
  everywhere: boolean
  expires: number | null
  created: number
  organizations: string[]
}

function toToken(row: TokenRow): Token {
  return {
    name: row.name,
    access: row.access,
    admin: row.admin,
    organizations: row.everywhere ? 'all' : row.organizations,
    ...(row.expires !== null && { expires: new Date(row.expires).toISOString() }),
    created: new Date(row.created).toISOString(),
  }
}
