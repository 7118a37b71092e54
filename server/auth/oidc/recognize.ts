import {
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
  type JWTVerifyResult,
} from 'jose'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { OidcConfig } from '#server/settings/oidc.ts'
import { NotAuthenticated, hashToken } from '../authenticate.ts'
import type { Keys } from './discovery.ts'
import { personOf, type Person } from './person.ts'

/** Somebody, and until when they are known by this token. */
export interface Recognized extends Person {
  /** Milliseconds since 1970, as the token says. */
  expires: number
}

/** Somebody, and the keys that their token was checked with. */
interface Found {
  person: Recognized
  keys: Keys
}

interface Options {
  settings: OidcConfig
  keys: { keys(): Promise<Keys>; newKeys(): Promise<Keys> }
  clock: () => Date
  /** Told why a token that the provider did sign is refused, which a wrong setting may be the cause of. */
  refused: (why: string) => void
}

/**
 * Recognizes people by the access tokens of the identity provider: JWTs (https://www.rfc-editor.org/rfc/rfc9068) that it
 * signed, for this server, and that are good now. What was found out about a token is kept until it expires, or the provider
 * has other keys.
 */
export class Recognizer {
  readonly #options: Options
  /** By hash, the one used last at the end. */
  readonly #known = new Map<string, Found>()

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * @returns nothing for a text that is not a JWT which claims to be the provider's
   * @throws NotAuthenticated; ProviderAway
   */
  async recognize(token: string): Promise<Recognized | undefined> {
    const { settings, keys } = this.#options
    if (!claimsIssuer(token, settings.issuer)) return undefined
    const hash = hashToken(token)
    const current = await keys.keys()
    const known = this.#known.get(hash)
    this.#known.delete(hash)
    const found = known?.keys === current ? known : await this.#verify(token, current)
    if (this.#now() >= found.person.expires + settings.skewSeconds * 1000) throw expired()
    this.#known.set(hash, found)
    const [oldest] = this.#known.keys()
    if (oldest !== undefined && this.#known.size > MOST_KNOWN) this.#known.delete(oldest)
    return found.person
  }

  async #verify(token: string, current: Keys): Promise<Found> {
    const { settings } = this.#options
    try {
      const { verified, keys } = await this.#withKeys(token, current)
      const { protectedHeader } = verified
      const payload = claimsIn(token)
      const why = notForUs(protectedHeader.typ, payload)
      if (why !== undefined) return this.#refuse(why)
      const person = personOf(payload, settings)
      if (!person) return this.#refuse('it does not say whose it is in "sub"')
      return { person: { ...person, expires: endOf(payload, settings) }, keys }
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expired()
      // Of these the provider's signature is good.
      if (error instanceof errors.JWTClaimValidationFailed) return this.#refuse(error.message)
      if (error instanceof errors.JOSEError) throw unknown()
      throw error
    }
  }

  async #withKeys(token: string, keys: Keys): Promise<{ verified: JWTVerifyResult; keys: Keys }> {
    const { issuer, audiences, skewSeconds, maxMinutes } = this.#options.settings
    const verify = async (by: Keys) => ({
      keys: by,
      verified: await verifyBy(token, by, {
        algorithms: ALGORITHMS,
        issuer,
        audience: audiences,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: skewSeconds,
        maxTokenAge: maxMinutes * 60,
        currentDate: this.#options.clock(),
      }),
    })
    try {
      return await verify(keys)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const now = await this.#options.keys.newKeys()
      if (now === keys) throw error
      return await verify(now)
    }
  }

  #refuse(why: string): never {
    this.#options.refused(why)
    throw unknown()
  }

  #now(): number {
    return this.#options.clock().getTime()
  }
}

/** Where it names no key, with each that may have signed it. */
async function verifyBy(
  token: string,
  { find }: Keys,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, find, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options)
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other
      }
    }
    throw unknown()
  }
}

/** Of those that sign with a key which only the provider has. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519']

const MOST_KNOWN = 1000

/** Characters; longer ones are nobody's. */
const LONGEST = 16_384

/** Believed only so far as to ask the provider's keys. */
function claimsIssuer(token: string, issuer: string): boolean {
  if (token.length > LONGEST || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return false
  try {
    return decodeJwt(token).iss === issuer
  } catch {
    return false
  }
}

/** Of a token that was verified. Names of claims may be addresses, in which some providers write each slash as `\/`. */
function claimsIn(token: string): JWTPayload {
  const [, payload = ''] = token.split('.')
  return parseExactly(Buffer.from(payload, 'base64url').toString()) as JWTPayload
}

/**
 * Why it is something else than an access token that anybody who holds it may use: an ID token, which tells a client who
 * somebody is, a refresh token, or one that is bound to a key of its owner's.
 */
function notForUs(typ: string | undefined, payload: JWTPayload): string | undefined {
  if (typ !== undefined && !/^(?:application\/)?(?:at\+)?jwt$/i.test(typ))
    return `its type is ${JSON.stringify(typ)}`
  if (typeof payload.typ === 'string' && payload.typ !== 'Bearer')
    return `it says of itself to be ${JSON.stringify(payload.typ)}`
  if ('events' in payload) return 'it is a logout token, since it has "events"'
  // Keycloak says of each token what it is for, and repeats the nonce in all of them (before 24, and where it is told to).
  const foreign = [...(payload.typ === 'Bearer' ? [] : ['nonce']), ...OF_ID_TOKENS].find(
    (name) => name in payload,
  )
  if (foreign !== undefined) return `it is an ID token, since it has "${foreign}"`
  return 'cnf' in payload ? 'it is bound to a key, which is not asked for here' : undefined
}

const OF_ID_TOKENS = ['at_hash', 'c_hash', 's_hash']

/** Milliseconds since 1970. */
function endOf({ exp = 0, iat = 0 }: JWTPayload, { maxMinutes }: OidcConfig): number {
  return Math.floor(Math.min(exp, iat + maxMinutes * 60) * 1000)
}

function expired(): NotAuthenticated {
  return new NotAuthenticated('The token has expired. Ask for a new one.', 'invalid_token')
}

function unknown(): NotAuthenticated {
  return new NotAuthenticated('The token is not known.', 'invalid_token')
}
