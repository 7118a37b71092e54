import { UnknownOrganization } from '#server/store/errors.ts'
import type { SharedStore } from '#server/store/open-store.ts'
import { openSharedStore } from '#server/store/open-store.ts'
import type { Organization } from '#server/store/store.ts'
import type { Context } from './command.ts'

/** Works on the database, beside the server that may be running. Only `make` makes a folder that is missing. */
export async function withStore<Result>(
  { places }: Context,
  work: (store: SharedStore) => Promise<Result>,
  { make }: { make: boolean } = { make: false },
): Promise<Result> {
  const store = await openSharedStore(places, { make })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** By id or slug. @throws UnknownOrganization that names those there are */
export async function findOrganization(
  { organizations }: SharedStore,
  idOrSlug: string,
): Promise<Organization> {
  const found = await organizations.find(idOrSlug)
  if (found) return found
  const slugs = (await organizations.list()).map(({ slug }) => slug)
  const known =
    slugs.length > 0 ? `There are: ${slugs.slice(0, 20).join(', ')}.` : 'There is none yet.'
  throw new UnknownOrganization(`There is no organization "${idOrSlug}". ${known}`)
}
