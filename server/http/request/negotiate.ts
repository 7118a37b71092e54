import { isFhirJson, JSON_TYPES, parseAccept, parseMediaType } from '#fhir/media-type.ts'
import { isOtherForm } from '#fhir/resource-form.ts'
import { Problem } from '../errors.ts'

export type Representation = { kind: 'json'; contentType: string } | { kind: 'raw' }

/**
 * Whether a read is answered with the resource or with the bytes. `_format` takes precedence over `Accept`. A Binary that itself
 * holds JSON is read as a resource by whoever asks for JSON: any other `Accept` gets its bytes. What `Accept` excludes by
 * `q=0` is not sent (RFC 9110 §12.4.2); nor are bytes to who asks for a resource in XML alone, unless they are of that type.
 * @param own the Binary's own content type
 * @throws Problem for XML and Turtle by `_format`, and where `Accept` leaves nothing
 */
export function representation(
  accept: string | undefined,
  format: string | null,
  own: string | undefined,
): Representation {
  const essence = parseMediaType(own ?? '')?.essence ?? 'application/octet-stream'
  const asked = askedFor(accept, format, essence)
  const json = jsonOf(asked)
  const bytes = asked.quality(essence) !== 0
  if (json !== undefined && (!bytes || prefersResource(asked, essence))) {
    return { kind: 'json', contentType: json }
  }
  if (!bytes || asked.onlyOtherForms) throw notJson()
  return { kind: 'raw' }
}

/**
 * The JSON type for what has no other form.
 * @throws Problem when the caller accepts none
 */
export function jsonType(accept: string | undefined, format: string | null): string {
  const asked = askedFor(accept, format)
  const { wanted } = asked
  const any = wanted.length === 0 && !asked.onlyOtherForms
  const takes = any || wanted.some((one) => isFhirJson(one) || ANY_JSON.has(one))
  const json = takes ? jsonOf(asked) : undefined
  if (json === undefined) throw notJson()
  return json
}

const ANY_JSON = new Set(['*/*', 'application/*'])
const DEFAULT = 'application/fhir+json'

interface Asked {
  /** Essences and ranges, the most wanted first; FHIR's other forms are left out, but for the own type. */
  wanted: string[]
  /** Forms that this server does not have were wanted, and nothing else. */
  onlyOtherForms: boolean
  /** By the range that says most (RFC 9110 §12.5.1); `undefined` where nothing speaks of it. */
  quality: (essence: string) => number | undefined
}

function askedFor(accept: string | undefined, format: string | null, own?: string): Asked {
  if (format !== null && format.trim() !== '') {
    const essence = formatEssence(format)
    return { wanted: [essence], onlyOtherForms: false, quality: () => undefined }
  }
  const all = parseAccept(accept ?? '')
  const said = all.filter(({ q }) => q > 0).map(({ essence }) => essence)
  const wanted = said.filter((essence) => essence === own || !isOtherForm(essence))
  return {
    wanted,
    onlyOtherForms: said.length > 0 && wanted.length === 0,
    quality: (essence) => {
      const ranges = [essence, `${essence.split('/', 1)[0]}/*`, '*/*']
      const found = ranges.map((range) => all.find((one) => one.essence === range))
      return found.find((one) => one !== undefined)?.q
    },
  }
}

/** Of `_format`. An unescaped plus arrives as a space (https://hl7.org/fhir/R4/http.html#parameters). */
function formatEssence(format: string): string {
  const text = format.trim().replace(/ /g, '+')
  if (text === 'json') return 'application/json'
  const type = parseMediaType(text)
  if (!type || /[/+](xml|turtle)$/.test(type.essence)) throw notJson()
  return type.essence
}

/** The resource where JSON is named, unless the Binary's own type is named before it; where nothing but stars are; and by default. */
function prefersResource({ wanted, onlyOtherForms }: Asked, essence: string): boolean {
  const json = wanted.findIndex((type) => isFhirJson(type))
  if (json === -1) return !onlyOtherForms && wanted.every((type) => type === '*/*')
  const own = isFhirJson(essence) ? -1 : wanted.indexOf(essence)
  return own === -1 || json < own
}

/** The type to answer JSON in: the one that is named, else FHIR's, unless it is excluded. */
function jsonOf({ wanted, quality }: Asked): string | undefined {
  const named = wanted.find((type) => JSON_TYPES.includes(type))
  if (named === undefined && quality(DEFAULT) === 0) return undefined
  return `${named ?? DEFAULT}; charset=utf-8`
}

function notJson(): Problem {
  return new Problem(
    'not-acceptable',
    'This server answers in JSON, and with the bytes of a Binary: ask for application/fhir+json.',
  )
}
