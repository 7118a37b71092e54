/** What the active filters are called, one by one, and what is left of a view without one of them. */
import { MORE_NAMES, type BinaryFilter, type MoreName } from '#api/binaries/search/search-types.ts'
import { kindLabel } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { readDates } from './search-codec.ts'
import type { DateRange, SearchView } from './search-view.ts'

/** As fields and chips name them. */
export const criterionLabels: Record<BinaryFilter, string> = {
  _id: 'Id',
  _language: 'Language',
  find: 'Find',
  name: 'Name',
  'security-context': 'Patient or context',
  'security-context:missing': 'Missing security context',
  _content: 'Words in the content',
  'content-type': 'Content type',
  _lastUpdated: 'Changed',
}

export interface ActiveFilter {
  /** The same for the same filter, whatever it says. */
  key: string
  label: string
  value: string
  /** Asked for, or left out of what is loaded. */
  scope: 'search' | 'loaded'
  /** What the view becomes without it. */
  without: Partial<SearchView>
}

/** Those that are on, in the order of the form and of the bar. */
export function activeFilters(view: SearchView): ActiveFilter[] {
  const { ids, language, more, filters } = view
  const found: ActiveFilter[] = []
  if (ids.length > 0) {
    found.push(asked('_id', ids.length === 1 ? (ids[0] ?? '') : `${ids.length} ids`, { ids: [] }))
  }
  if (language !== '') found.push(asked('_language', spaced(language), { language: '' }))
  for (const name of MORE_NAMES) {
    const text = more[name]
    if (text !== undefined) found.push(asked(name, moreWords(name, text), without(view, name)))
  }
  if (filters.kinds.length > 0) {
    const kinds = filters.kinds.map(kindLabel).join(', ')
    found.push(loaded('kinds', 'Kinds', kinds, { filters: { ...filters, kinds: [] } }))
  }
  if (filters.languages.length > 0) {
    const codes = filters.languages.map((code) => (code === '' ? 'none' : code)).join(', ')
    found.push(loaded('lang', 'Languages', codes, { filters: { ...filters, languages: [] } }))
  }
  if (filters.size !== undefined) {
    const { min, max } = filters.size
    const least = min === undefined ? undefined : formatBytes(min)
    const most = max === undefined ? undefined : formatBytes(max)
    const cleared = { filters: { ...filters, size: undefined } }
    found.push(loaded('size', 'Size', between(least, most, 'under'), cleared))
  }
  if (filters.updated !== undefined) {
    const cleared = { filters: { ...filters, updated: undefined } }
    found.push(loaded('updated', 'Updated', daysWords(filters.updated), cleared))
  }
  return found
}

/** One criterion as a reader says it. */
function moreWords(name: MoreName, text: string): string {
  switch (name) {
    case 'content-type':
      return spaced(text)
    case 'security-context:missing':
      return 'none'
    case '_lastUpdated':
      return daysWords(readDates(text) ?? {})
    case 'find':
    case 'name':
    case 'security-context':
    case '_content':
      return text
  }
}

function asked(name: BinaryFilter, value: string, change: Partial<SearchView>): ActiveFilter {
  // “Patient or context: none”.
  const label = criterionLabels[name === 'security-context:missing' ? 'security-context' : name]
  return { key: name, label, value, scope: 'search', without: change }
}

function loaded(
  key: string,
  label: string,
  value: string,
  change: Partial<SearchView>,
): ActiveFilter {
  return { key, label, value, scope: 'loaded', without: change }
}

function without({ more }: SearchView, name: MoreName): Partial<SearchView> {
  const { [name]: _, ...others } = more
  return { more: others }
}

function daysWords({ from, to }: DateRange): string {
  return between(from, to, 'until')
}

function between(from: string | undefined, to: string | undefined, upTo: string): string {
  if (from === undefined) return `${upTo} ${to ?? ''}`
  return to === undefined ? `from ${from}` : `${from} to ${to}`
}

function spaced(list: string): string {
  return list.replaceAll(',', ', ')
}
