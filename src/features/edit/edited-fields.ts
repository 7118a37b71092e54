import { fileName, withFileName } from '#fhir/binary/binary.ts'
import { guardTags, withLanguage, withSecurityReference } from '#fhir/binary/field-edits.ts'
import { cleanFileName } from '#fhir/file-name.ts'
import { smallestPatch } from '#fhir/patch/smallest-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from '#fhir/validate.ts'

/** The fields that the form offers, as text; an empty one is not set. */
export interface EditedFields {
  fileName: string
  contentType: string
  /** A BCP 47 tag. */
  language: string
  /** A literal reference such as `Patient/123`. */
  securityContext: string
}

export function fieldsOf(binary: Binary): EditedFields {
  return {
    fileName: fileName(binary) ?? '',
    contentType: binary.contentType ?? '',
    language: binary.language ?? '',
    securityContext: binary.securityContext?.reference ?? '',
  }
}

/** The Binary with what was changed in the form; all else stays as it is, blanks that were stored included. */
export function withFields(binary: Binary, fields: EditedFields): Binary {
  const before = fieldsOf(binary)
  const changed = (field: keyof EditedFields) => fields[field] !== before[field]
  let after = binary
  if (changed('fileName')) after = withFileName(after, cleanFileName(fields.fileName))
  if (changed('contentType')) after = { ...after, contentType: fields.contentType.trim() }
  if (changed('language')) after = withLanguage(after, fields.language.trim())
  if (changed('securityContext')) {
    after = withSecurityReference(after, fields.securityContext.trim())
  }
  return after
}

/** The smallest JSON Patch that makes the change; empty when nothing changed. */
export function patchOf(binary: Binary, fields: EditedFields): PatchOperation[] {
  return guardTags(binary, smallestPatch(binary, withFields(binary, fields)))
}

/** What is wrong with each field, in a sentence that says what to do. */
export function problemsOf(fields: EditedFields): Partial<Record<keyof EditedFields, string>> {
  const [written, context] = [fields.language.trim(), fields.securityContext.trim()]
  const contentType = contentTypeProblem(fields.contentType.trim())
  const language = written === '' ? undefined : languageProblem(written)
  const securityContext = context === '' ? undefined : referenceProblem(context)
  return {
    ...(contentType !== undefined && { contentType }),
    ...(language !== undefined && { language }),
    ...(securityContext !== undefined && { securityContext }),
  }
}
