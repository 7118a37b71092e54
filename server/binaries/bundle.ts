import { formatETag } from '#fhir/etag.ts'
import type { Binary, Bundle, BundleEntry, OperationOutcome } from '#fhir/types.ts'
import type { BinaryStore, FoundPage, NamedVersion, Version } from '#server/store/binaries.ts'
import type { ContentRef } from '#server/store/contents.ts'
import { authorship, isLive, resourceOf } from './resource.ts'
import { shapeResource, wantsData } from './shape.ts'
import type { Shape } from './shape.ts'

/** A Bundle that is made while it is sent: its entries are read a few at a time, and none is held once it is on its way. */
export interface PageBundle {
  /** All but its entries. */
  head: Bundle
  /** Bytes of the fields of the heaviest entries that are read at a time, as they are stored. */
  heaviest: number
  entries: AsyncIterable<PageEntry>
}

/** An entry whose resource lacks `data`, and the content that belongs there. */
export interface PageEntry {
  entry: BundleEntry
  content?: Pick<ContentRef, 'owner' | 'sha256' | 'size'>
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

/** Where the versions of a page are read. */
export interface PageSource {
  binaries: Pick<BinaryStore, 'versions'>
  organizationId: string
}

/** @param type https://hl7.org/fhir/R4/bundle.html */
export function pageBundle(
  type: 'history' | 'searchset',
  page: FoundPage,
  source: PageSource,
  paging: Paging,
): PageBundle {
  const { total, versions } = page
  const head: Bundle = {
    resourceType: 'Bundle',
    type,
    ...(total !== undefined && { total }),
    link: Object.entries(paging.links).map(([relation, url]) => ({ relation, url })),
  }
  const entryOf = type === 'history' ? historyEntry : searchEntry
  const parts = partsOf(versions)
  const heaviest = Math.max(0, ...parts.map(weightOfAll))
  return { head, heaviest, entries: entriesOf(parts, source, entryOf, paging) }
}

/** The one place where the entries of a page come to be, each when it is asked for. */
async function* entriesOf(
  parts: readonly (readonly NamedVersion[])[],
  { binaries, organizationId }: PageSource,
  entryOf: typeof searchEntry,
  { shape, typePath, outcome }: Paging,
): AsyncGenerator<PageEntry> {
  const whole = wantsData(shape)
  for (const part of parts)
    for (const version of await binaries.versions(organizationId, part)) {
      const content = whole ? version.body?.content : undefined
      yield { entry: entryOf(version, shape, typePath), ...(content && { content }) }
    }
  if (outcome) yield { entry: { resource: outcome, search: { mode: 'outcome' } } }
}

/** What is read at a time: a journey to an engine for each entry would take longer than all else. */
function partsOf(versions: readonly NamedVersion[]): NamedVersion[][] {
  const parts: NamedVersion[][] = []
  let weight = Infinity
  for (const version of versions) {
    weight += version.weight + WEIGHT_OF_ONE
    const last = parts.at(-1)
    if (last && weight <= PART_BYTES) last.push(version)
    else {
      parts.push([version])
      weight = version.weight + WEIGHT_OF_ONE
    }
  }
  return parts
}

/** Bytes of fields, as they are stored, and what each version has beside them. */
const PART_BYTES = 64 * 1024
const WEIGHT_OF_ONE = 512

function weightOfAll(part: readonly NamedVersion[]): number {
  return part.reduce((sum, { weight }) => sum + weight, 0)
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
