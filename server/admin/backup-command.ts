import { resolve } from 'node:path'
import { formatBytes } from '#lib/format.ts'
import { checkBackup } from '#server/store/backup/check-backup.ts'
import { makeBackup } from '#server/store/backup/make-backup.ts'
import { VERSION } from '#server/version.ts'
import { expectOwnData, sayFaults, sayIt, working } from './backup-words.ts'
import type { Command, Context, Input } from './command.ts'
import { Refused } from './command.ts'

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Backs up the data folder into another folder, while the server runs or not.',
  options: [
    {
      name: 'to',
      value: 'folder',
      help: 'Where to: a folder that is new or empty, or that an earlier try did not finish.',
      required: true,
    },
    { name: 'copy', help: 'Copies every file, also where a second name for it would do.' },
    {
      name: 'base',
      value: 'folder',
      help: 'An earlier backup on the same disk: what it has is taken from there.',
    },
    { name: 'check', help: 'Writes nothing: reads the backup in the folder through.' },
  ],
  positional: 'to',
  notes: [
    'It holds the state of one moment: organizations, versions with their files, tokens (as hashes) and the audit log. Keep it as safe as the data itself.',
    'Unfinished uploads and the index of words are left out; the server makes the latter anew.',
    'On the disk of the data, files get a second name instead of a copy: that is fast and takes no space, and damage to the file is damage to both. A backup that is to survive the disk goes to another one.',
    'Ctrl+C stops it; the same command goes on where it was.',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  expectOwnData(context)
  const folder = resolve(input.need('to'))
  if (input.has('check')) return check(folder, context)
  const earlier = input.value('base')
  const base = earlier === undefined ? undefined : resolve(earlier)
  const options = { copy: input.has('copy'), base, program: VERSION }
  const { head, sums, ways, faults } = await working(context, (work) =>
    makeBackup(context.folder, folder, { ...options, ...work }),
  )
  const told = [
    ways.linked > 0 && `${ways.linked} of them under a second name`,
    ways.copied > 0 && `${ways.copied} copied`,
    ways.kept > 0 && `${ways.kept} there from an earlier try`,
  ].filter((part) => part !== false)
  context.out(`Backed up the state of ${head.made} into ${folder}.`)
  context.out(`${sayIt(head, sums)}${told.length > 0 ? ` (${told.join(', ')})` : ''}.`)
  if (ways.linked > 0 && base === undefined)
    context.note(
      'Damage to a file under two names is damage to both: keep a backup on another disk, too.',
    )
  if (faults.length === 0) return
  sayFaults(context, faults)
  throw new Refused(
    `Of the data folder ${faults.length} of ${faults.length + sums.contents} files could not be backed up. All else was.`,
  )
}

async function check(folder: string, context: Context): Promise<void> {
  const { head, sums, faults } = await working(context, (work) => checkBackup(folder, work))
  context.out(`The backup in ${folder} holds the state of ${head.made}: ${sayIt(head, sums)}.`)
  if (faults.length > 0) {
    sayFaults(context, faults)
    throw new Refused(`${faults.length} files are missing or damaged; all else is whole.`)
  }
  context.out(
    `It is whole: the database (${formatBytes(head.database.size, 'en')}) and every file are what they were.`,
  )
}
