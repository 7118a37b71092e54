import { fileName, folderOf, otherTags } from '#fhir/binary/binary.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import { isOtherForm } from '#fhir/resource-form.ts'
import type { Binary } from '#fhir/types.ts'

/**
 * The headers that carry a Binary's fields beside its bytes (https://hl7.org/fhir/R4/binary.html#rest), or `undefined`
 * when they can't carry all of them: then it has to go as JSON. So has content of a type that means the resource itself,
 * JSON and FHIR's XML above all.
 */
export function rawHeaders(fields: Binary): Record<string, string> | undefined {
  const { contentType, language, securityContext, meta, id: _, resourceType: __, ...rest } = fields
  if (Object.keys(rest).length > 0) return undefined
  const essence = parseMediaType(contentType ?? '')?.essence
  if (contentType === undefined || essence === undefined) return undefined
  if (/[/+]json(\+fhir)?$/.test(essence) || isOtherForm(contentType)) return undefined
  const { reference, ...moreContext } = securityContext ?? {}
  const { tag = [], ...moreMeta } = meta ?? {}
  const headersSuffice =
    Object.keys(moreContext).length === 0 &&
    Object.keys(moreMeta).length === 0 &&
    otherTags(fields).length === 0 &&
    new Set(tag.map(({ system }) => system)).size === tag.length &&
    tag.every((one) => Object.keys(one).length === 2) &&
    [contentType, language, reference].every((text) => text === undefined || isHeaderText(text))
  if (!headersSuffice) return undefined
  const disposition = dispositionOf(fileName(fields), folderOf(fields))
  return {
    'Content-Type': contentType,
    ...(language === undefined ? {} : { 'Content-Language': language }),
    ...(reference === undefined ? {} : { 'X-Security-Context': reference }),
    ...(disposition === undefined ? {} : { 'Content-Disposition': disposition }),
  }
}

/** Name and folder in ASCII (RFC 8187). RFC 6266 knows no folder: a server that does not know it either ignores it. */
function dispositionOf(name: string | undefined, folder: string | undefined): string | undefined {
  if (name === undefined && folder === undefined) return undefined
  const parameters = Object.entries({ filename: name, folder }).flatMap(([key, text]) =>
    text === undefined ? [] : `; ${key}*=UTF-8''${percentEncoded(text)}`,
  )
  return `attachment${parameters.join('')}`
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
}
