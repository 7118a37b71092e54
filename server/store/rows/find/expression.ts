import type { BinaryCriteria, StringCriterion, TokenCriterion } from '#fhir/search/criteria.ts'
import { foldText, isShort, searchedText, wordsOf } from '#fhir/search/fold-text.ts'
import { isReference } from '#fhir/search/match.ts'
import { contextTerm, idTerms, languageTerm, partTerms, typeTerm, whole } from './terms.ts'

/** Part of an expression of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax). */
interface Expression {
  text: string
  /** Whether so many files have it that it says little. */
  isCommon: boolean
}

/**
 * What every file that matches has among its terms, as an expression of FTS5; some that don't match may have it too.
 * `undefined` where the index can't tell, such as for two letters anywhere in a name, or tells hardly more than that there are files.
 * @param common terms that say little, see `common-terms.ts`
 */
export function expressionOf(
  criteria: BinaryCriteria,
  common: ReadonlySet<string> = NONE,
): string | undefined {
  const { all, any, term, terms } = openExpressions(common)
  const missing = criteria.securityContextMissing
  const tag = ({ system, code }: TokenCriterion) => {
    if (system === undefined) return term(whole('t', code ?? ''))
    return term(code === undefined ? whole('u', system) : whole('v', `${system}|${code}`))
  }
  const context = (value: string) => {
    const key = term(contextTerm(value))
    if (isReference(value)) return key
    const part = foldText(value)
    if (part === '') return key
    const display = terms(partTerms('c', part, isShort(part)))
    return display && either([key, display])
  }
  const name = ({ text, how }: StringCriterion) => {
    // A whole name is indexed as far as names are searched.
    const part = how === 'exact' ? searchedText(text) : foldText(text)
    return terms(partTerms('n', part, how !== 'contains'))
  }
  const found = (word: string) => {
    const inName = terms(partTerms('n', word, isShort(word)))
    const inContext = terms(partTerms('c', word, isShort(word)))
    if (inName === undefined || inContext === undefined) return undefined
    const inId = terms(idTerms(word))
    return either([inName, inContext, ...(inId === undefined ? [] : [inId])])
  }
  return textOf(
    all([
      ...criteria.tags.map((group) => any(group, tag)),
      ...criteria.contentTypes.map((group) =>
        any(group, (type) => (type === '*/*' ? undefined : term(typeTerm(type)))),
      ),
      ...criteria.languages.map((group) => any(group, (code) => term(languageTerm(code)))),
      missing === undefined ? undefined : term(missing ? 'y' : 'x'),
      ...criteria.securityContexts.map((group) => any(group, context)),
      ...criteria.names.map((group) => any(group, name)),
      ...criteria.finds.map((group) => any(group, (value) => all(wordsOf(value).map(found)))),
    ]),
  )
}

/** What most files have is better told by looking at each. */
function textOf(expression: Expression | undefined): string | undefined {
  return expression?.isCommon === false ? expression.text : undefined
}

const NONE: ReadonlySet<string> = new Set()

/** Of the files in whose name a word of `wordsOf` occurs. */
export function nameExpression(word: string, common = NONE): string | undefined {
  return textOf(openExpressions(common).terms(partTerms('n', word, isShort(word))))
}

function openExpressions(common: ReadonlySet<string>) {
  /** Terms hold letters and digits alone. */
  const term = (text: string): Expression => ({ text: `"${text}"`, isCommon: common.has(text) })
  return {
    term,
    all,
    terms: (texts: readonly string[]) => all(texts.map(term)),
    /** One of the values, unless one of them is not known to the index, or they are so many that asking for each would take long. */
    any: <Value>(
      values: readonly Value[],
      one: (value: Value) => Expression | undefined,
    ): Expression | undefined => {
      if (values.length > MOST_ALTERNATIVES) return undefined
      const known = values.map(one)
      if (!known.every((expression) => expression !== undefined)) return undefined
      const expression = either(known)
      return termsIn(expression.text) > MOST_TERMS ? undefined : expression
    },
  }
}

const MOST_ALTERNATIVES = 100
/** Each is looked up anew for every part of a walk, which takes long for hundreds; judging more files takes less. */
const MOST_TERMS = 400

function termsIn(expression: string): number {
  return expression.split('"').length >> 1
}

function either(expressions: readonly Expression[]): Expression {
  const distinct = [...new Set(expressions.map(({ text }) => text))]
  const isCommon = expressions.some((one) => one.isCommon)
  return {
    text: distinct.length === 1 ? (distinct[0] ?? '') : `(${distinct.join(' OR ')})`,
    isCommon,
  }
}

function all(expressions: readonly (Expression | undefined)[]): Expression | undefined {
  const known = expressions.filter((one) => one !== undefined)
  const rare = known.filter(({ isCommon }) => !isCommon)
  // What most files have narrows nothing down, and FTS5 takes long to find its place among so many.
  const telling = rare.length > 0 ? rare : known.slice(0, 1)
  // The first are enough: what is left out would narrow little more down.
  let left = MOST_TERMS
  const kept = [...new Set(telling.map(({ text }) => text))].filter(
    (text) => (left -= termsIn(text)) >= 0,
  )
  if (kept.length === 0) return undefined
  const text = kept.length === 1 ? (kept[0] ?? '') : `(${kept.join(' AND ')})`
  return { text, isCommon: rare.length === 0 }
}
