/**
 * The page's address ⇄ what it shows. Criteria carry the names of the search parameters (`_id`, `_language`,
 * `name=letter`, `_lastUpdated=2026-05-01..2026-05-31`), the rest is ours: `method=get`, `kind=pdf&kind=text`, `lang=de`, `size=1000..20000`, `updated=2026-05-01..2026-05-31`,
 * `sort=-size`, `view=gallery`, `open=ID`. An address can come from anywhere: what it says and can't be meant is left out
 * and told, never thrown.
 */
import { MORE_NAMES, type MoreCriteria, type MoreName } from '#api/binaries/search/search-types.ts'
import { isResourceId, parseIds } from '#fhir/ids.ts'
import { isKind } from '#formats/kinds.ts'
import {
  isColumnId,
  NO_FILTERS,
  type DateRange,
  type RowFilters,
  type SearchMethod,
  type SearchView,
  type SizeRange,
  type Sort,
} from './search-view.ts'

/**
 * @returns the query with its `?`, or nothing for the plain list. More ids than a server takes in a request line
 *   (a reload asks for this very address) go behind a `#`, which no browser sends.
 */
export function encodeView(view: SearchView): string {
  const params = new URLSearchParams()
  const ids = view.ids.join(',')
  const long = ids.length > LONGEST_QUERY
  if (ids !== '' && !long) params.set('_id', ids)
  if (view.language !== '') params.set('_language', view.language)
  for (const name of MORE_NAMES) {
    const text = view.more[name]
    if (text !== undefined) params.set(name, text)
  }
  if (view.method === 'GET') params.set('method', 'get')
  for (const kind of view.filters.kinds) params.append('kind', kind)
  for (const language of view.filters.languages) params.append('lang', language)
  const { size, updated } = view.filters
  if (size) params.set('size', `${size.min ?? ''}..${size.max ?? ''}`)
  if (updated) params.set('updated', writeDates(updated))
  if (view.sort) {
    params.set('sort', `${view.sort.direction === 'desc' ? '-' : ''}${view.sort.column}`)
  }
  if (view.layout === 'gallery') params.set('view', view.layout)
  if (view.open !== undefined) params.set('open', view.open)
  // Commas and dots are allowed in a query as they are, and an address is read by people too.
  const query = params.toString().replaceAll('%2C', ',')
  return `${query === '' ? '' : `?${query}`}${long ? `#_id=${ids}` : ''}`
}

export interface Decoded {
  view: SearchView
  /** What was not understood, `size=huge`, to be told. */
  problems: string[]
}

/** @param search the address's query, @param hash its fragment; both with or without their sign */
export function decodeView(search: string, hash = ''): Decoded {
  const params = new URLSearchParams(search)
  const problems: string[] = []
  const one = <Value>(name: string, read: (text: string) => Value | undefined) => {
    const text = params.get(name)?.trim() ?? ''
    if (text === '') return undefined
    const value = read(text)
    if (value === undefined) problems.push(`${name}=${shorten(text)}`)
    return value
  }
  const readMore = () => {
    const more: Partial<Record<MoreName, string>> = {}
    for (const name of MORE_NAMES) {
      const text = one(name, (given) => normalMore(name, given))
      if (text !== undefined) more[name] = text
      // FHIR would have all of them hold: what is not looked for is told.
      const others = params.getAll(name).slice(1)
      problems.push(...others.map((other) => `${name}=${shorten(other)}`))
    }
    return more
  }
  const many = <Value extends string>(name: string, is: (text: string) => text is Value) => {
    const given = [...new Set(params.getAll(name))]
    problems.push(...given.filter((text) => !is(text)).map((text) => `${name}=${shorten(text)}`))
    return given.filter(is)
  }
  const behind = new URLSearchParams(hash.replace(/^#/, '')).getAll('_id')
  const { ids, rejected } = parseIds([...params.getAll('_id'), ...behind].join(','))
  problems.push(...rejected.map((text) => `_id=${shorten(text)}`))
  const filters: RowFilters = {
    ...NO_FILTERS,
    kinds: many('kind', isKind),
    languages: [...new Set(params.getAll('lang').map((code) => code.trim().toLowerCase()))],
    size: one('size', readSizes),
    updated: one('updated', readDates),
  }
  const view: SearchView = {
    ids,
    language: normalList(params.getAll('_language').join(',')),
    more: readMore(),
    method: one('method', readMethod) ?? 'POST',
    filters,
    sort: one('sort', readSort),
    layout: one('view', (text) => LAYOUTS.find((known) => known === text)) ?? 'table',
    open: one('open', (text) => (isResourceId(text) ? text : undefined)),
  }
  return { view, problems }
}

/** What was typed into the fields, as a view has it: without those that are empty or can't be meant. */
export function normalMoreCriteria(typed: Partial<Record<MoreName, string>>): MoreCriteria {
  const more: Partial<Record<MoreName, string>> = {}
  for (const name of MORE_NAMES) {
    const text = normalMore(name, typed[name] ?? '')
    if (text !== undefined) more[name] = text
  }
  return more
}

/** The most characters of one criterion. */
export const LONGEST_CRITERION = 500

/** One blank between words, one way to write days and types; `undefined` for what says nothing (signs alone are not words) or can't be meant. */
function normalMore(name: MoreName, text: string): string | undefined {
  const plain = text.toWellFormed().replaceAll(/\s+/g, ' ').trim()
  if (plain === '' || plain.length > LONGEST_CRITERION) return undefined
  if (name === 'content-type') return normalList(plain.toLowerCase()) || undefined
  if (name === 'security-context') return plain
  if (name === 'security-context:missing') return plain === 'true' ? plain : undefined
  if (name !== '_lastUpdated') return /[\p{L}\p{N}\p{So}]/u.test(plain) ? plain : undefined
  const range = readDates(plain)
  return range && writeDates(range)
}

/** Trimmed alternatives with one comma between; what a person types and what an address says come out the same. */
export function normalList(text: string): string {
  const codes = text.split(',').map((code) => code.trim())
  return [...new Set(codes.filter((code) => code !== ''))].join(',')
}

/** Half of what common servers take for the whole request head. */
const LONGEST_QUERY = 4000

const LAYOUTS = ['table', 'gallery'] as const

function readMethod(text: string): SearchMethod | undefined {
  const method = text.toUpperCase()
  return method === 'GET' || method === 'POST' ? method : undefined
}

function readSort(text: string): Sort | undefined {
  const column = text.replace(/^-/, '')
  if (!isColumnId(column)) return undefined
  return { column, direction: text.startsWith('-') ? 'desc' : 'asc' }
}

function readSizes(text: string): SizeRange | undefined {
  const match = /^(\d{0,15})\.\.(\d{0,15})$/.exec(text)
  if (!match) return undefined
  const [min, max] = [toNumber(match[1]), toNumber(match[2])]
  if (min === undefined && max === undefined) return undefined
  if (min !== undefined && max !== undefined && min >= max) return undefined
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}

export function writeDates({ from, to }: DateRange): string {
  return `${from ?? ''}..${to ?? ''}`
}

/** `2026-05-01..2026-05-31`; `undefined` for what is not two days in their order. */
export function readDates(text: string): DateRange | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/.exec(text)
  const [from, to] = [match?.[1], match?.[2]]
  if (from === undefined && to === undefined) return undefined
  if ([from, to].some((day) => day !== undefined && !isDay(day))) return undefined
  if (from !== undefined && to !== undefined && from > to) return undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** A day that exists: JavaScript's own parser makes 2 March of 30 February. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}
