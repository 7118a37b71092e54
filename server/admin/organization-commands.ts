import { randomUUID } from 'node:crypto'
import { isResourceId } from '#fhir/ids.ts'
import type { Command, Context, Input } from './command.ts'
import { JSON_LINES, UsageError } from './command.ts'
import { table } from './table.ts'
import { withStore } from './with-store.ts'

export const organizationCommands: Command[] = [
  {
    name: 'organization add',
    summary: 'Adds an organization.',
    options: [
      { name: 'name', value: 'text', help: 'Its name, as people know it.', required: true },
      {
        name: 'slug',
        value: 'slug',
        help: 'Its short name in addresses (default: from the name).',
      },
      { name: 'id', value: 'id', help: 'Its id in addresses (default: a new UUID).' },
    ],
    positional: 'name',
    notes: [
      'Example: npm run admin -- organization add --name "City Clinic" --slug city-clinic',
      'It works while the server runs.',
    ],
    run: add,
  },
  {
    name: 'organization list',
    summary: 'Lists the organizations.',
    options: [JSON_LINES],
    run: list,
  },
]

async function add(input: Input, context: Context): Promise<void> {
  const name = input.need('name').trim()
  const slug = input.value('slug') ?? toSlug(name)
  const id = input.value('id') ?? randomUUID()
  if (name.length > 200 || /\p{Cc}/u.test(name))
    throw new UsageError('--name takes one line of at most 200 characters.')
  if (slug === '')
    throw new UsageError('No slug can be derived from this name: give one with --slug.')
  if (!/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/.test(slug))
    throw new UsageError(
      `--slug takes 1 to 64 small letters, digits and inner hyphens, and not "${slug}".`,
    )
  if (!isResourceId(id))
    throw new UsageError(`--id takes 1 to 64 letters, digits, hyphens and dots, and not "${id}".`)
  await withStore(context, (store) => store.organizations.add({ id, slug, name }), { make: true })
  context.out(`Added the organization "${name}" with the id ${id} and the slug ${slug}.`)
}

/** "Städtische Klinik" → "stadtische-klinik". */
function toSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '')
}

async function list(input: Input, context: Context): Promise<void> {
  const organizations = await withStore(context, (store) => store.organizations.list())
  if (input.has('json'))
    for (const organization of organizations) context.out(JSON.stringify(organization))
  else if (organizations.length === 0)
    context.note('There is no organization yet. See: npm run admin -- organization add --help')
  else {
    const rows = organizations.map(({ id, slug, name }) => [id, slug, name])
    for (const line of table(['ID', 'SLUG', 'NAME'], rows)) context.out(line)
  }
}
