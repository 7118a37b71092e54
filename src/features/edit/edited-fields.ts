import { fileName, withFileName } from '#fhir/binary.ts'
import { cleanFileName } from '#fhir/file-name.ts'
import { smallestPatch } from '#fhir/patch/json-patch.ts'
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

/** The Binary with what the form says; what the form does not offer stays as it is. */
export function withFields(binary: Binary, fields: EditedFields): Binary {
  const named =
    fields.fileName === (fileName(binary) ?? '')
      ? binary
      : withFileName(binary, cleanFileName(fields.fileName))
  const { contentType: _, language: __, securityContext, ...rest } = named
  const reference = fields.securityContext.trim()
  const sameReference = reference === (securityContext?.reference ?? '')
  const context = sameReference ? securityContext : reference === '' ? undefined : { reference }
  return {
    ...rest,
    ...(fields.contentType.trim() === '' ? {} : { contentType: fields.contentType.trim() }),
    ...(fields.language.trim() === '' ? {} : { language: fields.language.trim() }),
    ...(context === undefined ? {} : { securityContext: context }),
  }
}

/** The smallest JSON Patch that makes the change; empty when nothing changed. */
export function patchOf(binary: Binary, fields: EditedFields): PatchOperation[] {
  return smallestPatch(binary, withFields(binary, fields))
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
