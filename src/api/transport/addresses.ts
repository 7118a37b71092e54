import { ApiError } from './errors.ts'

/** Paths of the documented API, below the base. Each segment is encoded; one that a URL parser would drop is refused. */
export const endpoints = {
  organizations: () => '/organizations',
  session: () => '/session',
  base: (org: string) => `/organizations/${segment(org)}/fhir/4`,
  metadata: (org: string) => `/organizations/${segment(org)}/fhir/4/metadata`,
  type: (org: string) => `/organizations/${segment(org)}/fhir/4/Binary`,
  search: (org: string) => `${endpoints.type(org)}/_search`,
  typeHistory: (org: string) => `${endpoints.type(org)}/_history`,
  instance: (org: string, id: string) => `${endpoints.type(org)}/${segment(id)}`,
  history: (org: string, id: string) => `${endpoints.instance(org, id)}/_history`,
  version: (org: string, id: string, versionId: string) =>
    `${endpoints.history(org, id)}/${segment(versionId)}`,
}

function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') {
    throw new ApiError('not-found', {
      method: 'GET',
      path: `/${text}`,
      message: `"${text}" can be neither an id nor a version.`,
    })
  }
  return encodeURIComponent(text.toWellFormed())
}

/** With its parameters; those without a value are left out. */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.append(name, value)
  }
  return params.size === 0 ? path : `${path}?${params.toString()}`
}

/**
 * Where a Bundle's link leads, as a path below the base. The token goes with the request, so it may only ever lead to
 * our own server: a link that names another host (a server behind a proxy often knows only its inner name) is taken
 * onto the base when its path is one of this API's, and refused otherwise.
 * @param base the API's base as an absolute URL
 * @param from the path below the base that the Bundle came from: relative links start there
 * @throws ApiError `blocked-link`
 */
export function linkPath(link: string, from: string, base: URL): string {
  const basePath = base.pathname.replace(/\/$/, '')
  const url = parse(link, new URL(`${basePath}${from}`, base))
  if (!url || !/^https?:$/.test(url.protocol)) throw blocked(from)
  const rest = `${url.pathname}${url.search}`
  if (url.origin === base.origin && (basePath === '' || rest.startsWith(`${basePath}/`))) {
    return rest.slice(basePath.length)
  }
  const ours = /\/organizations\/[^/]+\/fhir\/4(\/|$)/.exec(url.pathname)
  if (!ours) throw blocked(from)
  return rest.slice(ours.index)
}

function parse(link: string, base: URL): URL | undefined {
  return URL.canParse(link, base) ? new URL(link, base) : undefined
}

function blocked(from: string): ApiError {
  return new ApiError('blocked-link', {
    method: 'GET',
    path: from.split('?', 1)[0] ?? from,
    message: 'The link to the next page leads away from the configured server.',
  })
}
