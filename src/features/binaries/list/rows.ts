import {
  contentSize,
  displayName,
  fileName,
  folderOf,
  securityContextKey,
  securityContextText,
} from '#fhir/binary/binary.ts'
import { parseInstant } from '#fhir/instant.ts'
import type { Binary } from '#fhir/types.ts'
import { kindOfLabel, kindLabel, type Kind } from '#formats/kinds.ts'

/** One Binary as the grid shows, sorts and filters it: all that is derived from it, derived once. */
export interface BinaryRow {
  id: string
  binary: Binary
  kind: Kind
  kindLabel: string
  /** The file's name, else the id in short. */
  label: string
  /** Whether `label` is a name rather than an id. */
  named: boolean
  contentType: string
  /** Lower case, as languages are compared; empty where there is none. */
  language: string
  /** Bytes. */
  size: number | undefined
  version: string
  /** Milliseconds since 1970. */
  updated: number | undefined
  /** In words; empty where there is none. */
  securityContext: string
  /** By which files are of the same security context; empty where there is none. */
  context: string
  /** That the file came from; empty where nobody said. */
  folder: string
  /** Names compare by these with a plain `<`: without case and accents, numbers by value. */
  nameKey: string
}

/** What a row needs of a page of the list. */
export interface RowSource {
  readonly items: readonly Binary[]
  /** The ids of others that it had, which were not what was looked for. */
  readonly dropped?: readonly string[]
}

/** The rows of one page, derived at most once for each page object. A Binary without an id can't be opened or named: it is left out. */
export function rowsOfPage(page: RowSource): readonly BinaryRow[] {
  const known = derived.get(page)
  if (known) return known
  const rows = page.items.map(rowOf).filter((row) => row !== undefined)
  derived.set(page, rows)
  return rows
}

export function rowOf(binary: Binary): BinaryRow | undefined {
  if (typeof binary.id !== 'string' || binary.id === '') return undefined
  const name = fileName(binary)
  const named = name !== undefined && name !== ''
  const contentType = binary.contentType ?? ''
  const kind = kindOfLabel(contentType, name)
  const label = displayName(binary)
  return {
    id: binary.id,
    binary,
    kind,
    kindLabel: kindLabel(kind),
    label,
    named,
    contentType,
    language: (binary.language ?? '').toLowerCase(),
    size: contentSize(binary),
    version: binary.meta?.versionId ?? '',
    updated: instantOf(binary.meta?.lastUpdated),
    securityContext: securityContextText(binary) ?? '',
    context: securityContextKey(binary) ?? '',
    folder: folderOf(binary) ?? '',
    nameKey: sortKey(named ? label : binary.id),
  }
}

/** `scan 2` before `scan 10`, `Änderung` beside `anderung`: cheap to compare a million times, unlike `Intl.Collator`. */
export function sortKey(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(16, '0'))
}

const derived = new WeakMap<RowSource, readonly BinaryRow[]>()

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(text)?.getTime()
}
