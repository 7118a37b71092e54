import { isRecord } from '#lib/is-record.ts'
import type { OidcConfig } from '#server/settings/oidc.ts'
import { permitsOf, permitsWriting, type Permits } from './scopes.ts'

/** Somebody, as the claims of a token tell. */
export interface Person {
  /** The same for the same person, whatever they are called: unlike any that this server gives itself. */
  subject: string
  /** For people to read, in versions and in the audit log; two people never have the same one. */
  name: string
  access: 'read' | 'write'
  admin: boolean
  /** Ids or slugs, of organizations that may not be there; or all. */
  organizations: readonly string[] | 'all'
  permits: Permits
}

type Mapping = Pick<
  OidcConfig,
  'issuer' | 'organizationsClaim' | 'rolesClaim' | 'writeRole' | 'adminRole'
>

/**
 * Who it is and what they may do, by the settings. What is not said is not allowed: without organizations none is opened,
 * without the role for it nothing is changed.
 * @param claims of a token whose signature is good
 * @returns nothing when it does not say who it is
 */
export function personOf(
  claims: Readonly<Record<string, unknown>>,
  { issuer, organizationsClaim, rolesClaim, writeRole, adminRole }: Mapping,
): Person | undefined {
  const { sub } = claims
  // OpenID Connect Core §2 allows 255 characters.
  if (typeof sub !== 'string' || sub === '' || sub.length > 255 || !sub.isWellFormed())
    return undefined
  const roles = listAt(claims, rolesClaim)
  const organizations = listAt(claims, organizationsClaim)
  const permits = permitsOf([...listAt(claims, 'scope'), ...listAt(claims, 'scp')].join(' '))
  const writes = writeRole === '*' || (writeRole !== undefined && roles.includes(writeRole))
  return {
    subject: `${SUBJECT_PREFIX}${JSON.stringify([issuer, sub])}`,
    name: nameOf(claims, sub, issuer),
    access: writes && permitsWriting(permits) ? 'write' : 'read',
    admin: adminRole !== undefined && roles.includes(adminRole),
    organizations: organizations.includes('*') ? 'all' : [...new Set(organizations)].slice(0, 1000),
    permits,
  }
}

const SUBJECT_PREFIX = 'oidc:'

/** Whether it reads as one that `nameOf` makes, or is kept where theirs are: so a token of the server's own has no such name. */
export function passesForPerson(name: string): boolean {
  return name.startsWith(SUBJECT_PREFIX) || /\(\S+\s+at\s+\S+\)\s*$/u.test(name)
}

/**
 * What the provider calls them, and what it knows them by: many people have one name, and some may change theirs to
 * that of another or of a token. So the name can't hold what stands around the other.
 */
function nameOf(claims: Readonly<Record<string, unknown>>, sub: string, issuer: string): string {
  const unique = `${readable(sub)} at ${new URL(issuer).host}`
  const shown = ['name', 'preferred_username', 'email']
    .map((claim) => (Object.hasOwn(claims, claim) ? claims[claim] : undefined))
    .map((value) => (typeof value === 'string' ? tidy(value) : ''))
    .find((value) => value !== '')
  return shown === undefined ? `(${unique})` : `${shown} (${unique})`
}

/** In one line, without what hides letters or turns them around; parentheses are what follows the name. */
function tidy(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFFFD]/gu, ' ')
    .replace(/\(/g, '[')
    .replace(/\)/g, ']')
    .replace(/\s+/g, ' ')
  return /^.{0,80}/su.exec(plain.trim())?.[0].trim() ?? ''
}

/** Different ones stay different. */
function readable(sub: string): string {
  return sub.replace(/[^\w\-.|:@+/=~*!,;#$&']/gu, (character) =>
    encodeURIComponent(character).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29')),
  )
}

/**
 * What a claim lists: a list of texts, one text, or the names in an object, as Keycloak has its organizations. The text of
 * `scope` and `scp` is a list itself.
 * @param path the name of the claim; or names of objects within each other, with dots
 */
function listAt(claims: Readonly<Record<string, unknown>>, path: string): string[] {
  const value = valueAt(claims, path)
  if (typeof value === 'string') return SCOPES.has(path) ? value.split(' ') : [value]
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown) =>
      typeof one === 'string' || typeof one === 'number' ? [String(one)] : [],
    )
  }
  return isRecord(value) ? Object.keys(value).filter((name) => name !== '*') : []
}

/** RFC 8693 §4.2, and what Entra ID and Okta call it. */
const SCOPES = new Set(['scope', 'scp'])

function valueAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let value: unknown = claims
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}
