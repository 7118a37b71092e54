import { readConfig } from '#server/config.ts'
import { BadSetting } from '#server/settings/read-setting.ts'
import { BackupRefused } from '#server/store/backup/manifest.ts'
import {
  DatabaseDamaged,
  StoreAway,
  StoreBusy,
  StoreConflict,
  StoreFull,
  StoreUnavailable,
  UnknownOrganization,
} from '#server/store/errors.ts'
import { auditCommand } from './audit-command.ts'
import { backupCommand } from './backup-command.ts'
import { checkCommand } from './check-command.ts'
import { collectCommand } from './collect-command.ts'
import type { Command, Context } from './command.ts'
import { helpOf, parseInput, Refused, UsageError } from './command.ts'
import { indexCommand } from './index-command.ts'
import { migrateStoreCommand } from './move/migrate-store-command.ts'
import { organizationCommands } from './organization-commands.ts'
import { SILENT } from './progress.ts'
import { restoreCommand } from './restore-command.ts'
import { printable } from './table.ts'
import { tokenCommands } from './token-commands.ts'

const COMMANDS: Command[] = [
  ...organizationCommands,
  ...tokenCommands,
  auditCommand,
  checkCommand,
  collectCommand,
  backupCommand,
  restoreCommand,
  migrateStoreCommand,
  indexCommand,
]

/**
 * Does what the command line asks.
 * @returns the exit code: 0 done, 1 can't be done, 2 not understood
 */
export async function runAdmin(
  args: string[],
  { env, ...said }: Said & { env: NodeJS.ProcessEnv },
): Promise<0 | 1 | 2> {
  const command = findCommand(args)
  if (!command) return overview(args, said)
  if (asksForHelp(args)) {
    said.out(helpOf(command))
    return 0
  }
  try {
    const input = parseInput(command, args.slice(words(command).length))
    const { data: folder, places, port, publicUrl, contentIndex } = readConfig(env)
    const address = publicUrl ?? (port === 0 ? undefined : `http://127.0.0.1:${port}`)
    await command.run(input, {
      progress: SILENT,
      signal: new AbortController().signal,
      ...said,
      env,
      folder,
      places,
      address,
      contentIndex,
    })
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      said.note(`${printable(error.message)} See: npm run admin -- ${command.name} --help`)
      return 2
    }
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error
    said.note(printable((error as Error).message))
    if (error instanceof DatabaseDamaged) said.note(RESTORE)
    return 1
  }
}

type Said = Pick<Context, 'now' | 'out' | 'note'> & Partial<Pick<Context, 'progress' | 'signal'>>

/** What can go wrong without anything being wrong with the program. */
const EXPECTED = [
  Refused,
  BackupRefused,
  BadSetting,
  StoreUnavailable,
  StoreConflict,
  UnknownOrganization,
  StoreBusy,
  StoreFull,
  StoreAway,
  DatabaseDamaged,
]

const RESTORE = 'Keep a copy of the data folder, and restore a backup: docs/server.md says how.'

function words(command: Command): string[] {
  return command.name.split(' ')
}

function findCommand(args: string[]): Command | undefined {
  return COMMANDS.find((command) => words(command).every((word, index) => args[index] === word))
}

/** What follows `--` is a value, whatever it looks like. */
function asksForHelp(args: string[]): boolean {
  const end = args.indexOf('--')
  return args
    .slice(0, end === -1 ? args.length : end)
    .some((arg) => arg === '--help' || arg === '-h')
}

function overview(args: string[], { out, note }: Pick<Context, 'out' | 'note'>): 0 | 2 {
  const group = COMMANDS.filter((command) => words(command)[0] === args[0])
  const shown = group.length > 0 ? group : COMMANDS
  const width = Math.max(...shown.map(({ name }) => name.length))
  const text = [
    'Usage: npm run admin -- <command> [options]',
    '',
    ...shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Every command tells more with --help. BINNACLE_DATA names the data folder (default: ./data).',
    'With BINNACLE_DATABASE or BINNACLE_CONTENT, set them as for the server.',
  ].join('\n')
  if (asksForHelp(args)) {
    out(text)
    return 0
  }
  const wrong = args.slice(0, group.length > 0 ? 2 : 1).join(' ')
  const half = group.length > 0 && args.length === 1
  if (wrong !== '' && !half) note(`There is no command "${printable(wrong)}".\n`)
  note(text)
  return 2
}
