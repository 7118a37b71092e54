import { FILENAME_SYSTEM, fileName } from '#fhir/binary.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Binary } from '#fhir/types.ts'

/**
 * The headers that carry a Binary's fields beside its bytes (https://hl7.org/fhir/R4/binary.html#rest), or `undefined`
 * when they can't carry all of them: then it has to go as JSON. So has content of a JSON type, which a server always
 * reads as the resource itself.
 */
export function rawHeaders(fields: Binary): Record<string, string> | undefined {
  const { contentType, language, securityContext, meta, id: _, resourceType: __, ...rest } = fields
  if (Object.keys(rest).length > 0) return undefined
  const essence = parseMediaType(contentType ?? '')?.essence
  if (contentType === undefined || essence === undefined || /[/+]json(\+fhir)?$/.test(essence)) {
    return undefined
  }
  const { reference, ...moreContext } = securityContext ?? {}
  const { tag = [], ...moreMeta } = meta ?? {}
  const headersSuffice =
    Object.keys(moreContext).length === 0 &&
    Object.keys(moreMeta).length === 0 &&
    tag.every(({ system }) => system === FILENAME_SYSTEM) &&
    [contentType, language, reference].every((text) => text === undefined || isHeaderText(text))
  if (!headersSuffice) return undefined
  const name = fileName(fields)
  return {
    'Content-Type': contentType,
    ...(language === undefined ? {} : { 'Content-Language': language }),
    ...(reference === undefined ? {} : { 'X-Security-Context': reference }),
    ...(name === undefined ? {} : { 'Content-Disposition': disposition(name) }),
  }
}

/** RFC 8187: any name in ASCII. */
function disposition(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename*=UTF-8''${encoded}`
}

function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)
}
