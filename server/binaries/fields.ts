import {
  AUTHOR_EXTENSION,
  CONTENT_EXTENSION,
  REASON_EXTENSION,
  SHA256_EXTENSION,
  SUBSETTED,
  UPLOAD_LOCATION_EXTENSION,
} from '#fhir/binary/binary.ts'
import { isResourceId } from '#fhir/ids.ts'
import type { Binary, Coding, Extension, Meta, Reference } from '#fhir/types.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from '#fhir/validate.ts'
import { isRecord } from '#lib/is-record.ts'
import type { BinaryFields } from '#server/store/binaries.ts'
import {
  checkCoding,
  checkExtensions,
  checkMembers,
  checkValues,
  keptIn,
  list,
  text,
  URI,
  type IsKept,
} from './field-checks.ts'
import { invalidField, Refusal } from './outcomes.ts'

/**
 * The fields of a Binary that a caller sent, without what only the server sets (id, version, time, its own
 * extensions). An element that R4 does not have is refused rather than silently dropped.
 * @param json the body without `data`
 * @param stored what a patch leaves as it was may stay, even if an earlier release took what is refused by now
 * @throws Refusal for something that is not a Binary, and for a value that can't be stored, naming the field
 */
export function readBinaryFields(
  json: Record<string, unknown>,
  stored?: BinaryFields,
): BinaryFields {
  if (json.resourceType !== 'Binary') {
    throw notABinary()
  }
  checkMembers(json, 'Binary', KNOWN)
  const isKept = keptIn(stored)
  const meta = readMeta(json.meta, isKept)
  const implicitRules = text(json.implicitRules, 'Binary.implicitRules', URI, isKept)
  const language = checked(json.language, 'Binary.language', languageProblem, stored?.language)
  checkDataExtensions(json._data, isKept)
  const securityContext = readReference(json.securityContext, 'Binary.securityContext', {
    stored: stored?.securityContext,
    isKept,
  })
  const fields: BinaryFields = {
    resourceType: 'Binary',
    ...(meta && { meta }),
    ...(implicitRules !== undefined && { implicitRules }),
    ...(language !== undefined && { language }),
    contentType: readContentType(json.contentType, stored?.contentType),
    ...(securityContext && { securityContext }),
    ...companions(json),
  }
  // Not of what the server says itself, and a client sends back as it came.
  checkValues(fields, 'Binary', isKept)
  return fields
}

/** The body of what should be one is not a Binary. */
export function notABinary(): Refusal {
  return new Refusal(
    'invalid-resource',
    'The body must be a resource with "resourceType": "Binary".',
    { expression: 'Binary.resourceType' },
  )
}

/** @throws Refusal for what can be nobody's id */
export function checkId(id: string): void {
  if (isResourceId(id)) return
  throw new Refusal('invalid-request', 'An id is 1 to 64 letters, digits, hyphens and dots.', {
    expression: 'Binary.id',
  })
}

/** A media type as it is stored and later sent as a header. @param stored may stay as it was. @throws Refusal */
export function readContentType(value: unknown, stored?: string): string {
  const expression = 'Binary.contentType'
  if (value === undefined || value === '') {
    throw invalidField(
      expression,
      'contentType is missing: say what the content is, such as application/pdf.',
    )
  }
  if (value === stored) return stored
  const contentType = typeof value === 'string' ? value.trim() : value
  return checked(contentType, expression, contentTypeProblem) ?? ''
}

/** A string, where the check of `validate.ts` finds nothing wrong with it, or it is stored already. @throws Refusal */
function checked(
  value: unknown,
  expression: string,
  problemOf: (text: string) => string | undefined,
  stored?: string,
): string | undefined {
  if (stored !== undefined && value === stored) return stored
  const given = text(value, expression, /^/)
  const problem = given === undefined ? undefined : problemOf(given)
  if (problem === undefined) return given
  throw invalidField(expression, `${expression.split('.').at(-1)} is not valid. ${problem}`)
}

