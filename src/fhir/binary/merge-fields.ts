/**
 * The fields of a Binary merged three ways, part by part: each part is what one person means by one change (the name of
 * the file, its language). The content and its type are no part: a type says what the bytes are, and goes with them.
 */
import { jsonEqual } from '#lib/json-equal.ts'
import type { Binary, Coding, Extension } from '../types.ts'
import {
  AUTHOR_EXTENSION,
  FILENAME_SYSTEM,
  FOLDER_SYSTEM,
  otherTags,
  REASON_EXTENSION,
} from './binary.ts'

export interface MergedFields {
  /** With mine where I alone changed a part; where both did, the stored one. */
  merged: Binary
  /** Labels of what the other alone changed. */
  theirs: readonly string[]
  /** Labels of what I alone changed. */
  mine: readonly string[]
  /** Labels of what both changed, and not to the same. */
  clashes: readonly string[]
}

/**
 * Takes of each part the one that was changed. Without a base, whatever differs is a clash.
 * @param takeMine labels of clashes in which mine is taken
 */
export function mergeFields(
  base: Binary | undefined,
  stored: Binary,
  mine: Binary,
  takeMine: ReadonlySet<string> = new Set(),
): MergedFields {
  const [b, s, m] = [base && partsOf(base), partsOf(stored), partsOf(mine)]
  const merged = new Map(s)
  const changed = { theirs: [] as string[], mine: [] as string[], clashes: [] as string[] }
  for (const label of new Set([...s.keys(), ...m.keys()])) {
    const [was, is, would] = [b?.get(label), s.get(label), m.get(label)]
    if (jsonEqual(is, would)) continue
    const fate = b === undefined ? 'clashes' : fateOf(was, is, would)
    changed[fate].push(label)
    if (fate === 'theirs' || (fate === 'clashes' && !takeMine.has(label))) continue
    if (would === undefined) merged.delete(label)
    else merged.set(label, would)
  }
  return { ...changed, merged: withParts(stored, merged) }
}

function fateOf(was: Part | undefined, is: Part | undefined, would: Part | undefined) {
  if (jsonEqual(was, would)) return 'theirs'
  return jsonEqual(was, is) ? 'mine' : 'clashes'
}

/** The first with all the fields of the second; the content and its type stay. */
export function withFieldsOf(binary: Binary, from: Binary): Binary {
  return withParts(binary, partsOf(from))
}

/** The first with the type of content that the second has. */
export function withContentTypeOf(binary: Binary, from: Binary): Binary {
  const { contentType: _, ...rest } = binary
  return from.contentType === undefined ? rest : { ...rest, contentType: from.contentType }
}

/** The members of one part by where they stand: of the resource, of its `meta` (`meta.source`), or some of its tags. */
type Part = Readonly<Record<string, unknown>>
type Parts = ReadonlyMap<string, Part>

/** The words of `fieldChanges`, where it has some. */
const LABELS: Record<string, string> = {
  language: 'Language',
  securityContext: 'Security context',
  implicitRules: 'Implicit rules',
  'meta.security': 'Security labels',
  'meta.profile': 'Profiles',
  'meta.source': 'Source',
  'tag.name': 'File name',
  'tag.folder': 'Folder',
  'tag.other': 'Tags',
  'meta.extension': 'Extensions',
}

/** What no person changes, and what goes with the content. */
const LEFT_OUT = new Set(['resourceType', 'id', 'data', '_data', 'contentType', '_contentType'])
const META_LEFT_OUT = new Set(['versionId', 'lastUpdated', 'tag', 'extension'])

/** By label. A primitive goes with its extensions (`_language`), and an empty list is nothing. */
function partsOf(binary: Binary): Parts {
  const parts = new Map<string, Record<string, unknown>>()
  for (const [path, value] of membersOf(binary)) {
    const name = path.replace(/(^|\.)_/, '$1')
    const label = LABELS[name] ?? name
    parts.set(label, { ...parts.get(label), [path]: value })
  }
  return parts
}

function membersOf(binary: Binary): [path: string, value: unknown][] {
  const { meta = {}, ...top } = binary
  const tags = meta.tag ?? []
  const of = (wanted: string) => tags.filter(({ system }) => system === wanted)
  const all: [string, unknown][] = [
    ...Object.entries(top).filter(([key]) => !LEFT_OUT.has(key)),
    ...Object.entries(meta).flatMap(([key, value]): [string, unknown][] =>
      META_LEFT_OUT.has(key) ? [] : [[`meta.${key}`, inOrder(value)]],
    ),
    ['tag.name', of(FILENAME_SYSTEM)],
    ['tag.folder', of(FOLDER_SYSTEM)],
    ['tag.other', inOrder(otherTags(binary))],
    ['meta.extension', (meta.extension ?? []).filter((one) => !isServers(one))],
  ]
  return all.filter(([, value]) => !Array.isArray(value) || value.length > 0)
}

/** The server's own say who saved a version and why. */
function isServers({ url }: Extension): boolean {
  return url === AUTHOR_EXTENSION || url === REASON_EXTENSION
}

/** Tags, labels and profiles are sets (https://hl7.org/fhir/R4/resource.html#Meta): another order is not a change. */
function inOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const keyed = value.map((one: unknown) => ({ one, key: JSON.stringify(one) }))
  return keyed.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ one }) => one)
}

/** The Binary with these parts in the place of its own; what stays keeps its order and its place. */
function withParts(binary: Binary, parts: Parts): Binary {
  const own = partsOf(binary)
  const changed = [...new Set([...own.keys(), ...parts.keys()])].filter(
    (label) => !jsonEqual(own.get(label), parts.get(label)),
  )
  if (changed.length === 0) return binary
  const { resourceType, meta: before, ...others } = binary
  const top: Members = { ...others }
  const meta: Members = { ...before }
  for (const label of changed) {
    const after = parts.get(label) ?? {}
    for (const path of Object.keys({ ...own.get(label), ...after })) {
      setMember(top, meta, path, after[path])
    }
  }
  return { resourceType, ...top, ...(Object.keys(meta).length > 0 && { meta }) }
}

type Members = Record<string, unknown>

function setMember(top: Members, meta: Members, path: string, value: unknown): void {
  if (path.startsWith('tag.')) {
    const wanted =
      path === 'tag.name' ? FILENAME_SYSTEM : path === 'tag.folder' ? FOLDER_SYSTEM : undefined
    const isOf = ({ system }: Coding) =>
      wanted === undefined
        ? system !== FILENAME_SYSTEM && system !== FOLDER_SYSTEM
        : system === wanted
    replace(meta, 'tag', isOf, value)
  } else if (path === 'meta.extension')
    replace(meta, 'extension', (one: Extension) => !isServers(one), value)
  else {
    const [holder, key] = path.startsWith('meta.') ? [meta, path.slice(5)] : [top, path]
    if (value === undefined) delete holder[key]
    else holder[key] = value
  }
}

type Tagged = Coding & Extension

/** Puts items into the place of the first of those of their kind. */
function replace(meta: Members, key: string, isOf: (item: Tagged) => boolean, value: unknown) {
  const before = (meta[key] ?? []) as Tagged[]
  const items = (value ?? []) as Tagged[]
  const first = before.findIndex(isOf)
  const at = first === -1 ? before.length : first
  const after = [...before.slice(0, at), ...items, ...before.slice(at).filter((one) => !isOf(one))]
  if (after.length > 0) meta[key] = after
  else delete meta[key]
}
