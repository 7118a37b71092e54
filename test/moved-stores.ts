import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import type { AuditRecord } from '#server/store/audit.ts'
import type { FoundPage, Version } from '#server/store/binaries.ts'
import { moveStore, type MoveOptions } from '#server/store/move/move-store.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Organization, Store, Token } from '#server/store/store.ts'
import { newSchema } from './postgres.ts'
import type { TestS3 } from './s3.ts'
import type { Random } from './torture.ts'

type Database = StorePlaces['database']['kind']
type Contents = NonNullable<StorePlaces['contents']>['kind']
/** Which database, and where contents are. */
export type Kind = `${Database} + ${Contents}`

/** Where a store may be made; all of it goes with the test. @param s3 for contents in a bucket */
export async function newPlaces(
  kind: Kind,
  s3: TestS3,
): Promise<StorePlaces & { contents: NonNullable<StorePlaces['contents']> }> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-move-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    folder,
    database: kind.startsWith('sqlite')
      ? { kind: 'sqlite' }
      : { kind: 'postgres', url: await newSchema() },
    contents: kind.endsWith('folder') ? { kind: 'folder' } : { kind: 's3', ...s3.place() },
  }
}

/** As the command does it, unless told otherwise. */
export function move(from: StorePlaces, to: StorePlaces, options: Partial<MoveOptions> = {}) {
  return moveStore(from, to, {
    incomplete: false,
    shared: false,
    signal: new AbortController().signal,
    tell: () => undefined,
    ...options,
  })
}

export async function withStore<Result>(
  places: StorePlaces,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(places)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const ORGANIZATIONS: Organization[] = [
  { id: 'here', slug: 'here-slug', name: 'Here \0 \u{1} ü 𝔘' },
  { id: 'there', slug: 'there-slug', name: 'There' },
  { id: 'empty', slug: 'empty-slug', name: '' },
]

function tokenHash(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

const START = Date.UTC(2026, 10, 20)

/**
 * Stores organizations, tokens, audit records and, by chance, so many changes: with deletions, contents that are the same
 * in several organizations and of several sizes, odd characters, and languages of any length.
 */
export async function fill(store: Store, random: Random, changes: number): Promise<void> {
  const at = (minute: number) => new Date(START + minute * 60_000).toISOString()
  // What was tried under an organization's name before there was one is not its.
  await store.audit.appendNow(record(at(0), { organization: 'there', interaction: 'read' }))
  for (const organization of ORGANIZATIONS) await store.organizations.add(organization)
  const tokens: Token[] = [
    { name: 'all \0', access: 'write', admin: true, organizations: 'all', created: at(1) },
    {
      name: 'some',
      access: 'read',
      admin: false,
      organizations: ['here', 'there'],
      expires: at(9e6),
      created: at(2),
    },
  ]
  for (const token of tokens) await store.tokens.add(token, tokenHash(token.name))
  for (let minute = 0; minute < changes; minute += 1) await change(store, random, at(minute))
  await store.audit.appendNow(
    record(at(3), { folded: { kind: 'refused', address: '::1', until: at(4), count: 7 } }),
  )
  for (let number = 0; number < 5; number += 1)
    await store.audit.appendNow(record(at(number), { organization: 'here', duration: 0.1 + 0.2 }))
  await store.audit.drop({ oldest: 3 }, at(8))
  await store.stamps.keep(START + 8e9)
}

function record(at: string, more: Partial<AuditRecord>): AuditRecord {
  const plain = { requestId: 'a \0', interaction: 'search', status: 200, duration: 1, bytes: 0 }
  return { at, ...plain, logCdata: { why: 'ü \u{1}', times: 2 }, ...more }
}

const ODD = ['', 'a \0 b', '\u{1}a', 'Größe 𝔘', 'x'.repeat(300), '%_\\']

/** One change, as far as chance makes one. */
export async function change(store: Store, random: Random, at: string): Promise<void> {
  const organizationId = random.int(3) === 0 ? 'there' : 'here'
  const base = { organizationId, id: `file-${random.int(12)}`, author: odd(random), at }
  const audit = {
    at,
    requestId: 'r',
    token: 'some',
    interaction: 'update',
    duration: 0.1,
    bytes: 3,
  }
  if (random.int(5) === 0) {
    await store.binaries.commit({ kind: 'delete', ...base, audit })
    return
  }
  const staged = await store.contents.stage(organizationId)
  try {
    // The same bytes for the same kind: shared among versions and organizations.
    const kind = random.int(8)
    await staged.write(Buffer.alloc(kind === 7 ? 700_000 : kind * 40, `content ${kind} `))
    const content = random.int(6) === 0 ? undefined : await staged.keep()
    const language = ['de', 'DE-ch', 'x'.repeat(250), undefined][random.int(4)]
    await store.binaries.commit({
      kind: 'update',
      ...base,
      ...(random.int(2) === 0 && { reason: odd(random) }),
      audit,
      body: {
        fields: {
          resourceType: 'Binary',
          contentType: 'text/plain',
          ...(language !== undefined && { language }),
          meta: { tag: [{ display: odd(random), code: 'c' }] },
        },
        ...(content && { content }),
      },
    })
  } finally {
    await staged.drop()
  }
}

function odd(random: Random): string {
  return ODD[random.int(ODD.length)] ?? ''
}

/** All that a store says of itself to who asks it as the server does. */
export async function dump(store: Store) {
  const organizations = await store.organizations.list()
  const each = await Promise.all(
    organizations.map(async ({ id }) => ({
      versions: await versionsOf(store, id),
      found: await walk((page) =>
        store.binaries.search(id, criteriaOf({ ids: [], languages: [] }), page),
      ),
      german: await walk((page) =>
        store.binaries.search(id, criteriaOf({ ids: [], languages: [['de']] }), page),
      ),
      audit: await auditOf(store, id),
    })),
  )
  return {
    organizations,
    each,
    tokens: await store.tokens.list(),
    known: await store.tokens.find(tokenHash('all \0')),
    audit: await auditOf(store, undefined),
    clock: await store.stamps.last(),
  }
}

async function versionsOf(
  store: Store,
  organization: string,
): Promise<(Version & { hash?: string })[]> {
  const found = await walk((page) => store.binaries.typeHistory(organization, page))
  const versions = await store.binaries.versions(organization, found)
  return Promise.all(
    versions.map(async (version) => {
      const content = version.body?.content
      if (!content) return version
      const hash = createHash('sha256')
      for await (const bytes of (await store.contents.open(content)).bytes()) hash.update(bytes)
      return { ...version, hash: hash.digest('hex') }
    }),
  )
}

async function auditOf(store: Store, organization: string | undefined): Promise<AuditRecord[]> {
  const filter = organization === undefined ? {} : { organization }
  const { records } = await store.audit.list({ ...filter, count: 100_000 })
  return records
}

async function walk(
  page: (request: { count: number; cursor?: string }) => Promise<FoundPage>,
): Promise<FoundPage['versions']> {
  const found: FoundPage['versions'] = []
  for (let cursor: string | undefined; ;) {
    const { versions, next } = await page({ count: 50, ...(cursor !== undefined && { cursor }) })
    found.push(...versions)
    if (next === undefined) return found
    cursor = next
  }
}
