import { fileName, withFileName, withFolder } from '#fhir/binary/binary.ts'
import { withLanguage, withSecurityReference } from '#fhir/binary/field-edits.ts'
import { keptFields } from '#fhir/binary/field-edits.ts'
import { cleanFileName, fileNameOfPath } from '#fhir/file-name.ts'
import type { Binary } from '#fhir/types.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from '#fhir/validate.ts'
import type { UploadSpec, UploadTarget } from '../queue/item.ts'
import { typeByName } from './batch/sniff.ts'
import { fieldsOf, storedFolder, typeOf, type Draft, type SharedFields } from './draft.ts'

/**
 * The name to begin with is the file's own; a new version keeps the Binary's where both end alike, so that
 * `letter (2).txt` does not rename `letter.txt`.
 */
export function nameOf({ file, edit }: Pick<Draft, 'file' | 'edit'>, base?: Binary): string {
  if (edit.name !== undefined) return edit.name
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

/** What is wrong with one draft, in sentences that say what to do; nothing of a type that nobody typed. */
export function problemsOf(draft: Draft): Problems {
  const { language = '', securityContext = '', contentType } = draft.edit
  const own = sharedProblems({ language, securityContext })
  if (contentType === undefined) return own
  const wrong = contentTypeProblem(contentType.trim())
  return wrong === undefined ? own : { ...own, contentType: wrong }
}

export function isWrong(problems: Problems): boolean {
  return Object.keys(problems).length > 0
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
  const { org, target, base } = to
  const { file, folder, handle, path } = draft
  const { language, securityContext } = fieldsOf(draft, to.shared)
  const name = cleanFileName(nameOf(draft, base))
  const kept = base ? keptFields(base) : { resourceType: 'Binary' as const }
  const known = typeOf(draft).trim()
  // Not sniffed yet, or can't be: the row of the queue says the latter.
  const guessed = known === ''
  let fields: Binary = { ...kept, contentType: guessed ? typeByName(file.name) : known }
  fields = withLanguage(fields, language.trim())
  fields = withSecurityReference(fields, securityContext.trim())
  fields = withFileName(fields, name)
  // A new version stays in the folder that its Binary is in.
  if (base === undefined) fields = withFolder(fields, storedFolder(draft))
  const { size, lastModified } = file
  const facts = { name: file.name, size, lastModified, path }
  return { org, target, file, folder, name, fields, base, facts, handle, guessed }
}

/** A spec for the next version of a file of the same name; what was not typed for it stays as it is there. */
export function versionSpecOf(
  draft: Draft,
  { org, shared, base }: { org: string; shared: SharedFields; base: Binary },
): UploadSpec {
  const { id = '', meta } = base
  const ifMatch = meta?.versionId
  return specOf(draft, {
    org,
    target: { kind: 'version', id, ...(ifMatch === undefined ? {} : { ifMatch }) },
    shared: {
      language: shared.language || (base.language ?? ''),
      securityContext: shared.securityContext || (base.securityContext?.reference ?? ''),
    },
    base,
  })
}
