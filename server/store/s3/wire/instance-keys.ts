import { readFile } from 'node:fs/promises'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { StoreUnavailable } from '../../errors.ts'
import type { PassingKeys } from './keys.ts'

/** Where a machine or a container is given keys, see `instanceKeys`. */
export type KeyPlace =
  /** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
  | { kind: 'container'; url: string; token?: string; tokenFile?: string }
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html, version 2 alone */
  | { kind: 'instance'; endpoint: string }

/**
 * Asks once for the keys of the machine or the container that the server runs on.
 * @throws StoreUnavailable with one line that says what to do
 */
export async function instanceKeys(place: KeyPlace): Promise<PassingKeys> {
  try {
    return place.kind === 'container' ? await ofContainer(place) : await ofInstance(place)
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    throw new StoreUnavailable(NO_KEYS, { cause: error })
  }
}

const NO_KEYS =
  'There are no keys for the object store: neither in the settings, nor does this machine give any. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_ACCESS_KEY_ID_FILE and AWS_SECRET_ACCESS_KEY_FILE.'

async function ofContainer({ url, token, tokenFile }: Extract<KeyPlace, { kind: 'container' }>) {
  // It is written anew while the server runs.
  const authorization = tokenFile === undefined ? token : (await readFile(tokenFile, 'utf8')).trim()
  return keysIn(await ask(url, { headers: authorization === undefined ? {} : { authorization } }))
}

async function ofInstance({ endpoint }: Extract<KeyPlace, { kind: 'instance' }>) {
  const token = await ask(`${endpoint}/latest/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
  })
  const headers = { 'x-aws-ec2-metadata-token': token }
  const roles = `${endpoint}/latest/meta-data/iam/security-credentials/`
  const [role = ''] = (await ask(roles, { headers })).split('\n')
  return keysIn(await ask(`${roles}${encodeURIComponent(role.trim())}`, { headers }))
}

async function ask(url: string, init: RequestInit): Promise<string> {
  const answer = await fetch(url, {
    ...init,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`Keys were asked for, and the answer was ${answer.status}.`)
  return text
}

/** Milliseconds. */
const PATIENCE = 3000

function keysIn(text: string): PassingKeys {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = parsed(text)
  const expires = Date.parse(String(Expiration))
  if (
    typeof AccessKeyId !== 'string' ||
    typeof SecretAccessKey !== 'string' ||
    Number.isNaN(expires)
  )
    throw new Error('Keys were asked for, and the answer holds none.')
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof Token === 'string' && { sessionToken: Token }),
    expires,
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return parseExactly(text) as Record<string, unknown>
  } catch {
    // Its own error holds a piece of the text, and goes to the log.
    throw new Error('Keys were asked for, and the answer is not JSON.')
  }
}
