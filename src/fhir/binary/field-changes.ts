import { jsonEqual } from '#lib/json-equal.ts'
import type { Binary, Coding } from '../types.ts'
import { fileName, folderOf, otherTags, securityContextText, UPLOAD_SYSTEM } from './binary.ts'

/** One field in plain words, before and after; the side where it is missing is `undefined`. */
export interface FieldChange {
  /** The element's path in FHIR's own words, such as `Binary.language`. */
  path: string
  label: string
  before: string | undefined
  after: string | undefined
}

/**
 * What changed in the fields, the content left aside. What the server itself stamps (version, time, author, checksums) is
 * no change of anybody's and does not count.
 */
export function fieldChanges(before: Binary, after: Binary): FieldChange[] {
  return FIELDS.flatMap(({ path, label, read }) => {
    const [old, now] = [read(before), read(after)]
    return old === now ? [] : { path, label, before: old, after: now }
  })
}

/** Without the tags that each file has of its own, such as that of its upload: two files always differ in those. */
export function withoutOwnTags(binary: Binary): Binary {
  if (binary.meta?.tag === undefined) return binary
  const tag = binary.meta.tag.filter(({ system }) => system !== UPLOAD_SYSTEM)
  return { ...binary, meta: { ...binary.meta, tag } }
}

/** Whether two versions hold the same bytes, as far as their checksums and sizes tell. */
export function contentRelation(
  before: { sha256?: string | undefined; sha1?: string | undefined; size?: number | undefined },
  after: { sha256?: string | undefined; sha1?: string | undefined; size?: number | undefined },
): 'same' | 'different' | 'unknown' {
  for (const sum of ['sha256', 'sha1'] as const) {
    const [old, now] = [before[sum], after[sum]]
    if (old !== undefined && now !== undefined) return old === now ? 'same' : 'different'
  }
  const sizesDiffer =
    before.size !== undefined && after.size !== undefined && before.size !== after.size
  return sizesDiffer ? 'different' : 'unknown'
}

const FIELDS: { path: string; label: string; read: (binary: Binary) => string | undefined }[] = [
  { path: 'Binary.meta.tag', label: 'File name', read: fileName },
  { path: 'Binary.meta.tag', label: 'Folder', read: folderOf },
  { path: 'Binary.contentType', label: 'Content type', read: (binary) => binary.contentType },
  { path: 'Binary.language', label: 'Language', read: (binary) => binary.language },
  { path: 'Binary.securityContext', label: 'Security context', read: securityContext },
  { path: 'Binary.meta.tag', label: 'Tags', read: (binary) => codings(otherTags(binary)) },
  {
    path: 'Binary.meta.security',
    label: 'Security labels',
    read: (binary) => codings(binary.meta?.security),
  },
  {
    path: 'Binary.meta.profile',
    label: 'Profiles',
    read: (binary) => list(binary.meta?.profile?.toSorted()),
  },
  { path: 'Binary.meta.source', label: 'Source', read: (binary) => binary.meta?.source },
  { path: 'Binary.implicitRules', label: 'Implicit rules', read: (binary) => binary.implicitRules },
]

/** The words for a reference, and the whole of it where the words alone would hide a change. */
function securityContext(binary: Binary): string | undefined {
  const context = binary.securityContext
  if (context === undefined) return undefined
  const words = securityContextText(binary)
  const plain = jsonEqual(context, { reference: words })
  if (plain || words === undefined) return words ?? JSON.stringify(context)
  return context.reference === undefined || context.reference === words
    ? words
    : `${words} (${context.reference})`
}

function codings(of: Coding[] | undefined): string | undefined {
  return list(
    of
      ?.map(({ system, code, display }) => {
        // Two codes may have one display, and a change of the code is a change.
        const exact = [system, code].filter(Boolean).join('|')
        if (display === undefined) return exact
        return exact === '' ? display : `${display} (${exact})`
      })
      .toSorted(),
  )
}

function list(of: string[] | undefined): string | undefined {
  return of === undefined || of.length === 0 ? undefined : of.join(', ')
}
