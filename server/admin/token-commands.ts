import { randomBytes } from 'node:crypto'
import { hashToken } from '#server/auth/authenticate.ts'
import { passesForPerson } from '#server/auth/oidc/person.ts'
import { CODE_LIFETIME, mintCode } from '#server/auth/sign-in.ts'
import type { Token } from '#server/store/store.ts'
import type { Command, Context, Input } from './command.ts'
import { JSON_LINES, Refused, UsageError } from './command.ts'
import { table } from './table.ts'
import { readExpiry } from './when.ts'
import { findOrganization, withStore } from './with-store.ts'

export const tokenCommands: Command[] = [
  {
    name: 'token add',
    summary: 'Creates an access token and prints it once.',
    options: [
      {
        name: 'name',
        value: 'text',
        help: 'Whose it is: shown in the audit log and beside versions.',
        required: true,
      },
      { name: 'access', value: 'read|write', help: 'What it may do (default: read).' },
      {
        name: 'organization',
        value: 'id or slug',
        help: 'An organization that it may open.',
        repeatable: true,
      },
      { name: 'all', help: 'It may open every organization, future ones included.' },
      { name: 'admin', help: 'It may read the audit log of its organizations.' },
      {
        name: 'expires',
        value: 'when',
        help: 'How long (12h, 90d, 6w, 1y), the last day (UTC) or an instant (default: never).',
      },
    ],
    positional: 'name',
    notes: [
      'Give either --organization or --all. Only the token itself is written to stdout; the store holds nothing but its hash.',
      'Example: npm run admin -- token add --name "Ward 3" --access write --organization city-clinic --expires 90d',
    ],
    run: add,
  },
  {
    name: 'token list',
    summary: 'Lists the tokens by name, never their text.',
    options: [JSON_LINES],
    run: list,
  },
  {
    name: 'token revoke',
    summary: 'Revokes a token at once.',
    options: [{ name: 'name', value: 'text', help: 'Whose it is.', required: true }],
    positional: 'name',
    run: revoke,
  },
  // Before the one whose name it begins with.
  {
    name: 'link end',
    summary: 'Signs out everybody who signed in by a link, at every server, at once.',
    options: [],
    notes: ['Links that nobody has followed yet are worthless, too. Tokens are not touched.'],
    run: (_, context) => endLinks(context),
  },
  {
    name: 'link',
    summary: 'Prints a link that signs in once, within ten minutes, with every right.',
    options: [],
    notes: [
      'The running server accepts it, and each that uses the same database; the session lasts 12 hours at most. A new link makes the one before worthless.',
      'Set PORT or BINNACLE_PUBLIC_URL as for the server, so that the link begins with its address.',
    ],
    run: (_, context) => printLink(context),
  },
]

async function add(input: Input, context: Context): Promise<void> {
  const name = input.need('name').trim()
  if (name.length > 100 || /\p{Cc}/u.test(name))
    throw new UsageError('--name takes one line of at most 100 characters.')
  if (passesForPerson(name)) {
    throw new UsageError(
      '--name can not begin with "oidc:", nor end as "(SUB at HOST)": such names are those of people of the identity provider.',
    )
  }
  const expires = input.value('expires')
  const token: Omit<Token, 'organizations'> = {
    name,
    access: readAccess(input.value('access') ?? 'read'),
    admin: input.has('admin'),
    ...(expires !== undefined && { expires: readExpiry('expires', expires, context.now) }),
    created: context.now.toISOString(),
  }
  const wanted = input.values('organization')
  if (input.has('all') === wanted.length > 0)
    throw new UsageError('Say which organizations it may open: --organization, or --all.')

  const text = `bnc_${randomBytes(32).toString('base64url')}`
  await withStore(context, async (store) => {
    const found: string[] = []
    for (const one of wanted) found.push((await findOrganization(store, one)).id)
    const organizations = input.has('all') ? 'all' : [...new Set(found)]
    await store.tokens.add({ ...token, organizations }, hashToken(text))
  })
  context.note(`The token "${name}" ${describe(token)}. It is shown this once:`)
  context.out(text)
}

function readAccess(text: string): Token['access'] {
  if (text === 'read' || text === 'write') return text
  throw new UsageError(`--access takes read or write, and not "${text}".`)
}

function describe({ access, admin, expires }: Omit<Token, 'organizations'>): string {
  const may = access === 'write' ? 'may read and write' : 'may read'
  const until = expires === undefined ? 'and never expires' : `until ${expires}`
  return `${may}${admin ? ', also the audit log,' : ''} ${until}`
}

async function list(input: Input, context: Context): Promise<void> {
  const { tokens, slugs } = await withStore(context, async (store) => ({
    tokens: await store.tokens.list(),
    slugs: new Map((await store.organizations.list()).map(({ id, slug }) => [id, slug])),
  }))
  if (input.has('json')) {
    for (const token of tokens) context.out(JSON.stringify(token))
    return
  }
  if (tokens.length === 0) {
    context.note('There is no token yet. See: npm run admin -- token add --help')
    return
  }
  const rows = tokens.map(({ name, access, admin, organizations, created, expires }) => [
    name,
    admin ? `${access}, admin` : access,
    organizations === 'all' ? 'all' : slugsOf(organizations, slugs),
    created,
    expires === undefined
      ? 'never'
      : Date.parse(expires) <= context.now.getTime()
        ? `${expires} (expired)`
        : expires,
  ])
  for (const line of table(['NAME', 'ACCESS', 'ORGANIZATIONS', 'CREATED', 'EXPIRES'], rows))
    context.out(line)
}

function slugsOf(ids: string[], slugs: ReadonlyMap<string, string>): string {
  return ids
    .map((id) => slugs.get(id) ?? id)
    .sort()
    .join(', ')
}

async function revoke(input: Input, context: Context): Promise<void> {
  const name = input.need('name')
  const revoked = await withStore(context, (store) => store.tokens.revoke(name))
  if (!revoked)
    throw new Refused(`There is no token named "${name}". See: npm run admin -- token list`)
  context.out(`Revoked the token "${name}".`)
}

async function printLink(context: Context): Promise<void> {
  const { address, now } = context
  const code = mintCode()
  const expires = now.getTime() + CODE_LIFETIME
  await withStore(context, ({ codes }) =>
    codes.keep({ hash: hashToken(code), maker: 'link', expires }, now.getTime()),
  )
  if (address === undefined)
    context.note('PORT is 0: put what follows behind the address that the server printed.')
  context.out(`${address ?? ''}/#code=${code}`)
}

async function endLinks(context: Context): Promise<void> {
  const ended = await withStore(context, ({ sessions }) => sessions.endAll())
  const sessions = ended === 1 ? '1 session' : `${ended} sessions`
  context.out(`Signed out ${sessions}. No link that was printed is good any more.`)
}
