import { parseMediaType } from '../media-type.ts'
import { criteriaOf, SearchError } from './criteria.ts'
import type { BinaryCriteria, StringCriterion, TokenCriterion } from './criteria.ts'
import { parseDate } from './dates.ts'
import { foldText, wordsOf } from './fold-text.ts'
import { splitAlternatives, splitToken, unescapeSearchValue } from './values.ts'

/**
 * The criteria among the parameters of a search; others are left out. A parameter without a value says nothing, as R4
 * has it.
 * @throws SearchError for a value or a modifier that can't be understood
 */
export function parseBinaryCriteria(params: Iterable<[string, string]>): BinaryCriteria {
  const criteria = criteriaOf()
  for (const [name, value] of params) {
    const one = parseParameter(name, value)
    if (one) add(criteria, one)
  }
  return criteria
}

/**
 * What one parameter asks for; nothing where it has no value.
 * @returns `undefined` for a parameter that is not a criterion
 * @throws SearchError
 */
export function parseParameter(name: string, value: string): Partial<BinaryCriteria> | undefined {
  const [base = '', modifier] = name.split(/:(.*)/s, 2)
  const parse = PARAMETERS[base as Parameter]
  return isCriterion(base) ? parse(modifier, value) : undefined
}

/** @param name of a parameter, without its modifier */
export function isCriterion(name: string): boolean {
  return Object.hasOwn(PARAMETERS, name)
}

export type Parameter =
  | '_id'
  | '_language'
  | '_lastUpdated'
  | '_tag'
  | '_content'
  | 'name'
  | 'security-context'
  | 'content-type'
  | 'find'

const PARAMETERS: Record<
  Parameter | '_security-context',
  (modifier: string | undefined, value: string) => Partial<BinaryCriteria> | undefined
> = {
  _id: plain('_id', (ids) => ({ ids }), unescapeSearchValue),
  _language: plain('_language', (languages) => ({ languages }), unescapeSearchValue),
  _lastUpdated: plain('_lastUpdated', (lastUpdated) => ({ lastUpdated }), parseDate),
  _tag: plain('_tag', (tags) => ({ tags }), tokenOf),
  _content: plain('_content', (words) => ({ words }), searchable),
  find: plain('find', (finds) => ({ finds }), searchable),
  'content-type': plain('content-type', (contentTypes) => ({ contentTypes }), essenceOf),
  name: (modifier, value) => {
    const how = modifier ?? 'starts'
    if (how !== 'starts' && how !== 'contains' && how !== 'exact') throw unsupported('name', how)
    if (modifier === 'starts') throw unsupported('name', how)
    return listed(
      value,
      (one) => nameOf(one, how),
      (names) => ({ names }),
    )
  },
  'security-context': (modifier, value) => {
    if (modifier === 'missing') return missing(value)
    if (modifier !== undefined) throw unsupported('security-context', modifier)
    const context = (one: string) => unescapeSearchValue(one)
    return listed(value, context, (securityContexts) => ({ securityContexts }))
  },
  // Also spelled as if it were one of R4's own, for `:missing` alone.
  '_security-context': (modifier, value) => (modifier === 'missing' ? missing(value) : undefined),
}

/** A parameter without modifiers, whose alternatives `read` understands or leaves out. */
function plain<Value>(
  name: string,
  collect: (groups: Value[][]) => Partial<BinaryCriteria>,
  read: (alternative: string) => Value | undefined,
) {
  return (modifier: string | undefined, value: string) => {
    if (modifier !== undefined) throw unsupported(name, modifier)
    return listed(value, read, collect)
  }
}

function listed<Value>(
  value: string,
  read: (alternative: string) => Value | undefined,
  collect: (groups: Value[][]) => Partial<BinaryCriteria>,
): Partial<BinaryCriteria> {
  const group = splitAlternatives(value)
    .map(read)
    .filter((one) => one !== undefined)
  return group.length > 0 ? collect([group]) : {}
}

function tokenOf(alternative: string): TokenCriterion | undefined {
  const { system, code } = splitToken(alternative)
  if (code === '') return system === undefined || system === '' ? undefined : { system }
  return system === undefined ? { code } : { system, code }
}

function searchable(alternative: string): string | undefined {
  const text = unescapeSearchValue(alternative)
  return wordsOf(text).length > 0 ? text : undefined
}

function nameOf(alternative: string, how: StringCriterion['how']): StringCriterion | undefined {
  const text = unescapeSearchValue(alternative)
  return how === 'exact' || foldText(text) !== '' ? { text, how } : undefined
}

function essenceOf(alternative: string): string {
  const text = unescapeSearchValue(alternative)
  return parseMediaType(text)?.essence ?? text.toLowerCase()
}

function missing(value: string): Partial<BinaryCriteria> {
  const text = value.trim()
  if (text === '') return {}
  if (text === 'true' || text === 'false') return { securityContextMissing: text === 'true' }
  throw new SearchError('security-context:missing must be true or false.')
}

function unsupported(name: string, modifier: string): SearchError {
  return new SearchError(`The modifier in "${name}:${modifier.slice(0, 60)}" is not supported.`)
}

/** In place, since a search may come in many thousands of parameters. */
function add(
  criteria: BinaryCriteria,
  { securityContextMissing: missing, ...lists }: Partial<BinaryCriteria>,
) {
  criteria.ids.push(...(lists.ids ?? []))
  criteria.languages.push(...(lists.languages ?? []))
  criteria.lastUpdated.push(...(lists.lastUpdated ?? []))
  criteria.tags.push(...(lists.tags ?? []))
  criteria.names.push(...(lists.names ?? []))
  criteria.words.push(...(lists.words ?? []))
  criteria.finds.push(...(lists.finds ?? []))
  criteria.securityContexts.push(...(lists.securityContexts ?? []))
  criteria.contentTypes.push(...(lists.contentTypes ?? []))
  if (missing === undefined) return
  if (criteria.securityContextMissing === !missing)
    throw new SearchError('security-context:missing can only be true or false.')
  criteria.securityContextMissing = missing
}
