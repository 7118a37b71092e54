import { securityContextKey, securityContextText } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { Kind } from '#formats/kinds.ts'
import type { BinaryRow } from '../list/rows.ts'

/** What the page's address says besides the security context itself. */
export interface ContextView {
  /** Only files of this kind. */
  kind: Kind | undefined
  arranged: Arrangement
}

/** All files newest first, or kind after kind. */
export type Arrangement = 'newest' | 'kind'

/**
 * What the page's address names, as `paths.context` writes it, or with slashes as other systems may. Read by itself, since the
 * router takes a `%2F` that is part of a reference for a slash.
 */
export function contextOfPath(pathname: string): string {
  const [, written = ''] = /^\/o\/[^/]+\/context\/(.*)$/s.exec(pathname) ?? []
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

/** The files of exactly that context: a server's search may find more by the same words. Newest first. */
export function filesOfContext(rows: readonly BinaryRow[], key: string): BinaryRow[] {
  return rows
    .filter(({ binary }) => securityContextKey(binary)?.toWellFormed() === key)
    .toSorted((one, other) => (other.updated ?? -Infinity) - (one.updated ?? -Infinity))
}

/** How many files there are of each kind, the most frequent first. */
export function kindCounts(rows: readonly BinaryRow[]): [Kind, number][] {
  const counts = new Map<Kind, number>()
  for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].toSorted(([, one], [, other]) => other - one)
}

/** What people call it, and what else its files say that it is. */
export interface ContextName {
  /** The display of the file changed last, else the key. */
  title: string
  /** Other displays among its files: somebody may have been renamed, or a file be filed wrongly. */
  otherNames: string[]
}

/** @param rows of one context, newest first */
export function contextName(rows: readonly BinaryRow[], key: string): ContextName {
  const names = new Set(rows.flatMap(({ binary }) => displayOf(binary) ?? []))
  const [title = key.replace(/^\|/, ''), ...otherNames] = names
  return { title, otherNames }
}

function displayOf(binary: Binary): string | undefined {
  const display = binary.securityContext?.display?.trim()
  return display === undefined || display === '' ? undefined : securityContextText(binary)
}

/**
 * Where the patient (or whatever the files are filed under) is shown elsewhere. An id alone says nothing of which server it
 * is of: of an absolute reference, only a template that takes the whole of it is filled in.
 * @param templates by type of resource, as `contextLinks` of `config.json` has them: `{id}` becomes the id, `{reference}` the
 *   whole reference, both percent-encoded
 */
export function contextLink(
  templates: Readonly<Record<string, string>>,
  key: string,
): { href: string; host: string } | undefined {
  const [, base, type, id] = REFERENCE.exec(key) ?? []
  if (type === undefined || id === undefined || !Object.hasOwn(templates, type)) return undefined
  const template = templates[type] ?? ''
  if (base !== undefined && template.includes('{id}')) return undefined
  const href = template
    .replaceAll('{id}', () => encodeURIComponent(id))
    .replaceAll('{reference}', () => encodeURIComponent(key))
  return { href, host: new URL(href).host }
}

/** https://hl7.org/fhir/R4/references.html#literal */
const REFERENCE = /^(https?:\/\/.*\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/
