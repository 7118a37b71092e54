import { fileName, withFileName, withFolder } from '#fhir/binary.ts'
import { withLanguage, withSecurityReference } from '#fhir/field-edits.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Binary } from '#fhir/types.ts'
import type { UploadSpec, UploadTarget } from '../queue/item.ts'
import { newKey } from '../queue/new-key.ts'
import { cleanFolder, cleanName } from './clean-name.ts'
import { keptFields } from './kept-fields.ts'

/** A file in the dialog, before it is queued. */
export interface Draft {
  key: string
  file: File
  folder: string
  /** As typed; see `nameOf` until then. */
  typedName: string | undefined
  /** As typed; what the bytes say until then. */
  contentType: string
  sniffed: Sniffing
  /** Its own language and security context; `undefined` follows those for all. */
  own: SharedFields | undefined
}

export type Sniffing =
  | { state: 'reading' }
  | { state: 'known'; contentType: string; certain: boolean }
  /** The file can't be read. */
  | { state: 'unreadable' }

/** As typed. */
export interface SharedFields {
  language: string
  securityContext: string
}

/** Dropped files carry their path; those of a folder input have it already. */
export type FileWithPath = File & { path?: string }

export function draftOf(file: FileWithPath): Draft {
  const path = [file.webkitRelativePath, file.path].find(Boolean) ?? ''
  return {
    key: newKey(),
    file,
    folder: cleanFolder(path),
    typedName: undefined,
    contentType: '',
    sniffed: { state: 'reading' },
    own: undefined,
  }
}

/** As a file manager lists them: by their paths, numbers by their value. Files that were chosen one by one stay as they are. */
export function inFolderOrder(files: readonly FileWithPath[]): readonly FileWithPath[] {
  return files.toSorted((one, other) => byPath.compare(pathOf(one), pathOf(other)))
}

const byPath = new Intl.Collator(undefined, { numeric: true })

/** With its folders; empty for a file without any. */
function pathOf(file: FileWithPath): string {
  const path = ([file.webkitRelativePath, file.path].find(Boolean) ?? '').replace(/^\.?\//, '')
  return path.includes('/') ? path : ''
}

/**
 * The name to begin with is the file's own; a new version keeps the Binary's where both end alike, so that
 * `letter (2).txt` does not rename `letter.txt`.
 */
export function nameOf({ file, typedName }: Draft, base?: Binary): string {
  if (typedName !== undefined) return typedName
  const own = cleanName(file.name)
  const current = base && fileName(base)
  const isAlike = current !== undefined && endingOf(current) === endingOf(own)
  return isAlike ? current : own
}

function endingOf(name: string): string {
  return /\.[^.]{1,10}$/.exec(name)?.[0].toLowerCase() ?? ''
}

export interface Problems {
  contentType?: string
  language?: string
  securityContext?: string
}

/** What is wrong with one draft, in sentences that say what to do; nothing while its type is being read. */
export function problemsOf(draft: Draft): Problems {
  const type = draft.contentType.trim()
  const own = draft.own ? sharedProblems(draft.own) : {}
  if (draft.sniffed.state === 'reading') return own
  if (type === '') return { ...own, contentType: 'Choose a type, such as application/pdf.' }
  if (parseMediaType(type) === undefined) {
    return { ...own, contentType: 'Write it as type/subtype, such as application/pdf.' }
  }
  return own
}

export function sharedProblems({ language, securityContext }: SharedFields): Problems {
  const problems: Problems = {}
  if (language.trim() !== '' && !isLanguage(language.trim())) {
    problems.language = 'Write a language code, such as en, de or pt-BR.'
  }
  if (securityContext.trim() !== '' && !isReference(securityContext.trim())) {
    problems.securityContext = 'Write a reference, such as Patient/123, or a full address.'
  }
  return problems
}

/**
 * What goes to the queue.
 * @param base the Binary that gets a new version: all that the dialog does not offer stays as it is there
 */
export function specOf(
  draft: Draft,
  to: { org: string; target: UploadTarget; shared: SharedFields; base?: Binary | undefined },
): UploadSpec {
  const { language, securityContext } = draft.own ?? to.shared
  const name = cleanName(nameOf(draft, to.base))
  const kept = to.base ? keptFields(to.base) : { resourceType: 'Binary' as const }
  let fields: Binary = { ...kept, contentType: draft.contentType.trim() }
  fields = withLanguage(fields, language.trim())
  fields = withSecurityReference(fields, securityContext.trim())
  fields = withFileName(fields, name)
  // A new version stays in the folder that its Binary is in.
  if (to.base === undefined) fields = withFolder(fields, draft.folder.split(' / ').join('/'))
  const { org, target } = to
  return {
    org,
    target,
    file: draft.file,
    folder: draft.folder,
    name,
    fields,
    base: to.base,
  }
}

/** https://www.rfc-editor.org/info/bcp47, as the browser knows it. */
function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

/** https://hl7.org/fhir/R4/references.html#literal: relative, absolute, or a URN. */
function isReference(text: string): boolean {
  return (
    /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/.test(text) ||
    /^https?:\/\/\S+$/.test(text) ||
    /^urn:(uuid|oid):\S+$/.test(text)
  )
}
