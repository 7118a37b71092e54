import { isRecord } from '#lib/is-record.ts'
import { authorIn, reasonIn } from './binary/binary.ts'
import { readBinary } from './binary/read-binary.ts'
import { versionOfETag } from './etag.ts'
import { isResourceId } from './ids.ts'
import { isOperationOutcome } from './outcome.ts'
import type { Binary, Bundle, BundleEntry, Extension, OperationOutcome } from './types.ts'

/** What was to be a Bundle of the expected type is something else. */
export class WrongBundle extends Error {
  override readonly name = 'WrongBundle'
  /** `not-fhir` when it is not a resource at all. */
  readonly reason: 'not-fhir' | 'wrong-bundle'
  /** What the server said instead. */
  readonly outcome: OperationOutcome | undefined

  constructor(reason: 'not-fhir' | 'wrong-bundle', message: string, outcome?: OperationOutcome) {
    super(message)
    this.reason = reason
    this.outcome = outcome
  }
}

/** A version in a history, or the deletion that stands in for one. */
export interface HistoryEntry {
  id: string
  versionId?: string
  kind: 'version' | 'deletion'
  resource?: Binary
  /** An instant. */
  lastUpdated?: string
  /** `POST`, `PUT`, `DELETE`, … where the server says so. */
  method?: string
  /** `201`, `200`, `204`, without its words. */
  status?: string
  /** Who did it, where the server says so; of a deletion too. */
  author?: string
  /** Why, in the words of the `log-cdata` that came with it. */
  reason?: string
}

/**
 * A Bundle out of JSON that came from elsewhere. Entries and links that can't be read are left out, a missing type is
 * let pass; `total` is there only when it is a count.
 * @throws WrongBundle
 */
export function parseBundle(json: unknown, expected: 'history' | 'searchset'): Bundle {
  if (isOperationOutcome(json)) {
    throw new WrongBundle(
      'wrong-bundle',
      'The server answered with an OperationOutcome only.',
      json,
    )
  }
  if (!isRecord(json) || typeof json.resourceType !== 'string') {
    throw new WrongBundle('not-fhir', 'The answer is not a FHIR resource.')
  }
  const { resourceType, type, total, link, entry } = json
  if (resourceType !== 'Bundle') {
    throw new WrongBundle('wrong-bundle', `The answer is a ${resourceType}, not a Bundle.`)
  }
  if (typeof type === 'string' && type !== expected) {
    throw new WrongBundle(
      'wrong-bundle',
      `The answer is a Bundle of type ${type}, not ${expected}.`,
    )
  }
  return {
    resourceType: 'Bundle',
    type: expected,
    ...(Number.isSafeInteger(total) && Number(total) >= 0 ? { total: Number(total) } : {}),
    link: list(link).map((one) => strings(one, ['relation', 'url'])),
    entry: list(entry).map(readEntry),
  }
}

/** As the server wrote it: opaque, perhaps relative, perhaps of another host. */
export function nextLink(bundle: Bundle): string | undefined {
  return linkOf(bundle, 'next')
}

export function selfLink(bundle: Bundle): string | undefined {
  return linkOf(bundle, 'self')
}

/**
 * The history's entries in the server's order. Ids, versions and times are taken from wherever an entry has them.
 * @param instanceId the id of an instance history, for entries that name none
 */
export function entriesOf(bundle: Bundle, instanceId?: string): HistoryEntry[] {
  return (bundle.entry ?? []).flatMap((entry) => historyEntry(entry, instanceId) ?? [])
}

/** The matches of a search, without what was included on the side. */
export function binariesOf(bundle: Bundle): Binary[] {
  return (bundle.entry ?? []).flatMap(({ resource, search }) =>
    resource?.resourceType === 'Binary' && (search?.mode ?? 'match') === 'match' ? resource : [],
  )
}

/** What a search had to say besides its matches (https://hl7.org/fhir/R4/search.html#errors). */
export function outcomeOf(bundle: Bundle): OperationOutcome | undefined {
  for (const { resource } of bundle.entry ?? []) {
    if (resource?.resourceType === 'OperationOutcome') return resource
  }
  return undefined
}

