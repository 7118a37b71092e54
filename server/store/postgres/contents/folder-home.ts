import { randomUUID } from 'node:crypto'
import { promises as fs } from 'node:fs'
import { join } from 'node:path'
import { databaseFile, HOME_FILE } from '../../data-folder.ts'
import { StoreUnavailable } from '../../errors.ts'
import { OTHERS_ELSEWHERE } from '../../loose-objects.ts'
import type { Database, Transaction } from '../database.ts'
import { CONTENTS_HOME } from './loose-objects.ts'

/**
 * Makes sure that the contents in a data folder are this database's: what another one knows of, this one would take for
 * needed by nobody. The folder has a file with a name that the database knows, too.
 * @param holder this process, in its leases
 * @throws StoreUnavailable
 */
export async function settleInFolder(
  database: Database,
  folder: string,
  holder: string,
): Promise<void> {
  if (await fs.stat(databaseFile(folder)).catch(() => undefined))
    throw new StoreUnavailable(
      `The data folder ${folder} holds the data of a server without BINNACLE_DATABASE. Set BINNACLE_DATA to another folder: its contents can't be those of two databases.`,
    )
  const file = join(folder, HOME_FILE)
  // Servers that start at once take turns. The database knows the name for good before the file has it: what is broken off
  // in between goes on from there.
  const inTurns = (work: (transaction: Transaction) => Promise<void>) =>
    database.transaction(async (transaction) => {
      await transaction.one(CONTENTS_HOME)
      await work(transaction)
    })
  await inTurns(async (transaction) => {
    if (!(await homeOf(transaction, holder))) await newHome(transaction)
  })
  await inTurns(async (transaction) => {
    const known = await homeOf(transaction, holder)
    if (!known) return
    if (known.isInBucket) throw new StoreUnavailable(OTHERS_ELSEWHERE)
    await settle(folder, file, known)
    await transaction.run(
      `insert into setting (name, value) values ('folder-settled', '') on conflict do nothing`,
    )
  })
}

async function settle(
  folder: string,
  file: string,
  known: { id: string; hasContents: boolean; isUsed: boolean },
): Promise<void> {
  const found = (await fs.readFile(file, 'utf8').catch(() => undefined))?.trim()
  if (found === known.id) return
  // An empty one is of a power loss while it was written.
  if (found !== undefined && found !== '')
    throw new StoreUnavailable(
      `The contents in the data folder ${folder} are those of another database than BINNACLE_DATABASE names. Set one of the two right.`,
    )
  if (known.hasContents)
    throw new StoreUnavailable(
      `The contents of the database are not in the data folder ${folder}. Set BINNACLE_DATA to the one where they are.`,
    )
  if (known.isUsed)
    throw new StoreUnavailable(
      `Another server on this database has its contents in a folder that is not ${folder}. Set BINNACLE_DATA to the same one, shared by all; or where no other runs, wait a minute.`,
    )
  await fs.writeFile(file, `${known.id}\n`, { mode: 0o600, flush: true })
}

/** `isUsed`: another process is alive on the database, after one has settled in a folder. */
async function homeOf({ one }: Pick<Transaction, 'one'>, holder: string) {
  const row = await one<{ value: Uint8Array; contents: boolean; used: boolean; bucket: boolean }>(
    `select value, exists (select 1 from version where sha256 is not null) as contents,
       exists (select 1 from setting where name = 'bucket-home') as bucket,
       exists (select 1 from content_holder where id <> $1 and expires > now_ms(0))
         and exists (select 1 from setting where name = 'folder-settled') as used
     from setting where name = 'folder-home'`,
    holder,
  )
  return (
    row && {
      id: Buffer.from(row.value).toString('utf8'),
      hasContents: row.contents,
      isUsed: row.used,
      isInBucket: row.bucket,
    }
  )
}

async function newHome({ run }: Pick<Transaction, 'run'>): Promise<void> {
  await run(
    `insert into setting (name, value) values ('folder-home', $1)`,
    Buffer.from(randomUUID()),
  )
}
