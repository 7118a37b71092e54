import { fileName, withFileName, withFolder } from '#fhir/binary/binary.ts'
import { withLanguage, withSecurityReference } from '#fhir/binary/field-edits.ts'
import { cleanFileName, fileNameOfPath } from '#fhir/file-name.ts'
import type { Binary } from '#fhir/types.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from '#fhir/validate.ts'
import type { UploadSpec, UploadTarget } from '../queue/item.ts'
import type { Draft, SharedFields } from './draft.ts'
import { keptFields } from './kept-fields.ts'

/**
 * The name to begin with is the file's own; a new version keeps the Binary's where both end alike, so that
 * `letter (2).txt` does not rename `letter.txt`.
 */
export function nameOf({ file, typedName }: Draft, base?: Binary): string {
  if (typedName !== undefined) return typedName
  const own = fileNameOfPath(file.name)
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
  if (draft.detected.state === 'reading') return own
  const contentType = contentTypeProblem(type)
  return contentType === undefined ? own : { ...own, contentType }
}

export function sharedProblems(fields: SharedFields): Problems {
  const [written, context] = [fields.language.trim(), fields.securityContext.trim()]
  const language = written === '' ? undefined : languageProblem(written)
  const securityContext = context === '' ? undefined : referenceProblem(context)
  return {
    ...(language !== undefined && { language }),
    ...(securityContext !== undefined && { securityContext }),
  }
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
  const name = cleanFileName(nameOf(draft, to.base))
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
