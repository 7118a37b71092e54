import { EVERYBODY } from '../../contents.ts'
import type { VersionRow } from '../../rows/versions.ts'
import type { Transaction } from '../database.ts'

/** Which contents are there and stay, see `sqlite/commit.ts`: by their leases, and by versions that need them. */
export interface Safety {
  leases: Set<string>
  needed: Set<string>
}

/** The rows of leases are locked: nobody ends them before this is through. */
export async function readSafety(
  transaction: Transaction,
  organization: number,
  contents: readonly { sha256: string; lease?: string }[],
): Promise<Safety> {
  if (contents.length === 0) return { leases: new Set(), needed: new Set() }
  const hashes = [...new Set(contents.map(({ sha256 }) => sha256))]
  const bytes = hashes.map((hash) => Buffer.from(hash, 'hex'))
  const [leases, needed] = await Promise.all([
    transaction.many<{ id: string; sha256: Uint8Array }>(
      `select id, sha256 from content_lease
       where sha256 = any($1::bytea[]) and id = any($2::text[])
         and owner in (${EVERYBODY}, $3) and not removing
       order by sha256, owner, id for key share`,
      bytes,
      contents.flatMap(({ lease }) => (lease === undefined ? [] : [lease])),
      organization,
    ),
    transaction.many<{ sha256: Uint8Array }>(
      `select sha256 from unnest($1::bytea[]) as wanted (sha256) where exists (
         select 1 from version
         where version.sha256 = wanted.sha256 and version.organization = $2)`,
      bytes,
      organization,
    ),
  ])
  const hex = (one: Uint8Array) => Buffer.from(one).toString('hex')
  return {
    leases: new Set(leases.map(({ id, sha256 }) => `${hex(sha256)}/${id}`)),
    needed: new Set(needed.map(({ sha256 }) => hex(sha256))),
  }
}

/** Whether a version may refer to the content: its lease holds, or a version of the organization needs it. */
export function isSafe(
  { leases, needed }: Safety,
  content: { sha256: string; lease?: string } | undefined,
  current: VersionRow | undefined,
): boolean {
  if (!content) return true
  if (current?.sha256 && Buffer.from(current.sha256).toString('hex') === content.sha256) return true
  return leases.has(`${content.sha256}/${content.lease}`) || needed.has(content.sha256)
}
