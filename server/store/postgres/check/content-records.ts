import { SUM_BYTES } from '../../contents.ts'
import type { ContentRecords } from '../../contents.ts'
import type { ContentFault } from '../../errors.ts'
import type { Database } from '../database.ts'

/** Chunks whose sums are in one row: 4 MiB of content, 1 KiB of sums. */
const CHUNKS_IN_A_ROW = 64

/** What is remembered of contents, as SQLite does it: see `sqlite/check/content-records.ts`. */
export function openContentRecords(
  database: Database,
  { now }: { now: () => number },
): ContentRecords {
  return { ...openSums(database), ...openFaults(database, now) }
}

function openFaults(
  database: Database,
  now: () => number,
): Omit<ContentRecords, 'sums' | 'keepSums'> {
  // The database may be away: the next reading, or the check, finds the same.
  const attempt = async (work: Promise<number>) => void (await work.catch(() => undefined))
  const fault: ContentRecords['fault'] = async ({ owner, sha256 }) =>
    (
      await database.one<{ fault: ContentFault }>(
        'select fault from content_fault where sha256 = $1 and owner = $2',
        bytesOf(sha256),
        owner,
      )
    )?.fault
  return {
    fault,
    ownersOfFaults: async (sha256) => {
      const rows = await database.many<{ owner: number }>(
        'select owner from content_fault where sha256 = $1',
        bytesOf(sha256),
      )
      return rows.map(({ owner }) => owner)
    },
    note: async (content, found) => {
      // Whoever reads it again and again writes nothing.
      if ((await fault(content).catch(() => undefined)) === found) return
      await attempt(
        database.run(
          `insert into content_fault (sha256, owner, fault, noticed) values ($1, $2, $3, $4)
           on conflict (sha256, owner) do update set fault = excluded.fault`,
          bytesOf(content.sha256),
          content.owner,
          found,
          now(),
        ),
      )
    },
    clear: ({ owner, sha256 }) =>
      attempt(
        database.run(
          'delete from content_fault where sha256 = $1 and owner = $2',
          bytesOf(sha256),
          owner,
        ),
      ),
  }
}

function openSums(database: Database): Pick<ContentRecords, 'sums' | 'keepSums'> {
  return {
    sums: async (sha256, from, to) => {
      const first = Math.floor(from / CHUNKS_IN_A_ROW)
      const last = Math.floor((Math.max(to, from + 1) - 1) / CHUNKS_IN_A_ROW)
      const rows = await database.many<{ sums: Uint8Array }>(
        'select sums from content_sums where sha256 = $1 and part between $2 and $3 order by part',
        bytesOf(sha256),
        first,
        last,
      )
      if (rows.length !== last - first + 1) return undefined
      const skipped = first * CHUNKS_IN_A_ROW
      const sums = Buffer.concat(rows.map((row) => row.sums)).subarray(
        (from - skipped) * SUM_BYTES,
        (to - skipped) * SUM_BYTES,
      )
      return sums.length === (to - from) * SUM_BYTES ? sums : undefined
    },
    keepSums: async (sha256, sums) => {
      const step = CHUNKS_IN_A_ROW * SUM_BYTES
      const parts = Array.from({ length: Math.ceil(sums.length / step) }, (_, part) =>
        Buffer.from(sums.subarray(part * step, (part + 1) * step)),
      )
      await database.run(
        `insert into content_sums (sha256, part, sums)
         select $1::bytea, at - 1, sums from unnest($2::bytea[]) with ordinality as one (sums, at)
         on conflict (sha256, part) do update set sums = excluded.sums`,
        bytesOf(sha256),
        parts,
      )
    },
  }
}

function bytesOf(sha256: string): Buffer {
  return Buffer.from(sha256, 'hex')
}
