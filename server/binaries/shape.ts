import { SUBSETTED } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'

/** How much of each resource is asked for (https://hl7.org/fhir/R4/search.html#elements, #summary). */
export type Shape = { kind: 'whole' } | { kind: 'elements'; names: ReadonlySet<string> }

export const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const
export type Summary = (typeof SUMMARIES)[number]

/** By the elements that are named or, where none is, by the summary. */
export function shapeOf(elements: readonly string[], summary?: Summary): Shape {
  const wanted = elements.length > 0 ? elements : summary && SUMMARY_ELEMENTS[summary]
  return wanted ? { kind: 'elements', names: new Set(wanted) } : { kind: 'whole' }
}

/**
 * The reduced copy, tagged SUBSETTED. Id, `meta`, the mandatory `contentType` and the modifier `implicitRules` stay in
 * any case, as R4 advises, and so does `_data`, which tells size and checksum of the content that is left out.
 */
export function shapeResource(resource: Binary, shape: Shape): Binary {
  if (shape.kind === 'whole') return resource
  const kept = Object.entries(resource).filter(
    ([name]) => ALWAYS.has(name) || shape.names.has(name.replace(/^_/, '')),
  )
  const meta = { ...resource.meta, tag: [...(resource.meta?.tag ?? []), SUBSETTED] }
  return { ...(Object.fromEntries(kept) as unknown as Binary), meta }
}

/** Whether the content itself is asked for. */
export function wantsData(shape: Shape): boolean {
  return shape.kind === 'whole' || shape.names.has('data')
}

/** What R4 marks Σ, and what it calls mandatory; a Binary has no text, so `data` takes nothing away. */
const SUMMARY_ELEMENTS: Partial<Record<Summary, string[]>> = {
  true: ['id', 'meta', 'implicitRules', 'contentType', 'securityContext'],
  text: ['id', 'meta', 'contentType'],
}

const ALWAYS = new Set([
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  '_implicitRules',
  'contentType',
  '_contentType',
  '_data',
])
