import { parseArgs } from 'node:util'
import type { Env } from '#server/settings/read-setting.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Progress } from './progress.ts'

/** One thing that can be asked for on the command line; its help is written from this. */
export interface Command {
  /** Such as `token add`. */
  name: string
  summary: string
  options: Option[]
  /** The option whose value may be given without its name. */
  positional?: string
  /** Further lines of the help. */
  notes?: string[]
  run(input: Input, context: Context): Promise<void>
}

interface Option {
  /** Without its dashes. */
  name: string
  /** The name of its value in the help; a switch has no value. */
  value?: string
  help: string
  required?: true
  repeatable?: true
}

/** What programs ask for, of every command that lists something. */
export const JSON_LINES: Option = { name: 'json', help: 'One JSON object a line.' }

/** What a command works on and writes to. */
export interface Context {
  /** The settings that all else here is read from. */
  env: Env
  /** The data folder. */
  folder: string
  /** Where the store is. */
  places: StorePlaces
  /** Where browsers find the server, by the same settings as its own; unknown where it takes a free port. */
  address: string | undefined
  /** Whether the words inside contents are indexed. */
  contentIndex: boolean
  now: Date
  /** What was asked for: stdout. */
  out: (line: string) => void
  /** What is said beside it: stderr. */
  note: (line: string) => void
  /** Of what takes long. */
  progress: Progress
  /** Ends what takes long. */
  signal: AbortSignal
}

/** What was given, checked against the command's options. */
export interface Input {
  value(name: string): string | undefined
  /** Of an option that is required. */
  need(name: string): string
  values(name: string): string[]
  has(name: string): boolean
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {}
/** It is understood, and can't be done: exit code 1. */
export class Refused extends Error {}

/** @throws UsageError */
export function parseInput(command: Command, args: string[]): Input {
  const { values, positionals } = parse(command, args)
  const given = (name: string): string[] =>
    (values[name] ?? []).filter((value) => typeof value === 'string')

  if (positionals.length > 0 && command.positional !== undefined)
    values[command.positional] = [...given(command.positional), ...positionals]
  else if (positionals[0] !== undefined)
    throw new UsageError(`"${positionals[0]}" belongs to no option.`)

  for (const { name, value, required, repeatable } of command.options) {
    if (value === undefined) continue
    if (given(name).some((text) => text.trim() === ''))
      throw new UsageError(`--${name} needs a value: --${name} <${value}>.`)
    if (!repeatable && given(name).length > 1) throw new UsageError(`--${name} is given twice.`)
    if (required && given(name).length === 0)
      throw new UsageError(`--${name} <${value}> is missing.`)
  }
  return {
    value: (name) => given(name)[0],
    need: (name) => given(name)[0] ?? '',
    values: given,
    has: (name) => values[name] !== undefined,
  }
}

export function helpOf(command: Command): string {
  const { name, summary, options, positional, notes = [] } = command
  const needed = options
    .filter((option) => option.required)
    .map((option) => (option.name === positional ? `<${option.value}>` : usageOf(option)))
  const left = options.map((option): [string, string] => [usageOf(option), helpText(option)])
  const rows: [string, string][] = [...left, ['--help', 'This text.']]
  const width = Math.max(...rows.map(([usage]) => usage.length))
  return [
    summary,
    '',
    `Usage: npm run admin -- ${[name, ...needed].join(' ')}${options.length > needed.length ? ' [options]' : ''}`,
    '',
    ...rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n')
}

function usageOf({ name, value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} <${value}>`
}

function helpText({ help, required, repeatable }: Option): string {
  return `${help}${repeatable ? ' May be repeated.' : ''}${required ? ' Required.' : ''}`
}

type Values = Record<string, (string | boolean)[] | undefined>

function parse(command: Command, args: string[]): { values: Values; positionals: string[] } {
  const options = Object.fromEntries(
    command.options.map(({ name, value }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { values: { ...values } as Values, positionals }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Node's advice on positionals would mislead here; its first sentence names the problem.
    throw new UsageError(`${error.message.split(/\.\s|\n/)[0]?.replace(/\.$/, '')}.`, {
      cause: error,
    })
  }
}
