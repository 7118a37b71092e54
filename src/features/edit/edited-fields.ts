import { fileName, withFileName } from '#fhir/binary.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import { smallestPatch } from '#fhir/patch/smallest-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'

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
    fields.fileName === (fileName(binary) ?? '') ? binary : withFileName(binary, fields.fileName)
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
  const problems: Partial<Record<keyof EditedFields, string>> = {}
  if (fields.contentType.trim() === '') {
    problems.contentType = 'Every Binary needs a content type, such as text/plain.'
  } else if (parseMediaType(fields.contentType.trim()) === undefined) {
    problems.contentType = 'Write it as type/subtype, such as application/pdf.'
  }
  if (fields.language.trim() !== '' && !isLanguageTag(fields.language.trim())) {
    problems.language = 'Write a language code, such as en, de or pt-BR.'
  }
  if (fields.securityContext.trim() !== '' && !isReference(fields.securityContext.trim())) {
    problems.securityContext = 'Write a reference, such as Patient/123, or a full address.'
  }
  return problems
}

/** https://www.rfc-editor.org/rfc/bcp/bcp47.txt, as the browser knows it. */
function isLanguageTag(text: string): boolean {
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
