import { isRecord } from '#lib/is-record.ts'
import {
  describe,
  fields,
  isBase,
  list,
  oneOf,
  text,
  type Read,
  type Report,
} from './config-readers.ts'
import {
  defaultConfig,
  type AccessReasonConfig,
  type AccessReasonTemplate,
  type ConfiguredOrganization,
  type ConsoleConfig,
} from './console-config.ts'

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
 *
 * Written by hand, since it is part of the first load: with valibot it was 60 lines shorter and 1.8 KiB larger, and all
 * unknown keys, and lists in place of objects, still had to be checked by hand (docs/decisions/0009-first-load.md).
 */
export async function parseConfig(json: unknown): Promise<ParsedConfig> {
  const problems: ConfigProblem[] = []
  const report: Report = (key, found, expected) =>
    problems.push({ key, found: describe(found), expected })
  const named = isRecord(json) && json['signIn'] !== undefined
  // Of no use to most consoles.
  const signIn = named ? (await import('./parse-sign-in.ts')).signIn : unread
  const config = readConfig(json, report, signIn)
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems }
}

/** Is never asked: there is no such key. */
const unread: Read<undefined> = () => undefined

function readConfig(
  json: unknown,
  report: Report,
  signIn: Read<ConsoleConfig['signIn']>,
): ConsoleConfig {
  const read = fields(json, '', report)
  const config: ConsoleConfig = {
    name: read('name', text(60), defaultConfig.name),
    logo: read('logo', path, undefined),
    apiBase: read('apiBase', base, defaultConfig.apiBase),
    organizations: read('organizations', list(organization), []),
    idleMinutes: read('idleMinutes', minutes, defaultConfig.idleMinutes),
    tokenStorage: read('tokenStorage', oneOf('tab', 'memory'), defaultConfig.tokenStorage),
    maxFileMegabytes: read('maxFileMegabytes', megabytes, undefined),
    contextLinks: read('contextLinks', links, {}),
    signIn: read('signIn', signIn, undefined),
    accessReason: {
      ...defaultConfig.accessReason,
      ...read('accessReason', accessReason, {}),
    },
  }
  read.end()
  return config
}

const organization: Read<ConfiguredOrganization> = (value, key, report) => {
  const read = fields(value, key, report)
  const id = read('id', text(64), undefined)
  if (id === undefined && isRecord(value) && value['id'] === undefined) {
    report(`${key}.id`, undefined, "the organization's id or slug, as text")
  }
  const known: ConfiguredOrganization = {
    id: id ?? '',
    name: read('name', text(120), id ?? ''),
    accessReason: read('accessReason', accessReason, {}),
  }
  read.end()
  return known
}

const accessReason: Read<Partial<AccessReasonConfig>> = (value, key, report) => {
  const read = fields(value, key, report)
  const found = {
    required: read('required', flag, undefined),
    format: read('format', oneOf('kv', 'json'), undefined),
    reasons: read('reasons', list(text(200)), undefined),
    templates: read('templates', list(template), undefined),
  }
  read.end()
  return Object.fromEntries(Object.entries(found).filter(([, given]) => given !== undefined))
}

const template: Read<AccessReasonTemplate> = (value, key, report) => {
  const read = fields(value, key, report)
  const name = read('name', text(60), '')
  const values = read('values', flatValues, {})
  read.end()
  if (isRecord(value) && value['name'] === undefined) report(`${key}.name`, undefined, 'a text')
  return { name, values }
}

const flatValues: Read<AccessReasonTemplate['values']> = (value, key, report) => {
  const expected = 'an object of texts, numbers and true or false'
  if (!isRecord(value)) {
    report(key, value, expected)
    return {}
  }
  const flat: AccessReasonTemplate['values'] = {}
  for (const [name, given] of Object.entries(value)) {
    if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') {
      flat[name] = given
    } else {
      report(`${key}.${name}`, given, 'a text, a number, true or false')
    }
  }
  return flat
}

/** Templates of addresses: only https and http lead anywhere, and never to a user name and password. */
const links: Read<Record<string, string>> = (value, key, report) => {
  const templates: Record<string, string> = {}
  if (!isRecord(value)) report(key, value, 'an object of addresses by type of resource')
  else {
    for (const [type, given] of Object.entries(value)) {
      if (typeof given === 'string' && isTemplate(given)) templates[type] = given
      else
        report(`${key}.${type}`, given, 'an http(s) address with {id} or {reference} in its path')
    }
  }
  return templates
}

function isTemplate(value: string): boolean {
  const [origin, path] = /^https?:\/\/[^/?#\\\s@{}]+([/?#].*)$/.exec(value) ?? []
  return origin !== undefined && URL.canParse(value) && /\{(id|reference)\}/.test(path ?? '')
}

const flag: Read<boolean | undefined> = (value, key, report) => {
  if (typeof value === 'boolean') return value
  report(key, value, 'true or false')
  return undefined
}

const minutes: Read<number> = (value, key, report) => {
  if (typeof value === 'number' && value >= 1 && value <= 720) return value
  report(key, value, 'minutes, a number from 1 to 720')
  return defaultConfig.idleMinutes
}

const megabytes: Read<number | undefined> = (value, key, report) => {
  if (typeof value === 'number' && value > 0) return value
  report(key, value, 'megabytes, a number above 0')
  return undefined
}

const path: Read<string | undefined> = (value, key, report) => {
  if (typeof value === 'string' && /^\/(?!\/)[^\\]*$/.test(value)) return value
  report(key, value, 'the path of an image on this server, beginning with one slash')
  return undefined
}

const base: Read<string> = (value, key, report) => {
  const trimmed = typeof value === 'string' ? value.replace(/\/+$/, '') : undefined
  if (trimmed === '' || (trimmed !== undefined && isBase(trimmed))) return trimmed
  report(
    key,
    value,
    'an http(s) address or a path beginning with a slash, without "?", "#" or a user name; "" for this server',
  )
  return defaultConfig.apiBase
}
