import { formatETag } from '#fhir/etag.ts'
import type { Binary, Bundle, BundleEntry } from '#fhir/types.ts'
import type { Page, Version } from '#server/store/binaries.ts'
import type { ContentRef } from '#server/store/contents.ts'
import { authorship, isLive, resourceOf } from './resource.ts'
import { nextParams } from './search.ts'
import type { PageQuery } from './search.ts'
import { shapeResource, wantsData } from './shape.ts'

/** A Bundle whose resources lack `data`, and beside it the content that belongs into each entry. */
export interface PageBundle {
  bundle: Bundle
  contents: (ContentRef | undefined)[]
}

/**
 * @param type https://hl7.org/fhir/R4/bundle.html
 * @param path absolute, where the `self` link leads
 * @param typePath absolute, ends in `/Binary`
 */
export function pageBundle(
  type: 'history' | 'searchset',
  page: Page,
  query: PageQuery,
  { path, typePath }: { path: string; typePath: string },
): PageBundle {
  const entry = page.versions.map((version) =>
    type === 'history'
      ? historyEntry(version, query, typePath)
      : searchEntry(version, query, typePath),
  )
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type,
    total: page.total,
    link: links(page, query, path),
    ...(entry.length > 0 && { entry }),
  }
  const whole = wantsData(query.shape)
  return {
    bundle,
    contents: page.versions.map((version) => (whole ? version.body?.content : undefined)),
  }
}

function links(page: Page, query: PageQuery, path: string): NonNullable<Bundle['link']> {
  const self = new URLSearchParams(query.used)
  if (query.cursor !== undefined) {
    for (const [name, value] of nextParams(query, query.cursor)) self.set(name, value)
  }
  const link = [{ relation: 'self', url: withParams(path, self) }]
  if (page.next !== undefined && query.count > 0) {
    link.push({ relation: 'next', url: withParams(path, nextParams(query, page.next)) })
  }
  return link
}

function searchEntry(version: Version, query: PageQuery, typePath: string): BundleEntry {
  return {
    fullUrl: `${typePath}/${version.id}`,
    ...shaped(version, query),
    search: { mode: 'match' },
  }
}

/** A patch is shown as the PUT that it amounts to. */
function historyEntry(version: Version, query: PageQuery, typePath: string): BundleEntry {
  const method = { create: 'POST', update: 'PUT', delete: 'DELETE' }[version.interaction]
  return {
    fullUrl: `${typePath}/${version.id}`,
    ...shaped(version, query),
    request: { method, url: method === 'POST' ? 'Binary' : `Binary/${version.id}` },
    response: {
      status: version.status,
      location: `${typePath}/${version.id}/_history/${version.versionId}`,
      etag: formatETag(version.versionId),
      lastModified: version.lastUpdated,
      ...(isLive(version) ? {} : { extension: authorship(version) }),
    },
  }
}

function shaped(version: Version, query: PageQuery): { resource?: Binary } {
  return isLive(version) ? { resource: shapeResource(resourceOf(version), query.shape) } : {}
}

function withParams(path: string, params: URLSearchParams): string {
  return params.size === 0 ? path : `${path}?${params.toString()}`
}
