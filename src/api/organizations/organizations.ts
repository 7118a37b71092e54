import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { RAW_CONTENT_EXTENSION, RESUMABLE_UPLOADS_EXTENSION } from '#fhir/binary/binary.ts'
import { isRecord } from '#lib/is-record.ts'
import { unexpected } from '../binaries/read-resource.ts'
import type {
  Caller,
  Capabilities,
  OrganizationCheck,
  OrganizationList,
} from '../binaries/types.ts'
import { keys } from '../keys.ts'
import { endpoints, withQuery } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError, isFact } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'

/** Those that this token may see; `known: false` on a server that has no list. */
export function organizationListOptions(client: Client) {
  return queryOptions({
    ...READ,
    queryKey: keys.organizations(),
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<OrganizationList> => {
      try {
        const { body } = await client.json(get(endpoints.organizations()), signal)
        const caller = readCaller(body)
        return { known: true, organizations: readOrganizations(body), ...(caller && { caller }) }
      } catch (error) {
        if (isMissing(error)) return { known: false, organizations: [] }
        throw error
      }
    },
  })
}

/** A token for the one-time code of a printed link, which is worthless afterwards. Our own server's alone. */
export async function exchangeCode(
  client: Client,
  code: string,
  signal: AbortSignal,
): Promise<string> {
  const body = JSON.stringify({ code })
  const request: ApiRequest = { method: 'POST', path: endpoints.session(), body }
  const answer = await client.json(request, signal)
  const token = isRecord(answer.body) ? answer.body.token : undefined
  if (typeof token === 'string' && token !== '') return token
  throw unexpected('not-fhir', request, answer, 'The answer holds no token.')
}

/** Ends, at our own server, the session that a link began. Never fails: what is not ended now expires. */
export async function endSession(client: Client): Promise<void> {
  const request: ApiRequest = { method: 'DELETE', path: endpoints.session() }
  await client.json(request).catch((error: unknown) => {
    if (!isApiError(error)) throw error
  })
}

/** Whether an organization answers to this token: fails with what is wrong. Works where there is not a list. */
export function organizationCheckOptions(client: Client, idOrSlug: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.check(idOrSlug),
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<OrganizationCheck> => {
      const request = get(withQuery(endpoints.type(idOrSlug), { _summary: 'count', _count: '0' }))
      try {
        const answer = await client.json(request, signal)
        const { body } = answer
        if (isRecord(body) && typeof body.resourceType === 'string') return { idOrSlug }
        throw unexpected('not-fhir', request, answer, 'The answer is not a FHIR resource.')
      } catch (error) {
        // Some servers refuse to search without criteria, and say so: they know the organization.
        if (isApiError(error, 'bad-request', 'unprocessable') && error.outcome) return { idOrSlug }
        if (!isApiError(error, 'not-found', 'bad-request', 'server')) throw error
        const statement = await readStatement(client, idOrSlug, signal).catch(() => undefined)
        if (statement) return { idOrSlug }
        throw error
      }
    },
  })
}

/**
 * What the server says about itself. That it says nothing is a fact, too, and kept; that it could not answer just now
 * is an error, and asked for again.
 */
export function capabilitiesOptions(client: Client, org: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.capabilities(org),
    staleTime: 10 * 60_000,
    queryFn: async ({ signal }): Promise<Capabilities> => {
      try {
        const statement = await readStatement(client, org, signal)
        if (statement) return readCapabilities(statement)
      } catch (error) {
        // The documented API has no metadata.
        if (!isFact(error)) throw error
      }
      return UNKNOWN
    },
  })
}

/** What is known for a read or a write that can do without: nothing, where the server could not answer just now. */
export async function knownCapabilities(
  queryClient: QueryClient,
  client: Client,
  org: string,
): Promise<Capabilities> {
  try {
    // Who waits for a file does not wait for another try of this.
    return await queryClient.fetchQuery({ ...capabilitiesOptions(client, org), retry: false })
  } catch (error) {
    if (!isApiError(error) || isApiError(error, 'unauthorized')) throw error
    return UNKNOWN
  }
}

const UNKNOWN: Capabilities = {
  known: false,
  raw: false,
  updateCreate: false,
  conditionalCreate: false,
  batch: false,
  searchParams: [],
  interactions: [],
}

async function readStatement(client: Client, org: string, signal: AbortSignal) {
  const { body } = await client.json(get(endpoints.metadata(org)), signal)
  return isRecord(body) && body.resourceType === 'CapabilityStatement' ? body : undefined
}

function readCapabilities(statement: Record<string, unknown>): Capabilities {
  const rest = records(statement.rest)[0]
  const binary = records(rest?.resource).find((resource) => resource.type === 'Binary')
  const software = isRecord(statement.software)
    ? [statement.software.name, statement.software.version]
        .filter((part) => typeof part === 'string')
        .join(' ')
    : ''
  const { fhirVersion } = statement
  const extensions = records(binary?.extension)
  const resumable = extensions.find((one) => one.url === RESUMABLE_UPLOADS_EXTENSION)?.valueUrl
  return {
    known: true,
    raw: extensions.some((one) => one.url === RAW_CONTENT_EXTENSION && one.valueBoolean === true),
    updateCreate: binary?.updateCreate === true,
    conditionalCreate: binary?.conditionalCreate === true,
    batch: records(rest?.interaction).some(({ code }) => code === 'batch'),
    searchParams: texts(records(binary?.searchParam).map((one) => one.name)),
    interactions: texts(records(binary?.interaction).map((one) => one.code)),
    ...(typeof resumable === 'string' && resumable !== '' ? { resumable } : {}),
    ...(software === '' ? {} : { software }),
    ...(typeof fhirVersion === 'string' ? { fhirVersion } : {}),
    statement,
  }
}

/** A bare list, or one under `organizations`. What has neither id nor slug can't be opened. */
function readOrganizations(body: unknown): OrganizationList['organizations'] {
  const list = isRecord(body) ? body.organizations : body
  return records(list).flatMap(({ id, slug, name, access }) => {
    const known = [id, slug].filter((one) => typeof one === 'string' && one !== '') as string[]
    const [first] = known
    if (first === undefined) return []
    const shortest = typeof slug === 'string' && slug !== '' ? slug : first
    return {
      id: first,
      slug: shortest,
      name: typeof name === 'string' && name !== '' ? name : shortest,
      ...(access === 'read' || access === 'write' ? { access } : {}),
    }
  })
}

/** A member of the list that our own server has, and others need not. */
function readCaller(body: unknown): Caller | undefined {
  const caller = isRecord(body) && isRecord(body.caller) ? body.caller : {}
  const { subject, name, expires } = caller
  if (typeof subject !== 'string' || subject === '') return undefined
  return {
    subject,
    ...(typeof name === 'string' && { name }),
    ...(typeof expires === 'string' && { expires }),
  }
}

/** A server without the list: nothing there, or something else than this API. */
function isMissing(error: unknown): boolean {
  if (isApiError(error, 'not-found', 'not-fhir', 'gone')) return true
  return isApiError(error) && (error.status === 405 || error.status === 501)
}

function records(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}

function texts(list: unknown[]): string[] {
  return list.filter((one) => typeof one === 'string')
}

function get(path: string): ApiRequest {
  return { method: 'GET', path }
}
