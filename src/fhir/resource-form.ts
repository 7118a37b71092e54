import { parseMediaType } from './media-type.ts'

/**
 * Whether a type means a resource in a form other than JSON: R4's own types for XML and Turtle
 * (https://hl7.org/fhir/R4/http.html#mime-type), and those of earlier versions. A body of it is not a file, and neither
 * is what a reader asks for by it.
 */
export function isOtherForm(contentType: string | undefined): boolean {
  const essence = parseMediaType(contentType ?? '')?.essence ?? ''
  return /^(?:application|text)\/(?:fhir\+(?:xml|turtle)|(?:xml|turtle)\+fhir)$/.test(essence)
}
