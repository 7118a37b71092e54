/**
 * What a search of Binaries asks for, as the console and the server both understand it. Each inner list holds alternatives
 * (OR); all the outer ones must hold (AND). What `parseBinaryCriteria` reads and `writeCriteria` writes.
 */
export interface BinaryCriteria {
  /** `_id`, compared exactly. */
  ids: string[][]
  /** `_language`, compared whole and without regard to case. */
  languages: string[][]
  /** `_lastUpdated`. */
  lastUpdated: DateCriterion[][]
  /** `_tag`, compared exactly. */
  tags: TokenCriterion[][]
  /** `name`: the file's. */
  names: StringCriterion[][]
  /** `_content`: each word of a value must occur in the file's name or in the text of its content. */
  words: string[][]
  /** `find`, our own: each word must occur in the name or the security context, or begin the id or a part of it. */
  finds: string[][]
  /** `security-context`: a reference, its id alone, an identifier (`value` or `system|value`), or a part of the display. */
  securityContexts: string[][]
  /** `content-type`: `type/subtype` in lower case, or `type/*`. */
  contentTypes: string[][]
  /** `security-context:missing`. */
  securityContextMissing?: boolean
}

/**
 * A date of a search, as the range that its precision covers (https://hl7.org/fhir/R4/search.html#date), both in
 * milliseconds since 1970: a day from its first millisecond until before `to`, the next day's first.
 */
export interface DateCriterion {
  prefix: DatePrefix
  from: number
  /** Not part of it. */
  to: number
}

type DatePrefix = (typeof DATE_PREFIXES)[number]
/** All of R4 but `ap`, which every server understands differently. */
export const DATE_PREFIXES = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'] as const

/** `code`, `system|code`, `system|` (any code) or `|code` (no system, an empty text). */
export interface TokenCriterion {
  system?: string
  code?: string
}

export interface StringCriterion {
  text: string
  /** At the beginning of the name or of a word in it, anywhere, or the whole name to the letter. */
  how: 'starts' | 'contains' | 'exact'
}

/** Criteria that ask for what is given and nothing else. */
export function criteriaOf(asked: Partial<BinaryCriteria> = {}): BinaryCriteria {
  return {
    ids: [],
    languages: [],
    lastUpdated: [],
    tags: [],
    names: [],
    words: [],
    finds: [],
    securityContexts: [],
    contentTypes: [],
    ...asked,
  }
}

/** Whether every Binary matches. */
export function isUnlimited({ securityContextMissing, ...lists }: BinaryCriteria): boolean {
  return (
    securityContextMissing === undefined && Object.values(lists).every((list) => list.length === 0)
  )
}

/** Whether it asks for nothing but ids and languages, as every server can be asked. */
export function isPlain(criteria: BinaryCriteria): boolean {
  return isUnlimited({ ...criteria, ids: [], languages: [] })
}

/** Why a value, or a modifier, of a search can't be understood; the message is a sentence for the caller. */
export class SearchError extends Error {
  override name = 'SearchError'
}
