import { hostileBody } from './hostile-bodies.ts'
import { hostile, PARAMETERS, value } from './hostile-words.ts'
import { TOKENS } from './test-server.ts'
import type { Random } from './torture.ts'

/** One request of those that no client in its right mind sends. */
export interface HostileRequest {
  route: string
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
}

/** @param routes as the server names them @param ids of Binaries that may be there */
export function hostileRequest(
  random: Random,
  routes: readonly { method: string; path: string }[],
  ids: readonly string[],
): HostileRequest {
  const { method, path } = random.pick(routes)
  const below = path.replaceAll(/:(\w+)/g, (_, name: string) => parameter(random, name, ids))
  const query = Array.from(
    { length: random.once(2) ? 0 : random.int(6) },
    () => `${random.once(5) ? hostile(random) : random.pick(PARAMETERS)}=${value(random)}`,
  ).join('&')
  const body = method === 'GET' || method === 'HEAD' ? undefined : hostileBody(random, ids)
  return {
    route: `${method} ${path}`,
    method,
    path: sendable(`${below}${query === '' ? '' : `?${query}`}`),
    headers: headers(random, body?.type),
    body: body?.bytes,
  }
}

/** Short of what is refused before it is known what it asks for, and without what Node itself would not send. */
function sendable(path: string): string {
  const encoded = path.replaceAll(/[^\x21-\x7e]/gu, (one) => encodeURIComponent(one.toWellFormed()))
  return encoded.slice(0, 8000)
}

function parameter(random: Random, name: string, ids: readonly string[]): string {
  if (name === 'org') return random.once(8) ? value(random) : random.pick(['a', 'b', 'alpha'])
  if (name === 'versionId')
    return random.once(2)
      ? value(random)
      : random.pick(['1', '2', '0', '-1', '1e3', '9'.repeat(40)])
  if (name === 'parameter') return random.pick(['binary-name', 'binary-find', value(random)])
  return random.once(3) ? value(random) : random.pick([...ids, random.uuid()])
}

const HEADERS = [
  'if-match',
  'if-none-match',
  'if-none-exist',
  'if-modified-since',
  'if-range',
  'range',
  'prefer',
  'accept',
  'accept-language',
  'log-cdata',
  'log-cdata-format',
  'content-language',
  'content-disposition',
  'content-encoding',
  'x-security-context',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-checksum',
  'upload-metadata',
  'origin',
  'access-control-request-method',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'cookie',
  'x-request-id',
  'authorization',
]

/** @param type that its body is of */
function headers(random: Random, type = ''): Record<string, string> {
  const token = random.once(20)
    ? hostile(random)
    : random.pick(random.once(3) ? [TOKENS.admin] : Object.values(TOKENS))
  const all: Record<string, string> = {
    authorization: `Bearer ${token}`,
    'content-type': random.once(12) ? hostile(random) : random.once(3) ? random.pick(TYPES) : type,
    ...(random.once(3) && {
      'tus-resumable': '1.0.0',
      'upload-length': String(random.int(200)),
      'upload-offset': '0',
    }),
  }
  for (let many = random.once(2) ? 0 : random.int(6); many > 0; many -= 1) {
    all[random.pick(HEADERS)] = random.once(2)
      ? hostile(random)
      : random.pick(['W/"1"', '*', 'return=minimal', 'handling=strict', '_id=x', 'a=b'])
  }
  for (const [name, text] of Object.entries(all))
    all[name] = text
      .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
      .trim()
      .slice(0, 3000)
  return all
}

const TYPES = [
  'application/fhir+json',
  'application/json',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'application/offset+octet-stream',
  'text/plain',
  'a/b',
]
