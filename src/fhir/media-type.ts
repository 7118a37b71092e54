import { splitOutsideQuotes } from '#lib/split-outside-quotes.ts'

export interface MediaType {
  /** `type/subtype` in lower case. */
  essence: string
  /** Names in lower case, values without their quotes. */
  parameters: Record<string, string>
}

/** One member of an `Accept` header; `essence` may be a range such as `image/*`. */
export interface AcceptedType extends MediaType {
  /** 0 to 1; 0 means "not this". */
  q: number
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** The types that the API names for a resource in JSON, its own first. */
export const JSON_TYPES = ['application/fhir+json', 'application/json', 'application/json+fhir']
const INLINE = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'application/pdf',
  'text/plain',
])

/** RFC 9110 §8.3.1. `undefined` when it is not a media type; of a parameter that comes twice the first counts. */
export function parseMediaType(text: string): MediaType | undefined {
  const [first = '', ...rest] = splitOutsideQuotes(text, ';')
  const [type, subtype, more] = first.trim().split('/')
  if (type === undefined || subtype === undefined || more !== undefined) return undefined
  if (!TOKEN.test(type) || !TOKEN.test(subtype)) return undefined
  const parameters = new Map<string, string>()
  for (const part of rest) {
    if (part.trim() === '') continue
    const [name, value] = parameter(part)
    if (value === undefined) return undefined
    if (!parameters.has(name)) parameters.set(name, value)
  }
  return {
    essence: `${type}/${subtype}`.toLowerCase(),
    parameters: Object.fromEntries(parameters),
  }
}

/**
 * Whether a body of this type is a FHIR resource in JSON: one of the three types that the API names, in UTF-8, of R4.
 * @param contentType may be missing, as headers may
 */
export function isFhirJson(contentType: string | null | undefined): boolean {
  const type = parseMediaType(contentType ?? '')
  if (!type || !JSON_TYPES.includes(type.essence)) return false
  const { charset, fhirversion } = type.parameters
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return false
  return fhirversion === undefined || /^4\.0(\.\d+)?$/.test(fhirversion)
}

/** RFC 9110 §12.5.1, the most wanted first, equals in the order they came. What can't be read is left out. */
export function parseAccept(header: string): AcceptedType[] {
  return splitOutsideQuotes(header, ',')
    .flatMap((part) => {
      const text = part.trim()
      // Java's own client sends a bare star.
      const type = parseMediaType(text.startsWith('*/') ? text : text.replace(/^\*/, '*/*'))
      if (!type) return []
      const { q: weight, ...parameters } = type.parameters
      return [{ essence: type.essence, parameters, q: quality(weight) }]
    })
    .sort((a, b) => b.q - a.q)
}

/** Whether a browser may show raw content of this type in place: nothing of it can carry a script. */
export function isInlineSafe(contentType: string): boolean {
  const essence = parseMediaType(contentType)?.essence
  if (essence === undefined) return false
  return INLINE.has(essence) || /^(audio|video)\//.test(essence)
}

function parameter(part: string): [name: string, value: string | undefined] {
  const equals = part.indexOf('=')
  const name = part.slice(0, equals).trim().toLowerCase()
  const raw = part.slice(equals + 1).trim()
  if (equals === -1 || !TOKEN.test(name)) return [name, undefined]
  if (TOKEN.test(raw)) return [name, raw]
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(raw)?.[1]
  return [name, quoted?.replace(/\\(.)/gs, '$1')]
}

function quality(text: string | undefined): number {
  if (text === undefined) return 1
  const q = Number(text)
  // A weight that can't be read excludes nothing.
  return Number.isFinite(q) ? Math.min(1, Math.max(0, q)) : 1
}
