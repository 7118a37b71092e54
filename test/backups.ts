import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import { checkBackup } from '#server/store/backup/check-backup.ts'
import { makeBackup } from '#server/store/backup/make-backup.ts'
import type { BackupOptions } from '#server/store/backup/make-backup.ts'
import { restoreBackup } from '#server/store/backup/restore-backup.ts'
import type { RestoreOptions } from '#server/store/backup/restore-backup.ts'

const quiet = () => ({ signal: new AbortController().signal, tell: () => undefined })

/** The commands' work, with what they do unless told otherwise. */
export const backups = {
  make: (data: string, target: string, options: Partial<BackupOptions> = {}) =>
    makeBackup(data, target, {
      ...quiet(),
      copy: false,
      base: undefined,
      program: 'test',
      ...options,
    }),
  check: (folder: string) => checkBackup(folder, quiet()),
  restore: (backup: string, data: string, options: Partial<RestoreOptions> = {}) =>
    restoreBackup(backup, data, { ...quiet(), link: false, incomplete: false, ...options }),
}

type Row = Record<string, unknown>

/** All rows of what a data folder or a backup has to hold. */
export interface DataState {
  organizations: Row[]
  versions: Row[]
  tokens: Row[]
  audit: Row[]
}

/** @param file of a database, which a server may be using */
export function stateOf(file: string): DataState {
  const database = new DatabaseSync(file)
  try {
    database.exec('begin')
    const all = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => ({ ...row }))
    return {
      organizations: all('select * from organization order by key'),
      versions: all('select * from version order by organization, sequence'),
      tokens: all('select * from token order by name'),
      audit: all('select * from audit order by key'),
    }
  } finally {
    database.close()
  }
}

/** What a later state says about the moment when there were no more versions than in `then`. */
export function rewound(later: DataState, then: DataState): DataState['versions'] {
  const last = new Map(then.organizations.map(({ key, sequence }) => [key, Number(sequence)]))
  const upTo = (organization: unknown) => last.get(organization) ?? 0
  return later.versions
    .filter(({ organization, sequence }) => Number(sequence) <= upTo(organization))
    .map((row) =>
      row['superseded'] !== null && Number(row['superseded']) > upTo(row['organization'])
        ? { ...row, superseded: null }
        : row,
    )
}

/** Every content below the folder is what its name says. @returns their names by path: several owners may have the same */
export async function contentsIn(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/^[0-9a-f]{64}$/.test(basename(name))) continue
    const path = join(folder, name)
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    expect(sha256).toBe(basename(name))
    found.set(path, sha256)
  }
  return found
}

/** The names of the contents that versions need. */
export function neededBy({ versions }: DataState): string[] {
  const names = versions.flatMap(({ sha256 }) =>
    sha256 instanceof Uint8Array ? [Buffer.from(sha256).toString('hex')] : [],
  )
  return [...new Set(names)].sort()
}
