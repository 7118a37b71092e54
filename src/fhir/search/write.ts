import type { BinaryCriteria, StringCriterion, TokenCriterion } from './criteria.ts'
import { writeDate } from './dates.ts'
import { escapeSearchValue } from './values.ts'

/** The parameters, as name and value, that `parseBinaryCriteria` reads as the same criteria. */
export function writeCriteria(criteria: BinaryCriteria): [name: string, value: string][] {
  return [
    ...written('_id', criteria.ids, escapeSearchValue),
    ...written('_language', criteria.languages, escapeSearchValue),
    ...written('_lastUpdated', criteria.lastUpdated, writeDate),
    ...written('_tag', criteria.tags, writeToken),
    ...criteria.names.flatMap(writeNames),
    ...written('_content', criteria.words, escapeSearchValue),
    ...written('find', criteria.finds, escapeSearchValue),
    ...written('security-context', criteria.securityContexts, escapeSearchValue),
    ...written('content-type', criteria.contentTypes, escapeSearchValue),
    ...missing(criteria.securityContextMissing),
  ]
}

function written<Value>(
  name: string,
  groups: readonly Value[][],
  write: (value: Value) => string,
): [string, string][] {
  return groups
    .filter((group) => group.length > 0)
    .map((group) => [name, group.map(write).join(',')])
}

/** One parameter holds alternatives of one kind; those of several can't be written as one search, and are taken as the widest. */
function writeNames(group: StringCriterion[]): [string, string][] {
  const widest = (['contains', 'starts', 'exact'] as const).find((how) =>
    group.some((one) => one.how === how),
  )
  if (widest === undefined) return []
  const name = widest === 'starts' ? 'name' : `name:${widest}`
  return [[name, group.map(({ text }) => escapeSearchValue(text)).join(',')]]
}

function writeToken({ system, code }: TokenCriterion): string {
  const escaped = escapeSearchValue(code ?? '')
  return system === undefined ? escaped : `${escapeSearchValue(system)}|${escaped}`
}

function missing(value: boolean | undefined): [string, string][] {
  return value === undefined ? [] : [['security-context:missing', String(value)]]
}
