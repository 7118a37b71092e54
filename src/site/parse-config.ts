import * as v from 'valibot'
import { isRecord } from '#lib/is-record.ts'
import { defaultConfig, type ConsoleConfig } from './console-config.ts'

/** One wrong key: where, what stands there, and what could. */
export interface ConfigProblem {
  /** As one would write it: `organizations[1].name`. */
  key: string
  found: string
  expected: string
}

export type ParsedConfig =
  | { ok: true; config: ConsoleConfig }
  | { ok: false; problems: ConfigProblem[] }

/**
 * Parses the JSON of `config.json`. Missing keys take their defaults; wrong and unknown ones are all reported, not just
 * the first, so that one look is enough to correct the file.
 */
export function parseConfig(json: unknown): ParsedConfig {
  const parsed = v.safeParse(config, json)
  return parsed.success
    ? { ok: true, config: parsed.output }
    : { ok: false, problems: parsed.issues.map(problemOf) }
}

function problemOf({ path, input, message }: v.BaseIssue<unknown>): ConfigProblem {
  let key = ''
  for (const { key: step } of path ?? []) {
    if (typeof step === 'number') key += `[${step}]`
    else key += key === '' ? String(step) : `.${String(step)}`
  }
  return { key: key === '' ? 'config.json' : key, found: describe(input), expected: message }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  const json = JSON.stringify(value)
  return json.length > 80 ? `${json.slice(0, 77)}…` : json
}

function text(longest: number) {
  const expected = `a text of 1 to ${longest} characters`
  return v.pipe(
    v.string(expected),
    v.check((value) => value.trim() !== '' && value.length <= longest, expected),
  )
}

function choice<const Choices extends [string, ...string[]]>(...choices: Choices) {
  return v.picklist(choices, choices.map((each) => `"${each}"`).join(' or '))
}

function list<Item extends v.GenericSchema>(item: Item) {
  return v.array(item, 'a list, in square brackets')
}

/** Every unknown key is an error: a misspelt one would otherwise do nothing, silently. valibot's own `strictObject` stops at the first, and takes lists for objects. */
function object<Entries extends v.ObjectEntries>(entries: Entries) {
  const expected = `one of the known keys: ${Object.keys(entries).join(', ')}`
  return v.pipe(
    v.custom<v.InferInput<v.LooseObjectSchema<Entries, undefined>>>(
      isRecord,
      'an object, in curly brackets',
    ),
    v.looseObject(entries, 'a text'),
    v.rawCheck(({ dataset: { value: input }, addIssue }) => {
      if (!isRecord(input)) return
      for (const [key, value] of Object.entries(input)) {
        if (key in entries || key === '$schema') continue
        const path = [{ type: 'object', origin: 'value', input, key, value }] as const
        addIssue({ message: expected, input: value, path: [...path] })
      }
    }),
  )
}

const flag = v.boolean('true or false')

const MINUTES = 'minutes, a number from 1 to 720'
const minutes = v.pipe(v.number(MINUTES), v.minValue(1, MINUTES), v.maxValue(720, MINUTES))

const PATH = 'the path of an image on this server, beginning with one slash'
const path = v.pipe(v.string(PATH), v.regex(/^\/(?!\/)[^\\]*$/, PATH))

const BASE =
  'an http(s) address or a path beginning with a slash, without "?", "#" or a user name; "" for this server'
const base = v.pipe(
  v.string(BASE),
  v.transform((value) => value.replace(/\/+$/, '')),
  v.check((value) => value === '' || isBase(value), BASE),
)

function isBase(value: string): boolean {
  if (/[?#\\\s]/.test(value)) return false
  if (value.startsWith('/')) return !value.startsWith('//')
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.username === '' && url.password === ''
}

const template = object({
  name: text(60),
  values: v.optional(
    v.record(
      v.string(),
      v.union([v.string(), v.number(), v.boolean()], 'a text, a number, true or false'),
      'an object of texts, numbers and true or false',
    ),
    {},
  ),
})

const accessReason = object({
  required: v.exactOptional(flag),
  format: v.exactOptional(choice('kv', 'json')),
  reasons: v.exactOptional(list(text(200))),
  templates: v.exactOptional(list(template)),
})

const organization = v.pipe(
  object({
    id: text(64),
    name: v.exactOptional(text(120)),
    accessReason: v.optional(accessReason, {}),
  }),
  v.transform((given) => ({ ...given, name: given.name ?? given.id })),
)

const config = v.pipe(
  object({
    name: v.optional(text(60), defaultConfig.name),
    logo: v.optional(path),
    apiBase: v.optional(base, defaultConfig.apiBase),
    organizations: v.optional(list(organization), []),
    idleMinutes: v.optional(minutes, defaultConfig.idleMinutes),
    tokenStorage: v.optional(choice('tab', 'memory'), defaultConfig.tokenStorage),
    accessReason: v.optional(accessReason, {}),
  }),
  v.transform((given): ConsoleConfig => ({
    ...given,
    logo: given.logo,
    accessReason: { ...defaultConfig.accessReason, ...given.accessReason },
  })),
)
