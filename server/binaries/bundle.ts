import { formatETag } from '#fhir/etag.ts'
import type { Binary, Bundle, BundleEntry, OperationOutcome } from '#fhir/types.ts'
import type { FoundPage, Version } from '#server/store/binaries.ts'
import type { ContentRef } from '#server/store/contents.ts'
import { authorship, isLive, resourceOf } from './resource.ts'
import { shapeResource, wantsData } from './shape.ts'
import type { Shape } from './shape.ts'

/** A Bundle whose resources lack `data`, and beside it the content that belongs into each entry. */
export interface PageBundle {
  bundle: Bundle
  contents: (ContentRef | undefined)[]
}

export interface Paging {
  /** How much of each resource. */
  shape: Shape
  links: { self: string; next?: string }
  /** Absolute, ends in `/Binary`. */
  typePath: string
  /** What is to be said beside the matches, behind which it comes. */
  outcome?: OperationOutcome | undefined
}

/** @param type https://hl7.org/fhir/R4/bundle.html */
export function pageBundle(
  type: 'history' | 'searchset',
  page: FoundPage,
  { shape, links, typePath, outcome }: Paging,
): PageBundle {
  const entry = page.versions.map((version) =>
    type === 'history'
      ? historyEntry(version, shape, typePath)
      : searchEntry(version, shape, typePath),
  )
  if (outcome) entry.push({ resource: outcome, search: { mode: 'outcome' } })
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type,
    ...(page.total !== undefined && { total: page.total }),
    link: Object.entries(links).map(([relation, url]) => ({ relation, url })),
    ...(entry.length > 0 && { entry }),
  }
  const whole = wantsData(shape)
  return {
    bundle,
    contents: page.versions.map((version) => (whole ? version.body?.content : undefined)),
  }
}

/**
 * An entry whose resource can't be handed out whole. The outcome stands where a reader looks for one: in the place of a
 * match (https://hl7.org/fhir/R4/bundle.html#searchset), or beside what the entry of a history says happened. A Binary
 * without `data` would look like one that is empty.
 */
export function entryOfOutcome(
  { type }: Bundle,
  entry: BundleEntry,
  outcome: OperationOutcome,
): BundleEntry {
  const { resource: _, ...others } = entry
  return type === 'searchset'
    ? { ...others, resource: outcome, search: { mode: 'outcome' } }
    : { ...others, response: { status: '500', ...entry.response, outcome } }
}

function searchEntry(version: Version, shape: Shape, typePath: string): BundleEntry {
  return {
    fullUrl: `${typePath}/${version.id}`,
    ...shaped(version, shape),
    search: { mode: 'match' },
  }
}

/** A patch is shown as the PUT that it amounts to. */
function historyEntry(version: Version, shape: Shape, typePath: string): BundleEntry {
  const method = { create: 'POST', update: 'PUT', delete: 'DELETE' }[version.interaction]
  return {
    fullUrl: `${typePath}/${version.id}`,
    ...shaped(version, shape),
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

function shaped(version: Version, shape: Shape): { resource?: Binary } {
  return isLive(version) ? { resource: shapeResource(resourceOf(version), shape) } : {}
}
