import type { BinaryCriteria, StringCriterion, TokenCriterion } from '#fhir/search/criteria.ts'
import { foldText, isShort, searchedText, wordsOf } from '#fhir/search/fold-text.ts'
import { isReference } from '#fhir/search/match.ts'
import { contextTerm, idTerms, languageTerm, partTerms, typeTerm, whole } from './terms.ts'

/**
 * What every file that matches has among its terms, as an expression of FTS5
 * (https://sqlite.org/fts5.html#full_text_query_syntax); some that don't match may have it too. `undefined` where the
 * index can't tell, such as for two letters anywhere in a name.
 */
export function expressionOf(
  criteria: BinaryCriteria,
  more: readonly (string | undefined)[] = [],
): string | undefined {
  const missing = criteria.securityContextMissing
  return all([
    ...more,
    ...criteria.tags.map((group) => any(group, tag)),
    ...criteria.contentTypes.map((group) =>
      any(group, (type) => (type === '*/*' ? undefined : term(typeTerm(type)))),
    ),
    ...criteria.languages.map((group) => any(group, (code) => term(languageTerm(code)))),
    missing === undefined ? undefined : term(missing ? 'y' : 'x'),
    ...criteria.securityContexts.map((group) => any(group, context)),
    ...criteria.names.map((group) => any(group, name)),
    ...criteria.finds.map((group) => any(group, (value) => all(wordsOf(value).map(found)))),
  ])
}

/** Of the files in whose name a word of `wordsOf` occurs. */
export function nameExpression(word: string): string | undefined {
  return all(partTerms('n', word, isShort(word)).map(term))
}

function tag({ system, code }: TokenCriterion): string {
  if (system === undefined) return term(whole('t', code ?? ''))
  return term(code === undefined ? whole('u', system) : whole('v', `${system}|${code}`))
}

function context(value: string): string | undefined {
  const key = term(contextTerm(value))
  if (isReference(value)) return key
  const part = foldText(value)
  if (part === '') return key
  const display = all(partTerms('c', part, isShort(part)).map(term))
  return display === undefined ? undefined : either([key, display])
}

function name({ text, how }: StringCriterion): string | undefined {
  // A whole name is indexed as far as names are searched.
  const part = how === 'exact' ? searchedText(text) : foldText(text)
  return all(partTerms('n', part, how !== 'contains').map(term))
}

function found(word: string): string | undefined {
  const inName = nameExpression(word)
  const inContext = all(partTerms('c', word, isShort(word)).map(term))
  if (inName === undefined || inContext === undefined) return undefined
  const inId = all(idTerms(word).map(term))
  return either([inName, inContext, ...(inId === undefined ? [] : [inId])])
}

/** One of the values, unless one of them is not known to the index, or they are so many that asking for each would take long. */
function any<Value>(
  values: readonly Value[],
  one: (value: Value) => string | undefined,
): string | undefined {
  if (values.length > MOST_ALTERNATIVES) return undefined
  const known = values.map(one)
  if (!known.every((expression) => expression !== undefined)) return undefined
  const expression = either(known)
  return termsIn(expression) > MOST_TERMS ? undefined : expression
}

const MOST_ALTERNATIVES = 100
/** Each is looked up anew for every part of a walk, which takes long for hundreds; judging more files takes less. */
const MOST_TERMS = 400

function termsIn(expression: string): number {
  return expression.split('"').length >> 1
}

function either(expressions: readonly string[]): string {
  const distinct = [...new Set(expressions)]
  return distinct.length === 1 ? (distinct[0] ?? '') : `(${distinct.join(' OR ')})`
}

function all(expressions: readonly (string | undefined)[]): string | undefined {
  const known = new Set(expressions.filter((one) => one !== undefined))
  if (known.size === 0) return undefined
  // The first are enough: what is left out would narrow little more down.
  let left = MOST_TERMS
  const kept = [...known].filter((expression) => (left -= termsIn(expression)) >= 0)
  if (kept.length === 0) return undefined
  return kept.length === 1 ? kept[0] : `(${kept.join(' AND ')})`
}

/** Terms hold letters and digits alone. */
function term(text: string): string {
  return `"${text}"`
}
