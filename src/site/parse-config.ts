import { isRecord } from '#lib/is-record.ts'
import { describe, fields, list, oneOf, text, type Read, type Report } from './config-readers.ts'
import {
  defaultConfig,
  type AccessReasonConfig,
  type AccessReasonTemplate,
  type ConfiguredOrganization,
  type ConsoleConfig,
  type SignInConfig,
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
export function parseConfig(json: unknown): ParsedConfig {
  const problems: ConfigProblem[] = []
  const report: Report = (key, found, expected) =>
    problems.push({ key, found: describe(found), expected })
  const config = readConfig(json, report)
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems }
}

function readConfig(json: unknown, report: Report): ConsoleConfig {
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

const signIn: Read<SignInConfig> = (value, key, report) => {
  const read = fields(value, key, report)
  const need = (name: string, reader: Read<string>) => {
    const found = read(name, reader, undefined)
    const isMissing = isRecord(value) && value[name] === undefined
    if (isMissing) report(`${key}.${name}`, undefined, 'a text, as the identity provider has it')
    return found ?? ''
  }
  const found = {
    issuer: need('issuer', issuer),
    clientId: need('clientId', text(200)),
    scopes: read('scopes', scopes, 'openid profile'),
    name: read('name', text(60), undefined),
    parameters: read('parameters', parameters, {}),
  }
  read.end()
  return found
}

/** Unencrypted on this machine alone, where nobody listens. */
const issuer: Read<string> = (value, key, report) => {
  if (typeof value === 'string' && !value.startsWith('/') && isBase(value)) {
    const { protocol, hostname } = new URL(value)
    if (protocol === 'https:' || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return value
  }
  report(key, value, 'the https address of the identity provider, without "?", "#" or a user name')
  return ''
}

const scopes: Read<string> = (value, key, report) => {
  if (typeof value === 'string' && /(^| )openid( |$)/.test(value)) return value
  report(key, value, 'scopes with blanks between them, of which one is openid')
  return ''
}

/** What the console says itself in the request for a sign-in. */
const OWN =
  /^(client_id|redirect_uri|response_(type|mode)|scope|state|nonce|code_challenge(_method)?|prompt|max_age|request(_uri)?|id_token_hint)$/

const parameters: Read<Record<string, string>> = (value, key, report) => {
  const all = isRecord(value) ? Object.entries(value) : []
  const good = all.filter(
    (one): one is [string, string] => typeof one[1] === 'string' && !OWN.test(one[0]),
  )
  if (!isRecord(value) || good.length < all.length)
    report(key, value, 'an object of texts, without what the console itself sends')
  return Object.fromEntries(good)
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

function isBase(value: string): boolean {
  if (/[?#\\\s]/.test(value)) return false
  if (value.startsWith('/')) return !value.startsWith('//')
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) return false
  const url = new URL(value)
  return url.username === '' && url.password === ''
}
