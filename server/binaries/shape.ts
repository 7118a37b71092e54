import { SUBSETTED } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { Refusal } from './outcomes.ts'

/** How much of each resource is asked for (https://hl7.org/fhir/R4/search.html#elements, #summary). */
export type Shape = { kind: 'whole' } | { kind: 'elements'; names: ReadonlySet<string> }

export type Summary = 'true' | 'text' | 'data' | 'count' | 'false'

/**
 * `_elements` and `_summary`; where both are given, `_elements` wins, being more exact.
 * @throws Refusal for a summary that R4 does not know
 */
export function parseShape(params: URLSearchParams): { shape: Shape; summary?: Summary } {
  const asked = params.get('_summary')
  const summary = SUMMARIES.find((known) => known === asked)
  if (asked !== null && summary === undefined) {
    throw new Refusal('invalid-request', `_summary must be one of ${SUMMARIES.join(', ')}.`)
  }
  const names = params
    .getAll('_elements')
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().replace(/^Binary\./, ''))
    .filter((name) => name !== '')
  const wanted = names.length > 0 ? names : summary && SUMMARY_ELEMENTS[summary]
  return {
    shape: wanted ? { kind: 'elements', names: new Set(wanted) } : { kind: 'whole' },
    ...(summary && { summary }),
  }
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

const SUMMARIES = ['true', 'text', 'data', 'count', 'false'] as const

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
