import { isPlain, SearchError, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { isCriterion, parseBinaryCriteria, parseParameter } from '#fhir/search/parse.ts'
import type { SearchRequest, SearchSort } from '#server/store/binaries.ts'
import { Problem } from '../errors.ts'

/**
 * Before any of it is read, which costs more than its length: some letters stand for eighteen others.
 * @throws Problem
 */
export function refuseTooLong(asked: URLSearchParams): void {
  let letters = 0
  let listed = 0
  let groups = 0
  for (const [name, value] of asked) {
    const [base = ''] = name.split(':', 1)
    if (base === '_id' || base === '_language') {
      groups += 1
      listed += alternatives(value)
    } else if (isCriterion(base)) letters += value.length + 1
  }
  if (letters > MOST_LETTERS)
    throw new Problem(
      'invalid-request',
      `A search may have ${MOST_LETTERS} characters beside ids and languages.`,
    )
  if (listed > MOST_LISTED || groups > MOST_GROUPS)
    throw new Problem(
      'limits',
      `A search may name ${MOST_LISTED} ids and languages, in ${MOST_GROUPS} parameters. Send several searches with a part of the ids each, and put together what they find.`,
    )
}

const MOST_LETTERS = 20_000
/** Ids and languages: each is looked up, at once. */
const MOST_LISTED = 5000
/** Parameters that must all hold. */
const MOST_GROUPS = 100

/** At most so many, counted without making them. */
function alternatives(value: string): number {
  let count = 1
  for (let at = value.indexOf(','); at !== -1; at = value.indexOf(',', at + 1)) count += 1
  return count
}

/**
 * Whether a parameter is a criterion that says something.
 * @returns `undefined` where it is not a criterion. @throws Problem for a value or a modifier that can't be understood
 */
export function saysSomething(name: string, value: string): boolean | undefined {
  // A list of thousands is read once, later on.
  if (name === '_id' || name === '_language') return /[^,\s]/.test(value)
  const asked = understood(() => parseParameter(name, value))
  return asked && Object.keys(asked).length > 0
}

/** @throws Problem; also for more than the server looks for at once, beside ids and languages, which it looks up */
export function readCriteria(used: URLSearchParams): BinaryCriteria {
  const criteria = understood(() => parseBinaryCriteria(used))
  if (isPlain(criteria)) return criteria
  const { ids: _, languages: __, securityContextMissing: ___, ...others } = criteria
  const values = Object.values(others).flat(2)
  const names = criteria.names.flat().map(({ text }) => text)
  const words = [...criteria.finds, ...criteria.words, names].flat().join(' ')
  if (values.length > MOST_VALUES || words.length > MOST_CHARACTERS) {
    throw new Problem(
      'invalid-request',
      `A search may have ${MOST_VALUES} values beside ids and languages, and ${MOST_CHARACTERS} characters of words and names.`,
    )
  }
  return criteria
}

const MOST_VALUES = 500
const MOST_CHARACTERS = 5000

/** `_sort` and `_total`; nothing where the answer would be the same without them. @throws Problem */
export function readOrder(used: URLSearchParams): Pick<SearchRequest, 'sort' | 'total'> {
  const sort = used.get('_sort')?.trim()
  const total = used.get('_total')?.trim()
  const known = TOTALS.find((one) => one === total)
  if (total !== undefined && known === undefined)
    throw new Problem('invalid-request', `_total must be one of ${TOTALS.join(', ')}.`)
  return {
    ...(sort !== undefined && sort !== '-_lastUpdated' && { sort: parseSort(sort) }),
    ...(known && { total: known }),
  }
}

const TOTALS = ['none', 'estimate', 'accurate'] as const
const SORTS = new Map<string, SearchSort['by']>([
  ['_lastUpdated', 'lastUpdated'],
  ['name', 'name'],
  ['size', 'size'],
])

/** Whether it is one that the server knows: others are ignored, unless handling is strict. */
export function isSort(value: string): boolean {
  return value.trim() === '' || SORTS.has(value.trim().replace(/^-/, ''))
}

export const SORT_PROBLEM = `_sort must be one of ${[...SORTS.keys()].join(', ')}, with a minus in front for the other way round.`

function parseSort(text: string): SearchSort {
  const by = SORTS.get(text.replace(/^-/, ''))
  if (by) return { by, descending: text.startsWith('-') }
  throw new Problem('invalid-request', SORT_PROBLEM)
}

function understood<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof SearchError) throw new Problem('invalid-request', error.message)
    throw error
  }
}
