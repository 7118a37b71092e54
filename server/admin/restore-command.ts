import { resolve } from 'node:path'
import { checkBackup } from '#server/store/backup/check-backup.ts'
import { expectEmpty, restoreBackup } from '#server/store/backup/restore-backup.ts'
import { expectOwnData, sayFaults, sayIt, working } from './backup-words.ts'
import type { Command, Context, Input } from './command.ts'
import { Refused } from './command.ts'

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Makes a data folder of a backup. Stop the server first.',
  options: [
    { name: 'from', value: 'folder', help: 'The folder with the backup.', required: true },
    { name: 'link', help: 'Gives files of the backup a second name instead of copying them.' },
    { name: 'incomplete', help: 'Leaves out files that the backup lacks or has damaged.' },
    { name: 'check', help: 'Writes nothing: tells whether it would succeed.' },
  ],
  positional: 'from',
  notes: [
    'The data folder (BINNACLE_DATA) must be empty or not there: nothing is restored over data.',
    'Tokens that were revoked and versions that were stored after the backup are as they were before it.',
    'Until it is done no server opens the folder. Ctrl+C stops it; the same command goes on where it was.',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  expectOwnData(context)
  const backup = resolve(input.need('from'))
  const incomplete = input.has('incomplete')
  if (input.has('check')) return check(backup, incomplete, context)
  const { head, sums, faults } = await working(context, (work) =>
    restoreBackup(backup, context.folder, { link: input.has('link'), incomplete, ...work }),
  )
  context.out(`Restored the state of ${head.made} into ${context.folder}.`)
  context.out(`${sayIt(head, sums)}.`)
  if (faults.length === 0) return
  context.out('What could not be restored answers with an error and says that it is missing:')
  sayFaults(context, faults)
}

async function check(backup: string, incomplete: boolean, context: Context): Promise<void> {
  const { head, sums, faults } = await working(context, (work) => checkBackup(backup, work))
  context.out(`The backup in ${backup} holds the state of ${head.made}: ${sayIt(head, sums)}.`)
  sayFaults(context, faults)
  if (faults.length > 0 && !incomplete)
    throw new Refused(
      `${faults.length} files are missing or damaged: --incomplete would leave them out.`,
    )
  await expectEmpty(context.folder)
  context.out(`It can be restored into ${context.folder}.`)
}
