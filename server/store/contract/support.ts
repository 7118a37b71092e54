import { onTestFinished } from 'vitest'
import type { AuditDraft, AuditRecord } from '../audit.ts'
import type { BinaryFields, Change, FoundPage, NamedVersion, Version } from '../binaries.ts'
import type { ContentName, WantedContent } from '../contents.ts'
import type { Store } from '../store.ts'

/** Opens a store that holds nothing yet. */
export type OpenStore = () => Promise<Store>

export const here = { id: 'here', slug: 'here-slug', name: 'Here' }

/** A store with the organizations `here` and `there`, closed when the test ends. */
export async function openFilled(open: OpenStore): Promise<Store> {
  const store = await open()
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  await store.organizations.add({ id: 'there', slug: 'there-slug', name: 'There' })
  return store
}

/** The minute in which tests happen. */
export function instant(milliseconds: number): string {
  return new Date(Date.UTC(2026, 10, 22, 12) + milliseconds).toISOString()
}

export function fields(more: Partial<BinaryFields> = {}): BinaryFields {
  return { resourceType: 'Binary', contentType: 'text/plain', ...more }
}

/** An update without content by `tester` to a Binary of `here`, with whatever else is asked for. */
export function update(
  id: string,
  more: Partial<Extract<Change, { kind: 'update' }>> = {},
): Extract<Change, { kind: 'update' }> {
  return {
    organizationId: 'here',
    kind: 'update',
    id,
    author: 'tester',
    at: instant(0),
    body: { fields: fields() },
    ...more,
  }
}

export function create(
  id: string,
  more: Partial<Extract<Change, { kind: 'create' }>> = {},
): Extract<Change, { kind: 'create' }> {
  return { ...update(id), kind: 'create', ...more }
}

export function remove(
  id: string,
  more: Partial<Extract<Change, { kind: 'delete' }>> = {},
): Extract<Change, { kind: 'delete' }> {
  return {
    organizationId: 'here',
    kind: 'delete',
    id,
    author: 'tester',
    at: instant(0),
    ...more,
  }
}

export function auditRecord(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: instant(0),
    requestId: 'request',
    interaction: 'read',
    status: 200,
    duration: 1.5,
    bytes: 0,
    ...more,
  }
}

/** What a request's record holds before its change is committed. */
export function auditDraft(more: Partial<AuditDraft> = {}): AuditDraft {
  return {
    at: instant(0),
    requestId: 'request',
    interaction: 'update',
    duration: 1.5,
    bytes: 0,
    ...more,
  }
}

/** "a/2": which Binary, which version. */
export function label({ id, versionId }: Pick<Version, 'id' | 'versionId'>): string {
  return `${id}/${versionId}`
}

/** What a page names, read. */
export async function readNamed(
  { binaries }: Pick<Store, 'binaries'>,
  { versions }: { versions: readonly NamedVersion[] },
  organizationId = 'here',
): Promise<Version[]> {
  return binaries.versions(organizationId, versions)
}

/** Follows `next` to the end. */
export async function walk(
  page: (cursor: string | undefined) => Promise<FoundPage | undefined>,
): Promise<{ labels: string[]; totals: number[] }> {
  const labels: string[] = []
  const totals: number[] = []
  let cursor: string | undefined
  do {
    const found = await page(cursor)
    labels.push(...(found?.versions ?? []).map(label))
    totals.push(found?.total ?? 0)
    cursor = found?.next
  } while (cursor !== undefined)
  return { labels, totals }
}

export async function stored(store: Store, content: string | Uint8Array, organizationId = here.id) {
  const staged = await store.contents.stage(organizationId)
  await staged.write(typeof content === 'string' ? Buffer.from(content) : content)
  return { staged, ref: await staged.keep() }
}

export async function bytesOf(
  store: Store,
  content: WantedContent | undefined,
  range?: { start: number; end: number },
): Promise<Buffer> {
  const opened = await store.contents.open(content ?? MISSING, { range })
  const chunks: Uint8Array[] = []
  for await (const chunk of opened.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const MISSING: ContentName = { owner: 1, sha256: '' }
