import { SUM_BYTES } from '../../contents.ts'
import type { ContentRecords } from '../../contents.ts'
import type { ContentFault } from '../../errors.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'

/**
 * `content_sums` has the sums of chunks, those of some mebibytes in a row, so that a range reads few. `content_fault` is
 * what whoever read an organization's content last (or everybody's, 0) found wrong with it, at `noticed` (milliseconds
 * since 1970).
 */
export const CONTENT_RECORDS = `
create table content_sums (
  sha256 blob not null,
  part integer not null,
  sums blob not null,
  primary key (sha256, part)
) strict, without rowid;

create table content_fault (
  sha256 blob not null,
  owner integer not null,
  fault text not null check (fault in ('damaged', 'missing')),
  noticed integer not null,
  primary key (sha256, owner)
) strict, without rowid;
`

interface RecordOptions {
  /** Milliseconds since 1970. */
  now: () => number
  queue: Pick<WriteQueue, 'runBriefly'>
}

/** Chunks whose sums are in one row: 4 MiB of content, 1 KiB of sums. */
const CHUNKS_IN_A_ROW = 64

/**
 * Nobody waits for the disk: what a power loss takes back is made again by the check, and sums that a version needs are on
 * it when that version is.
 */
export function openContentRecords(
  database: Database,
  { now, queue }: RecordOptions,
): ContentRecords {
  const row = database.one<{ sums: Uint8Array }>(
    'select sums from content_sums where sha256 = ? and part = ?',
  )
  const keep = database.run(
    'insert or replace into content_sums (sha256, part, sums) values (?, ?, ?)',
  )
  const owners = database.many<{ owner: number }>(
    'select owner from content_fault where sha256 = ?',
  )
  const fault = database.one<{ fault: ContentFault }>(
    'select fault from content_fault where sha256 = ? and owner = ?',
  )
  const note = database.run(
    `insert into content_fault (sha256, owner, fault, noticed) values (?, ?, ?, ?)
     on conflict (sha256, owner) do update set fault = excluded.fault`,
  )
  const clear = database.run('delete from content_fault where sha256 = ? and owner = ?')
  // The database may be busy or the disk full: the next reading, or the check, finds the same.
  const attempt = (work: () => void) => queue.runBriefly(work).catch(() => undefined)
  return {
    sums: async (sha256, from, to) => {
      const key = bytesOf(sha256)
      const rows: Uint8Array[] = []
      const first = Math.floor(from / CHUNKS_IN_A_ROW)
      for (let part = first; part * CHUNKS_IN_A_ROW < to; part += 1) {
        const found = row(key, part)
        if (!found) return undefined
        rows.push(found.sums)
      }
      const skipped = first * CHUNKS_IN_A_ROW
      const sums = Buffer.concat(rows).subarray(
        (from - skipped) * SUM_BYTES,
        (to - skipped) * SUM_BYTES,
      )
      return sums.length === (to - from) * SUM_BYTES ? sums : undefined
    },
    keepSums: async (sha256, sums) => {
      const key = bytesOf(sha256)
      const step = CHUNKS_IN_A_ROW * SUM_BYTES
      await queue.runBriefly(() => {
        for (let at = 0; at < sums.length; at += step)
          keep(key, at / step, sums.subarray(at, at + step))
      })
    },
    fault: async ({ owner, sha256 }) => fault(bytesOf(sha256), owner)?.fault,
    ownersOfFaults: async (sha256) => owners(bytesOf(sha256)).map(({ owner }) => owner),
    note: async ({ owner, sha256 }, found) => {
      const key = bytesOf(sha256)
      // Whoever reads it again and again writes nothing.
      if (fault(key, owner)?.fault !== found)
        await attempt(() => void note(key, owner, found, now()))
    },
    clear: ({ owner, sha256 }) => attempt(() => void clear(bytesOf(sha256), owner)),
  }
}

function bytesOf(sha256: string): Uint8Array {
  return Buffer.from(sha256, 'hex')
}
