import type { Database } from './database.ts'
import type { Organization, OrganizationStore } from './store.ts'
import { StoreConflict } from './store.ts'
import type { WriteQueue } from './write-queue.ts'

export function openOrganizations(database: Database, queue: WriteQueue): OrganizationStore {
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
  const insert = database.run('insert into organization (id, slug, name) values (?, ?, ?)')
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
