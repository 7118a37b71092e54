import { isFhirJson, parseAccept, parseMediaType } from '#fhir/media-type.ts'
import { Problem } from '../errors.ts'

export type Representation = { kind: 'json'; contentType: string } | { kind: 'raw' }

/**
 * Whether a read is answered with the resource or with the bytes. `_format` takes precedence over `Accept`. A Binary that itself
 * holds JSON is read as a resource by whoever asks for JSON: any other `Accept` gets its bytes.
 * @param own the Binary's own content type
 * @throws Problem for XML and Turtle by `_format`
 */
export function representation(
  accept: string | undefined,
  format: string | null,
  own: string | undefined,
): Representation {
  const wanted = wantedTypes(accept, format)
  if (wanted.every((type) => type === '*/*')) return { kind: 'json', contentType: DEFAULT }
  const json = wanted.findIndex((type) => isFhirJson(type))
  const essence = own === undefined || isFhirJson(own) ? undefined : parseMediaType(own)?.essence
  const ownAt = essence === undefined ? -1 : wanted.indexOf(essence)
  if (json === -1 || (ownAt !== -1 && ownAt < json)) return { kind: 'raw' }
  return { kind: 'json', contentType: withCharset(wanted[json]) }
}

/**
 * The JSON type for what has no other form.
 * @throws Problem when the caller accepts none
 */
export function jsonType(accept: string | undefined, format: string | null): string {
  const wanted = wantedTypes(accept, format)
  if (wanted.length === 0) return DEFAULT
  const type = wanted.find((one) => isFhirJson(one))
  if (type !== undefined) return withCharset(type)
  if (wanted.some((one) => one === '*/*' || one === 'application/*')) return DEFAULT
  throw notJson()
}

const DEFAULT = 'application/fhir+json; charset=utf-8'

/** Essences, the most wanted first. */
function wantedTypes(accept: string | undefined, format: string | null): string[] {
  if (format === null || format.trim() === '') {
    return parseAccept(accept ?? '')
      .filter((type) => type.q > 0)
      .map((type) => type.essence)
  }
  // An unescaped plus arrives as a space (https://hl7.org/fhir/R4/http.html#parameters).
  const text = format.trim().replace(/ /g, '+')
  if (text === 'json') return ['application/json']
  const type = parseMediaType(text)
  if (!type || /[/+](xml|turtle)$/.test(type.essence)) throw notJson()
  return [type.essence]
}

function withCharset(type: string | undefined): string {
  return type === undefined ? DEFAULT : `${type}; charset=utf-8`
}

function notJson(): Problem {
  return new Problem(
    'not-acceptable',
    'This server answers in JSON: ask for application/fhir+json.',
  )
}
