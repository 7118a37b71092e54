import { isRecord } from '#lib/is-record.ts'
import { fields, isBase, text, type Read } from './config-readers.ts'
import type { SignInConfig } from './console-config.ts'

/** The identity provider that `config.json` names. */
export const signIn: Read<SignInConfig> = (value, key, report) => {
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
  const resource = read('resource', text(500), undefined)
  read.end()
  if (resource === undefined) return found
  return { ...found, parameters: { ...found.parameters, resource } }
}

/** Unencrypted on this machine alone, where nobody listens. */
const issuer: Read<string> = (value, key, report) => {
  if (typeof value === 'string' && !value.startsWith('/') && isBase(value)) {
    const { protocol, hostname } = new URL(value)
    if (protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) return value
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
