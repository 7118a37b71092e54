import { ApiError } from './errors.ts'

/** Paths of the documented API, below the base. Each segment is encoded; one that a URL parser would drop is refused. */
export const endpoints = {
  organizations: () => '/organizations',
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
