import { parseMediaType } from './media-type.ts'

/**
 * The one check of each field that people and programs fill in: the forms of the console and the server ask the same.
 * Each returns what is wrong, as a sentence that says what to do; `undefined` for what is right.
 */

/** BCP 47, well-formed (https://www.rfc-editor.org/rfc/rfc5646#section-2.1), and of a language that can be registered. */
export function languageProblem(text: string): string | undefined {
  if (LANGUAGE.test(text) || PRIVATE_USE.test(text) || GRANDFATHERED.has(text.toLowerCase())) {
    return undefined
  }
  const hyphenated = text.replaceAll('_', '-')
  return text.includes('_') && LANGUAGE.test(hyphenated)
    ? `Use a hyphen, as in ${hyphenated}.`
    : 'Use a code such as de or de-CH.'
}

/**
 * Language, up to three extended ones, script, region, variants, extensions, private use. The grammar also knows
 * languages of four to eight letters, of which none was ever registered: what has as many is a name, such as "German".
 */
const LANGUAGE =
  /^[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?$/i
const PRIVATE_USE = /^x(-[a-z\d]{1,8})+$/i
const GRANDFATHERED = new Set(
  (
    'en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao i-tay i-tsu ' +
    'sgn-be-fr sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min zh-min-nan zh-xiang'
  ).split(' '),
)

/** A media type with its parameters: RFC 6838 §4.2 for the names, RFC 9110 §8.3.1 for the rest. */
export function contentTypeProblem(text: string): string | undefined {
  if (text === '') return 'Choose a content type, such as application/pdf.'
  if (text.length > MAX_LENGTH) return `Use at most ${MAX_LENGTH} characters.`
  const type = /^[\x20-\x7e]+$/.test(text) ? parseMediaType(text) : undefined
  const names = type?.essence.split('/') ?? []
  return type !== undefined && names.every((name) => RESTRICTED_NAME.test(name))
    ? undefined
    : 'Write it as type/subtype, such as application/pdf.'
}

const RESTRICTED_NAME = /^[a-z\d][a-z\d!#$&^_.+-]{0,126}$/i
const MAX_LENGTH = 255

/** Reference.reference of R4: relative, absolute, within the resource, or a URN (https://hl7.org/fhir/R4/references.html#literal). */
export function referenceProblem(text: string): string | undefined {
  if (text.length > LONGEST_REFERENCE) return `Use at most ${LONGEST_REFERENCE} characters.`
  const isReference =
    RELATIVE.test(text) ||
    /^#[A-Za-z0-9\-.]{1,64}$/.test(text) ||
    (/^urn:/i.test(text) ? isUrn(text) : isAddress(text))
  return isReference ? undefined : 'Use a reference such as Patient/123, or a full address.'
}

const LONGEST_REFERENCE = 2048
const RELATIVE = /^[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/

function isUrn(text: string): boolean {
  if (/^urn:uuid:/i.test(text)) {
    return /^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
  }
  if (/^urn:oid:/i.test(text)) return /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/i.test(text)
  return /^urn:[a-z\d][a-z\d-]{1,31}:[^\s\p{Cc}]+$/iu.test(text)
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s\p{Cc}/]+[^\s\p{Cc}]*$/iu.test(text) && URL.canParse(text)
}