/** @param stored its `reference` may stay as it was. @throws Refusal */
export function readReference(
  value: unknown,
  expression: string,
  { stored, isKept = () => false }: { stored?: Reference | undefined; isKept?: IsKept } = {},
): Reference | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw invalidField(expression, 'A Reference must be an object.')
  checkMembers(value, expression, ['id', 'extension', 'reference', 'type', 'identifier', 'display'])
  checkExtensions(value.extension, `${expression}.extension`, isKept)
  text(value.id, `${expression}.id`, undefined, isKept)
  checked(value.reference, `${expression}.reference`, referenceProblem, stored?.reference)
  text(value.type, `${expression}.type`, URI, isKept)
  text(value.display, `${expression}.display`, undefined, isKept)
  if (value.identifier !== undefined && !isRecord(value.identifier)) {
    throw invalidField(`${expression}.identifier`, 'An Identifier must be an object.')
  }
  if (isRecord(value.identifier)) {
    text(value.identifier.system, `${expression}.identifier.system`, URI, isKept)
    text(value.identifier.value, `${expression}.identifier.value`, undefined, isKept)
  }
  return Object.keys(value).length === 0 ? undefined : value
}

const KNOWN = [
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'language',
  'contentType',
  'securityContext',
  'data',
]
const SERVER_EXTENSIONS = new Set([
  CONTENT_EXTENSION,
  SHA256_EXTENSION,
  AUTHOR_EXTENSION,
  REASON_EXTENSION,
  UPLOAD_LOCATION_EXTENSION,
])

function readMeta(value: unknown, isKept: IsKept): Meta | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw invalidField('Binary.meta', 'meta must be an object.')
  checkMembers(value, 'Binary.meta', [
    'id',
    'extension',
    'versionId',
    'lastUpdated',
    'source',
    'profile',
    'security',
    'tag',
  ])
  text(value.id, 'Binary.meta.id', undefined, isKept)
  text(value.source, 'Binary.meta.source', URI, isKept)
  for (const profile of list(value.profile, 'Binary.meta.profile')) {
    text(profile, 'Binary.meta.profile', URI, isKept)
  }
  for (const key of ['security', 'tag'] as const) {
    for (const coding of list(value[key], `Binary.meta.${key}`)) {
      checkCoding(coding, `Binary.meta.${key}`, isKept)
    }
  }
  checkExtensions(value.extension, 'Binary.meta.extension', isKept)
  const { versionId: _, lastUpdated: __, ...meta } = value as Meta
  refuseSubsetted(meta.tag)
  const kept = { ...meta, extension: meta.extension?.filter(isCallersOwn) }
  const full = Object.entries(kept).filter(
    ([name, one]) =>
      one !== undefined &&
      !(Array.isArray(one) && one.length === 0) &&
      !['_versionId', '_lastUpdated'].includes(name),
  )
  return full.length === 0 ? undefined : Object.fromEntries(full)
}

function refuseSubsetted(tags: Coding[] | undefined): void {
  const trimmed = tags?.some(
    (tag) => tag.system === SUBSETTED.system && tag.code === SUBSETTED.code,
  )
  if (trimmed) {
    throw invalidField(
      'Binary.meta.tag',
      'This resource is incomplete (SUBSETTED): storing it would lose the fields that it lacks. Read the complete one first.',
    )
  }
}

function isCallersOwn(extension: Extension): boolean {
  return !SERVER_EXTENSIONS.has(extension.url)
}

/** Size and checksums come back with every update, and only the server sets them. Other extensions have no place here. */
function checkDataExtensions(value: unknown, isKept: IsKept): void {
  if (value === undefined) return
  if (!isRecord(value)) throw invalidField('Binary.data', '_data must be an object.')
  checkMembers(value, 'Binary.data', ['extension'])
  checkExtensions(value.extension, 'Binary.data.extension', isKept)
  const extensions = (value as NonNullable<Binary['_data']>).extension ?? []
  if (extensions.some(isCallersOwn)) {
    throw invalidField('Binary.data.extension', 'Extensions on data can not be stored.')
  }
}

/** `_language` and the like: ids and extensions of primitives, stored as they are. */
function companions(json: Record<string, unknown>): Record<string, unknown> {
  const kept = ['_implicitRules', '_language', '_contentType']
  return Object.fromEntries(
    kept.flatMap((name) => (json[name] === undefined ? [] : [[name, json[name]]])),
  )
}
