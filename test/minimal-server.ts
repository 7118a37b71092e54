import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { applyPatch } from 'rfc6902'
import { serveConsole } from './serve-console.ts'

/**
 * A server that knows the ten documented interactions and nothing else: no list of organizations, no CapabilityStatement, no `_elements`
 * (content comes with every list), no raw content, no ETag, no Location, no totals, plain relative offsets as `next` links that
 * repeat an entry at the page's edge, random version ids, 404 for what was deleted, 200 with an OperationOutcome for a delete.
 * It also serves the built console, so that the console finds it at its own origin.
 */
export interface MinimalServer {
  url: string
  token: string
  organization: string
  /** Method and path of each call of the API so far. */
  seen: string[]
  stop(): Promise<void>
}

type Resource = Record<string, unknown> & {
  id: string
  meta: { versionId: string; lastUpdated: string }
}
type Stored = { id: string; resource: Resource | undefined }
interface Reply {
  status: number
  body: object
}

const PAGE = 20

export async function startMinimalServer(): Promise<MinimalServer> {
  const token = `minimal-${crypto.randomUUID()}`
  const organization = 'north-ward'
  const base = `/organizations/${organization}/fhir/4/Binary`
  /** Oldest first. */
  const log: Stored[] = []
  const seen: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://minimal')
    if (!url.pathname.startsWith('/organizations')) {
      void serveConsole(url.pathname, response)
      return
    }
    seen.push(`${request.method} ${url.pathname}${url.search}`)
    void (async () => {
      const allowed = request.headers.authorization === `Bearer ${token}`
      const rest = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : undefined
      if (rest === undefined) {
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>')
        return
      }
      const reply = allowed ? await answer(log, request, rest, url) : failed(401, 'login')
      response.writeHead(reply.status, { 'content-type': 'application/json+fhir' })
      response.end(JSON.stringify(reply.body))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    organization,
    seen,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(
  log: Stored[],
  request: IncomingMessage,
  rest: string,
  url: URL,
): Promise<Reply> {
  const [, id = '', history, versionId] = rest.split('/')
  const versions = log.filter((entry) => entry.id === id)
  const current = versions.at(-1)?.resource
  switch (`${request.method} ${kindOfPath(id, history, versionId)}`) {
    case 'POST type':
      return await store(log, request, crypto.randomUUID(), 201)
    case 'GET type':
      return bundle('searchset', search(log, url), url)
    case 'POST search':
      await addCriteria(request, url.searchParams)
      return bundle('searchset', search(log, url), url)
    case 'GET type-history':
      return bundle('history', log.toReversed().map(historyEntry), url)
    case 'GET instance':
      return current === undefined ? failed(404, 'not-found') : { status: 200, body: current }
    case 'PUT instance':
      return await store(log, request, id, versions.length === 0 ? 201 : 200)
    case 'PATCH instance':
      return await patch(log, request, current)
    case 'DELETE instance':
      log.push({ id, resource: undefined })
      return failed(200, 'informational')
    case 'GET instance-history':
      if (versions.length === 0) return failed(404, 'not-found')
      return bundle('history', versions.toReversed().map(historyEntry), url)
    case 'GET version': {
      const found = versions.find(
        ({ resource }) => resource?.meta.versionId === versionId,
      )?.resource
      return found === undefined ? failed(404, 'not-found') : { status: 200, body: found }
    }
    default:
      return failed(405, 'not-supported')
  }
}

function kindOfPath(id: string, history?: string, versionId?: string): string {
  if (id === '') return 'type'
  if (id === '_search') return 'search'
  if (id === '_history') return 'type-history'
  if (history === undefined) return 'instance'
  return versionId === undefined ? 'instance-history' : 'version'
}

/** Current resources that match `_id` and `_language`, with all their content. */
function search(log: Stored[], url: URL): object[] {
  const ids = url.searchParams.get('_id')?.split(',')
  const languages = url.searchParams.get('_language')?.split(',')
  return [...new Map(log.map((entry) => [entry.id, entry.resource])).values()]
    .filter((resource) => resource !== undefined)
    .filter((resource) => ids === undefined || ids.includes(resource.id))
    .filter(
      (resource) => languages === undefined || languages.includes(String(resource['language'])),
    )
    .map((resource) => ({ resource }))
}

/** The body of a search by POST: a form, or a Binary whose `id` and `language` are the criteria. */
async function addCriteria(request: IncomingMessage, into: URLSearchParams): Promise<void> {
  const body = await text(request)
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
    for (const [name, value] of new URLSearchParams(body)) into.set(name, value)
    return
  }
  const { id, language } = JSON.parse(body) as { id?: string; language?: string }
  if (id !== undefined) into.set('_id', id)
  if (language !== undefined) into.set('_language', language)
}

function historyEntry({ id, resource }: Stored): object {
  return resource === undefined
    ? { request: { method: 'DELETE', url: `Binary/${id}` } }
    : { resource }
}

function bundle(type: string, all: object[], url: URL): Reply {
  const offset = Number(url.searchParams.get('offset') ?? '0')
  const next = new URLSearchParams(url.searchParams)
  next.set('offset', String(offset + PAGE - 1))
  const link = offset + PAGE < all.length ? [{ relation: 'next', url: `?${next}` }] : undefined
  return {
    status: 200,
    body: { resourceType: 'Bundle', type, link, entry: all.slice(offset, offset + PAGE) },
  }
}

async function store(
  log: Stored[],
  request: IncomingMessage,
  id: string,
  status: number,
): Promise<Reply> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/(json|json\+fhir)$/.test(type)) return failed(415, 'not-supported')
  return { status, body: append(log, JSON.parse(await text(request)) as Resource, id) }
}

async function patch(log: Stored[], request: IncomingMessage, current?: Resource): Promise<Reply> {
  if (current === undefined) return failed(404, 'not-found')
  if (request.headers['content-type'] !== 'application/json-patch+json')
    return failed(415, 'not-supported')
  const next = structuredClone(current)
  const problems = applyPatch(
    next,
    JSON.parse(await text(request)) as Parameters<typeof applyPatch>[1],
  )
  if (problems.some((problem) => problem !== null)) return failed(422, 'processing')
  return { status: 200, body: append(log, next, current.id) }
}

function append(log: Stored[], resource: Resource, id: string): Resource {
  const meta = {
    ...resource.meta,
    versionId: crypto.randomUUID(),
    lastUpdated: new Date().toISOString(),
  }
  const stored = { ...resource, id, meta }
  log.push({ id, resource: stored })
  return stored
}

function failed(status: number, code: string): Reply {
  const severity = status < 300 ? 'information' : 'error'
  return { status, body: { resourceType: 'OperationOutcome', issue: [{ severity, code }] } }
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
