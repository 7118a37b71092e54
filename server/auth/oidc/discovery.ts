import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { isRecord } from '#lib/is-record.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { isSafeAddress } from '#server/settings/oidc.ts'

/** Where the provider is asked for what, as it says itself (https://openid.net/specs/openid-connect-discovery-1_0.html). */
export interface Endpoints {
  authorization: string
  token: string
  keys: string
  revocation?: string
  introspection?: string
  /** What it says of itself beside that, for those that ask for SMART's configuration. */
  abilities: Readonly<Record<string, readonly string[]>>
}

/** What the provider's keys are, and what tells whether they are others than before. */
export interface Keys {
  find: JWTVerifyGetKey
  text: string
}

/** The provider can't be asked, or answers something else. The message goes on after "because". */
class NotAProvider extends Error {}

/** @throws NotAProvider; whatever `signal` is aborted with */
export async function discover(issuer: string, signal: AbortSignal): Promise<Endpoints> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const [json] = await ask(url, signal)
  if (json.issuer !== issuer) {
    const told = JSON.stringify(json.issuer ?? null).slice(0, 200)
    throw new NotAProvider(`it calls itself ${told}: BINNACLE_OIDC_ISSUER must be the same`)
  }
  const address = (name: string): string | undefined => {
    const value = json[name]
    return typeof value === 'string' && isSafeAddress(value) ? value : undefined
  }
  const needed = (name: string): string => {
    const found = address(name)
    if (found !== undefined) return found
    throw new NotAProvider(`it names no https address as its ${name}`)
  }
  const [revocation, introspection] = [
    address('revocation_endpoint'),
    address('introspection_endpoint'),
  ]
  return {
    authorization: needed('authorization_endpoint'),
    token: needed('token_endpoint'),
    keys: needed('jwks_uri'),
    ...(revocation !== undefined && { revocation }),
    ...(introspection !== undefined && { introspection }),
    abilities: Object.fromEntries(
      ABILITIES.map((name) => [name, texts(json[name])] as const).filter(
        ([, list]) => list.length > 0,
      ),
    ),
  }
}

const ABILITIES = [
  'scopes_supported',
  'response_types_supported',
  'grant_types_supported',
  'code_challenge_methods_supported',
  'token_endpoint_auth_methods_supported',
]

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** @throws NotAProvider; whatever `signal` is aborted with */
export async function fetchKeys(url: string, signal: AbortSignal): Promise<Keys> {
  const [json, text] = await ask(url, signal)
  try {
    return { find: createLocalJWKSet(json as unknown as JSONWebKeySet), text }
  } catch {
    throw new NotAProvider('its keys are not a JSON Web Key Set')
  }
}

/** Redirects are not followed: they would lead who asks for keys elsewhere. */
async function ask(
  url: string,
  signal: AbortSignal,
): Promise<[json: Record<string, unknown>, text: string]> {
  let text: string
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal,
      headers: { accept: 'application/json' },
    })
    if (answer.status !== 200) {
      await answer.body?.cancel()
      throw new NotAProvider(`it answers ${answer.status}`)
    }
    text = await bounded(answer)
  } catch (error) {
    if (error instanceof NotAProvider) throw error
    if (signal.aborted) throw new NotAProvider('it does not answer in time')
    throw new NotAProvider('no connection to it succeeds', { cause: error })
  }
  try {
    const json: unknown = parseExactly(text)
    if (isRecord(json)) return [json, text]
  } catch {
    // Said below.
  }
  throw new NotAProvider('what it answers is not JSON')
}

/** Characters of what a provider may answer, which it is trusted with, while what stands before it may answer anything. */
const LONGEST = 1024 ** 2

async function bounded(answer: Response): Promise<string> {
  let text = ''
  for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part
    if (text.length > LONGEST) throw new NotAProvider('it answers more than a mebibyte')
  }
  return text
}