/** Pages of some servers overlap: each version once, the first stays. */
export function distinctEntries(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const seen = new Set<string>()
  return entries.filter((entry) => {
    const version = entry.versionId ?? `${entry.lastUpdated ?? ''} ${entry.kind}`
    const key = `${entry.id} ${version}`
    if (entry.versionId === undefined && entry.lastUpdated === undefined) return true
    return !seen.has(key) && seen.add(key)
  })
}

function linkOf(bundle: Bundle, relation: string): string | undefined {
  const url = bundle.link?.find((link) => link.relation === relation)?.url
  return url === '' ? undefined : url
}

function readEntry(entry: Record<string, unknown>): BundleEntry {
  const { fullUrl, resource, search, request, response } = entry
  const binary = readBinary(resource) ?? (isOperationOutcome(resource) ? resource : undefined)
  const mode = isRecord(search) ? search.mode : undefined
  return {
    ...(typeof fullUrl === 'string' ? { fullUrl } : {}),
    ...(binary ? { resource: binary } : {}),
    ...(mode === 'match' || mode === 'include' || mode === 'outcome' ? { search: { mode } } : {}),
    ...(isRecord(request) ? { request: strings(request, ['method', 'url']) } : {}),
    ...(isRecord(response)
      ? {
          response: {
            ...strings(response, ['status', 'etag', 'lastModified', 'location']),
            ...readExtensions(response.extension),
          },
        }
      : {}),
    // A resource of another type must not read as a deletion, which has none.
    ...(resource !== undefined && !binary ? { search: { mode: 'include' as const } } : {}),
  }
}

function historyEntry(entry: BundleEntry, instanceId?: string): HistoryEntry | undefined {
  const { resource, request, response, fullUrl, search } = entry
  if (resource?.resourceType === 'OperationOutcome' || search?.mode === 'include') return undefined
  const places = [response?.location, request?.url, fullUrl].map(addressed)
  const id = resource?.id ?? places.find((place) => place?.id)?.id ?? instanceId
  if (id === undefined || !isResourceId(id)) return undefined
  const versionId =
    resource?.meta?.versionId ??
    versionOfETag(response?.etag) ??
    places.find((place) => place?.versionId)?.versionId
  const lastUpdated = resource?.meta?.lastUpdated ?? response?.lastModified
  const method = request?.method?.toUpperCase()
  const status = /^\d{3}/.exec(response?.status ?? '')?.[0]
  const extensions = [...(resource?.meta?.extension ?? []), ...(response?.extension ?? [])]
  const [who, why] = [authorIn(extensions), reasonIn(extensions)]
  const gone = resource === undefined && method !== 'PUT' && method !== 'POST' && method !== 'PATCH'
  return {
    id,
    kind: method === 'DELETE' || gone ? 'deletion' : 'version',
    ...(versionId === undefined ? {} : { versionId }),
    ...(resource ? { resource } : {}),
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
    ...(method === undefined ? {} : { method }),
    ...(status === undefined ? {} : { status }),
    ...(who === undefined ? {} : { author: who }),
    ...(why === undefined ? {} : { reason: why }),
  }
}

/** `Binary/x`, `…/Binary/x/_history/2`. */
function addressed(url: string | undefined): { id: string; versionId?: string } | undefined {
  const match = /(?:^|\/)Binary\/([^/?#]+)(?:\/_history\/([^/?#]+))?/.exec(url ?? '')
  if (match?.[1] === undefined) return undefined
  return match[2] === undefined ? { id: match[1] } : { id: match[1], versionId: match[2] }
}

function readExtensions(value: unknown): { extension?: Extension[] } {
  const extension = list(value).flatMap(({ url, valueString }) =>
    typeof url === 'string' && typeof valueString === 'string' ? { url, valueString } : [],
  )
  return extension.length === 0 ? {} : { extension }
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** Some servers write the status as a number. */
function strings<Name extends string>(
  from: Record<string, unknown>,
  names: Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = from[name]
    if (typeof value === 'string' || typeof value === 'number') found[name] = String(value)
  }
  return found
}
