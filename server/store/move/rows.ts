import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../binaries.ts'
import type { AuditRow } from '../rows/audit-rows.ts'
import { foldLanguage, type VersionRow } from '../rows/versions.ts'
import type { Mark } from './mark.ts'

type Value = string | number | Uint8Array | null

/** What both databases are asked, in the words of both: values are `$1`, `$2`, …. */
export type Ask = <Row>(sql: string, ...values: Value[]) => Promise<Row[]>

/** The rows of a database that something is moved from. Nothing of it is changed. */
export interface RowSource {
  ask: Ask
  /** The highest that was ever given to an audit record. */
  lastAuditKey(): Promise<number>
  /** @throws StoreUnavailable while a server uses it */
  expectUnused(): Promise<void>
  close(): Promise<void>
}

/** The rows of a database that something is moved into. */
export interface RowTarget extends RowSource {
  /** In the place of all that is there. One transaction. */
  begin(head: Head, mark: Mark): Promise<void>
  /** Of one organization, in their order, behind those that are there. One transaction. */
  addVersions(versions: readonly VersionRow[]): Promise<void>
  addAudit(records: readonly AuditRow[]): Promise<void>
  setMark(mark: Mark): Promise<void>
  /** For a mark of a move that did not begin. */
  takeMarkAway(): Promise<void>
  /** Takes the mark away. @param clock as `Stamps` keeps it, where it does */
  finish(lastAuditKey: number, clock: Uint8Array | undefined): Promise<void>
}

/** What there is little of. */
export interface Head {
  organizations: OrganizationRow[]
  tokens: TokenRow[]
  /** Which token is good for which organization. */
  allowed: { token: string; organization: number }[]
}

interface OrganizationRow {
  key: number
  id: string
  slug: string
  name: string
  sequence: number
  last_updated: number
  living: number
  audited_after: number
}

interface TokenRow {
  name: string
  hash: Uint8Array
  access: string
  admin: boolean
  everywhere: boolean
  expires: number | null
  created: number
}

/** SQLite has numbers for them. */
type Flags = 'admin' | 'everywhere'

export async function readHead(ask: Ask): Promise<Head> {
  const tokens = await ask<Omit<TokenRow, Flags> & Record<Flags, unknown>>(
    'select name, hash, access, admin, everywhere, expires, created from token order by name',
  )
  return {
    organizations: await ask(
      `select key, id, slug, name, sequence, last_updated, living, audited_after
       from organization order by key`,
    ),
    tokens: tokens.map((row) => ({
      ...row,
      admin: Boolean(row.admin),
      everywhere: Boolean(row.everywhere),
    })),
    allowed: await ask(
      'select token, organization from token_organization order by token, organization',
    ),
  }
}

/** Whether nobody has stored anything in it. */
export async function isEmpty(ask: Ask): Promise<boolean> {
  for (const table of ['organization', 'version', 'token', 'audit'])
    if ((await ask(`select 1 from ${table} limit 1`)).length > 0) return false
  return true
}

export async function readSetting(ask: Ask, name: string): Promise<Uint8Array | undefined> {
  const [row] = await ask<{ value: Uint8Array }>('select value from setting where name = $1', name)
  return row?.value
}

/** Few enough that nobody holds more than some MiB, and that a transaction is short. */
const ROWS = 500
const BYTES = 4 * 1024 ** 2

/**
 * Versions of an organization behind a sequence, some at a time. Their language is what follows from their fields: how
 * it is stored is each database's own.
 */
export async function* readVersions(
  ask: Ask,
  organization: number,
  behind: number,
): AsyncGenerator<VersionRow[]> {
  for (let at = behind; ;) {
    const rows = await ask<VersionRow>(
      `select organization, sequence, superseded, id, number, last_updated, interaction, status,
         author, reason, sha256, sha1, size, fields
       from (select one.*, sum(coalesce(octet_length(fields), 0)) over (order by sequence)
           - coalesce(octet_length(fields), 0) as weight
         from (select * from version where organization = $1 and sequence > $2
           order by sequence limit ${ROWS}) as one) as page
       where weight < ${BYTES} order by sequence`,
      organization,
      at,
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) => ({ ...row, language: languageIn(row.fields) }))
    at = last.sequence
  }
}

function languageIn(fields: string | null): string | null {
  const { language }: Partial<BinaryFields> =
    fields === null ? {} : (parseExactly(fields) as BinaryFields)
  return language === undefined ? null : foldLanguage(language)
}

export async function* readAudit(ask: Ask, behind: number): AsyncGenerator<AuditRow[]> {
  for (let at = behind; ;) {
    const rows = await ask<AuditRow>(
      `select * from audit where key > $1 order by key limit ${ROWS}`,
      at,
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows
    at = last.key
  }
}

/** A content that versions of an organization have. */
export interface NeededContent {
  sha256: Uint8Array
  organization: number
  size: number
}

/** Each once, in the order of their hashes. @param behind what was gone through before */
export async function* readContents(
  ask: Ask,
  behind: { sha256: Uint8Array; organization: number },
): AsyncGenerator<NeededContent[]> {
  for (let at = behind; ;) {
    const rows = await ask<NeededContent>(
      `select sha256, organization, max(size) as size from version
       where sha256 is not null and (sha256, organization) > ($1, $2)
       group by sha256, organization order by sha256, organization limit ${ROWS}`,
      at.sha256,
      at.organization,
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows
    at = last
  }
}

/** How many versions of each language are current: what the table `language` counts. */
export function countLanguages(versions: readonly VersionRow[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { language, superseded, fields } of versions)
    if (language !== null && superseded === null && fields !== null)
      counts.set(language, (counts.get(language) ?? 0) + 1)
  return counts
}
