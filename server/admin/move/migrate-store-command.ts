import { readFile } from 'node:fs/promises'
import { formatBytes } from '#lib/format.ts'
import { readConfig, type Config } from '#server/config.ts'
import { BadSetting } from '#server/settings/read-setting.ts'
import type { MovedFault } from '#server/store/move/move-contents.ts'
import { moveStore, type MoveProgress } from '#server/store/move/move-store.ts'
import { many, stoppable } from '../backup-words.ts'
import type { Command, Context, Input } from '../command.ts'
import { Refused, UsageError } from '../command.ts'
import { parseSettings } from './settings-file.ts'

export const migrateStoreCommand: Command = {
  name: 'migrate-store',
  summary: 'Moves all data into another store, of any kind. Stop the servers first.',
  options: [
    { name: 'from', value: 'settings', help: 'What to move from.', required: true },
    {
      name: 'to',
      value: 'settings',
      help: 'What to move into: a store that is new.',
      required: true,
    },
    { name: 'incomplete', help: 'Leaves out files that are damaged or missing already.' },
  ],
  notes: [
    'Settings are "env" for those of the environment, or a file with a line NAME=value for each: BINNACLE_DATA, BINNACLE_DATABASE, BINNACLE_CONTENT, … as of a server. Such a file may hold passwords, or name the files that do (BINNACLE_DATABASE_FILE): so none is on the command line.',
    'Organizations, tokens (as hashes), versions with their files, and the audit log are moved, with all ids, numbers and instants as they are. Unfinished uploads, codes to sign in, and links to further pages end; the index of words and the report of the last check are made anew.',
    'At its end everything is read back and compared. Until then no server opens what it moves into, and what it moves from is not changed. Ctrl+C stops it; the same command goes on where it was.',
  ],
  run,
}

async function run(input: Input, context: Context): Promise<void> {
  const [from, to] = [input.need('from'), input.need('to')]
  if (from === to) throw new UsageError('--from and --to are the same.')
  const [source, target] = [await settingsOf(from, context), await settingsOf(to, context)]
  const { signal, progress, out } = context
  const { faults, contents, bytes, ...moved } = await stoppable(context, () =>
    moveStore(source.places, target.places, {
      incomplete: input.has('incomplete'),
      shared: target.shareContent,
      signal,
      tell: (now) => progress.show(() => sayProgress(now)),
    }),
  )
  const told = [
    many(moved.organizations, 'organization'),
    many(moved.tokens, 'token'),
    many(moved.versions, 'version'),
    `${many(contents, 'file')} of ${formatBytes(bytes, 'en')}`,
    `${many(moved.records, 'record')} of the audit log`,
  ]
  if (faults.length > 0) sayFaults(context, faults)
  if (faults.length > 0 && !input.has('incomplete'))
    throw new Refused(
      `It is not finished: ${many(faults.length, 'file')} can't be read as stored; all else was moved. Upload the same bytes again where they are, or leave them out with --incomplete; the same command goes on.`,
    )
  out(`Moved and read back: ${told.join(', ')}.`)
  if (faults.length > 0) out('What was left out answers with an error and says that it is missing.')
  out(
    'Start the server with the new settings. What was moved from is as it was: keep it until then.',
  )
}

async function settingsOf(
  given: string,
  { env }: Context,
): Promise<Pick<Config, 'places' | 'shareContent'>> {
  if (given === 'env') return readConfig(env)
  const text = await readFile(given, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Refused(`The settings ${given} can't be read (${error.code}).`, { cause: error })
  })
  const parsed = parseSettings(text)
  if ('wrongLine' in parsed)
    throw new Refused(`Line ${parsed.wrongLine} of ${given} is not NAME=value.`)
  try {
    return readConfig(parsed.env)
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error
    throw new Refused(`In ${given}: ${error.message}`, { cause: error })
  }
}

function sayProgress(now: MoveProgress): string {
  switch (now.kind) {
    case 'versions':
      return `Versions: ${now.done} of ${now.all}`
    case 'audit':
      return `Audit log: ${now.done} of ${now.all}`
    case 'compare':
      return `Versions and records compared: ${now.done} of ${now.all}`
    case 'contents':
      return `Files: ${sayShare(now)}`
    case 'check':
      return `Files read back: ${sayShare(now)}`
  }
}

function sayShare({ share, contents, bytes }: { share: number; contents: number; bytes: number }) {
  return `${Math.floor(share * 100)} %, ${contents} of ${formatBytes(bytes, 'en')}`
}

function sayFaults({ out }: Context, faults: readonly MovedFault[]): void {
  for (const { sha256, organization, fault } of faults.slice(0, MOST))
    out(`${fault}: ${sha256} of ${organization}`)
  if (faults.length > MOST) out(`… and ${faults.length - MOST} more`)
}

const MOST = 1000
