import { randomBytes, randomUUID } from 'node:crypto'

/** One request of an attack, sent again and again. */
export interface Shot {
  method: 'GET' | 'POST' | 'PATCH'
  /** Below the organization's FHIR API. */
  path: string
  headers?: Record<string, string>
  body?: Buffer
  /** Without a token. */
  anonymous?: boolean
}

/** What many clients do at once. */
export type Attack =
  | { name: string; kind: 'requests'; shot: () => Shot }
  /** Connections that say nothing, as many as the server has places and some more. */
  | { name: string; kind: 'silent'; count: number }

export const CLIENTS = 64
/** The Binaries that attacks work on, by what they hold. */
export const TARGETS = { list: 'list', content: 'content', busy: 'busy', legacy: 'legacy' } as const

const MIB = 1024 ** 2
const JSON_TYPE = { 'content-type': 'application/fhir+json' }
const PATCH_TYPE = { 'content-type': 'application/json-patch+json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** @param name as `attacks` lists it; made in the attacker's process, since bodies are large */
export function attackOf(name: string): Attack {
  const found = attacks().find((one) => one.name === name)
  if (!found) throw new Error(`There is no attack "${name}".`)
  return found
}

export function attacks(): Attack[] {
  return [
    requests('1,000 moves in a long list', () => {
      const at = '/meta/extension/0/valueString'
      const move = { op: 'move', from: `${at}/20000`, path: `${at}/0` }
      return patch(TARGETS.list, JSON.stringify(Array.from({ length: 1000 }, () => move)))
    }),
    requests('a patch of 15 million small values', () =>
      patch(
        TARGETS.content,
        `[{"op":"test","path":"/language","value":[${'1,'.repeat(15_500_000)}1]}]`,
      ),
    ),
    requests('patches of 10 MiB of data', () => {
      const value = randomBytes(10 * MIB).toString('base64')
      return patch(TARGETS.content, JSON.stringify([{ op: 'add', path: '/data', value }]))
    }),
    requests('searches for 5,000 ids', () => search(5000)),
    requests('searches for 80,000 ids', () => search(80_000)),
    requests('histories of full fields', () => ({
      method: 'GET',
      path: `/Binary/${TARGETS.busy}/_history?_count=500`,
    })),
    requests('histories of fields of 4 MB', () => ({
      method: 'GET',
      path: `/Binary/${TARGETS.legacy}/_history?_count=500`,
    })),
    requests('batches of 8 MB', () => ({
      method: 'POST',
      path: '',
      headers: JSON_TYPE,
      body: Buffer.from(
        JSON.stringify({
          resourceType: 'Bundle',
          type: 'batch',
          entry: Array.from({ length: 100 }, () => ({
            request: { method: 'POST', url: 'Binary' },
            resource: { ...BINARY, data: randomBytes(60_000).toString('base64') },
          })),
        }),
      ),
    })),
    requests('creates of small values', () => ({
      method: 'POST',
      path: '/Binary',
      headers: JSON_TYPE,
      body: Buffer.from(
        JSON.stringify({ ...BINARY, meta: { extension: [{ url: 'x', y: ['?'] }] } }).replace(
          '"?"',
          '{},'.repeat(80_000).slice(0, -1),
        ),
      ),
    })),
    { name: 'silent connections', kind: 'silent', count: 1052 },
    requests('requests without a token', () => ({
      method: 'GET',
      path: '/Binary/x',
      anonymous: true,
    })),
  ]
}

const BINARY = { resourceType: 'Binary', contentType: 'text/plain' }

function requests(name: string, shot: () => Shot): Attack {
  return { name, kind: 'requests', shot }
}

function patch(id: string, body: string): Shot {
  return {
    method: 'PATCH',
    path: `/Binary/${id}`,
    headers: PATCH_TYPE,
    body: Buffer.from(body),
  }
}

function search(ids: number): Shot {
  const list = Array.from({ length: ids }, () => randomUUID().slice(0, ids > 5000 ? 12 : 36))
  return {
    method: 'POST',
    path: '/Binary/_search',
    headers: FORM,
    body: Buffer.from(`_id=${list.join(',')}`),
  }
}
