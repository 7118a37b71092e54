import { fileName } from '#fhir/binary/binary.ts'
import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import { occursIn, searchedText, wordsOf } from '#fhir/search/fold-text.ts'
import { matcherOf } from '#fhir/search/match.ts'
import type { Version } from '../../binaries.ts'
import type { WordIndex } from '../../words.ts'
import type { Range } from './candidates.ts'

/** The plain test of a file: all that the resource alone can tell. */
export function plainVersionMatcher(criteria: BinaryCriteria): (version: Version) => boolean {
  // Lists of many thousands are looked up, not walked through for each file.
  const ids = criteria.ids.map((group) => new Set(group))
  const languages = criteria.languages.map(
    (group) => new Set(group.map((code) => code.toLowerCase())),
  )
  const matches = matcherOf({ ...criteria, ids: [], languages: [], words: [] })
  return ({ id, lastUpdated, body }) => {
    if (!body) return false
    const language = body.fields.language?.toLowerCase()
    return (
      ids.every((group) => group.has(id)) &&
      languages.every((group) => language !== undefined && group.has(language)) &&
      matches({ ...body.fields, id, meta: { ...body.fields.meta, lastUpdated } })
    )
  }
}

/** Which of these match: by the resource, and by the words of its content where a search asks for them. */
export type VersionMatcher = (versions: Version[]) => Promise<Version[]>

/** @param words asked for the words that the range has not been told of */
export function openVersionMatcher(
  { organizationId, told }: Range,
  criteria: BinaryCriteria,
  words: Pick<WordIndex, 'among'>,
): VersionMatcher {
  const isPlainMatch = plainVersionMatcher(criteria)
  const groups = criteria.words.map((group) => group.map(wordsOf))
  const asked = new Set(groups.flat(2))
  return async (versions) => {
    const plain = versions.filter(isPlainMatch)
    if (groups.length === 0 || plain.length === 0) return plain
    const files = plain.map((version) => {
      const { sequence, body } = version
      const known = told?.get(sequence)
      told?.delete(sequence)
      const content = body?.content?.sha256 ?? ''
      const held = new Set(known?.sha256 === content ? known.words : [])
      return { version, content, name: searchedText(body && fileName(body.fields)), held }
    })
    const open = files.filter(({ name, held }) =>
      [...asked].some((word) => !held.has(word) && !occursIn(name, word)),
    )
    const contents = new Set(open.map(({ content }) => content))
    const having = open.length > 0 ? await words.among(organizationId, asked, [...contents]) : NONE
    const matches = files.filter(({ name, content, held }) => {
      const occurs = (word: string) =>
        held.has(word) || occursIn(name, word) || having.get(word)?.has(content) === true
      return groups.every((group) => group.some((alternative) => alternative.every(occurs)))
    })
    return matches.map(({ version }) => version)
  }
}

const NONE: ReadonlyMap<string, ReadonlySet<string>> = new Map()
