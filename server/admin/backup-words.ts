import { formatBytes } from '#lib/format.ts'
import type { BackupEntry, BackupHead, BackupSums } from '#server/store/backup/manifest.ts'
import type { Progress, Work } from '#server/store/backup/work.ts'
import type { Context } from './command.ts'
import { Refused } from './command.ts'

/** @throws Refused where the data is an engine's, which has tools of its own for that */
export function expectOwnData({ places }: Pick<Context, 'places'>): void {
  if (places.database.kind === 'sqlite') {
    if (places.contents?.kind !== 's3') return
    throw new Refused(
      "The contents are in a bucket, which this command does not copy. docs/server.md says how to back up the database, with SQLite's own tool, and the bucket.",
    )
  }
  throw new Refused(
    'The data is in PostgreSQL: its own tools (pg_dump, pg_restore) back it up and restore it. docs/server.md says how, and what to do with the contents.',
  )
}

/** Does a work on a backup with its progress told. @throws Refused when it was stopped */
export function working<Result>(
  context: Context,
  work: (work: Work) => Promise<Result>,
): Promise<Result> {
  const { signal, progress } = context
  return stoppable(context, () =>
    work({ signal, tell: (now) => progress.show(() => sayProgress(now)) }),
  )
}

/**
 * Does what takes long, with an end by Ctrl+C that is no failure of the program.
 * @throws Refused when it was stopped
 */
export async function stoppable<Result>(
  { signal, progress, note }: Context,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!signal.aborted) throw told(error)
    progress.end()
    note('The same command goes on where it was.')
    throw new Refused('Stopped.', { cause: error })
  } finally {
    progress.end()
  }
}

/** A folder that can't be read or written is nothing wrong with the program. */
function told(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return error
  return new Refused(`${String(error.path)} can't be used (${String(error.code)}).`, {
    cause: error,
  })
}

function sayProgress(now: Progress): string {
  switch (now.kind) {
    case 'database':
      return `The database: ${Math.floor(now.share * 100)} %`
    case 'contents': {
      const { done, contents, read, bytes } = now
      return `Files: ${done} of ${contents}, ${formatBytes(read, 'en')} of ${formatBytes(bytes, 'en')}`
    }
  }
}

/** Such as `2 organizations, 34 versions, 20 files of 3 MB`. */
export function sayIt({ counts }: BackupHead, { contents, bytes }: BackupSums): string {
  return [
    many(counts.organizations, 'organization'),
    many(counts.versions, 'version'),
    `${many(contents, 'file')} of ${formatBytes(bytes, 'en')}`,
  ].join(', ')
}

/** Such as `1 file`, `2 files`. */
export function many(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

/** The files by their names, as far as that helps. */
export function sayFaults({ out }: Context, faults: readonly BackupEntry[]): void {
  for (const { path, fault } of faults.slice(0, MOST)) out(`${fault}: ${path}`)
  if (faults.length > MOST) out(`… and ${faults.length - MOST} more`)
}

const MOST = 1000
