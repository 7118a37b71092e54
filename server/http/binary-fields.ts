import {
  AUTHOR_EXTENSION,
  CONTENT_EXTENSION,
  REASON_EXTENSION,
  SHA256_EXTENSION,
  SUBSETTED,
} from '#fhir/binary.ts'
import type { Binary, Coding, Extension, Meta, Reference } from '#fhir/types.ts'
import { contentTypeProblem, languageProblem, referenceProblem } from '#fhir/validate.ts'
import { isRecord } from '#lib/is-record.ts'
import type { BinaryFields } from '#server/store/store.ts'
import { checkCoding, checkExtensions, checkMembers, list, text } from './field-checks.ts'
import { Problem, unprocessable } from './problem.ts'

/**
 * The fields of a Binary that a caller sent, without what only the server says (id, version, time, its own
 * extensions). What R4 does not know at this place is refused rather than lost in silence.
 * @param json the body without `data`
 * @throws Problem 400 for something that is no Binary, 422 naming the field for a value that can't be kept
 */
export function readBinaryFields(json: Record<string, unknown>): BinaryFields {
  if (json.resourceType !== 'Binary') {
    throw new Problem(400, 'The body must be a resource with "resourceType": "Binary".', {
      expression: 'Binary.resourceType',
    })
  }
  checkMembers(json, 'Binary', KNOWN)
  const meta = readMeta(json.meta)
  const implicitRules = text(json.implicitRules, 'Binary.implicitRules', /^\S*$/)
  const language = checked(json.language, 'Binary.language', languageProblem)
  checkDataExtensions(json._data)
  const securityContext = readReference(json.securityContext, 'Binary.securityContext')
  return {
    resourceType: 'Binary',
    ...(meta && { meta }),
    ...(implicitRules !== undefined && { implicitRules }),
    ...(language !== undefined && { language }),
    contentType: readContentType(json.contentType),
    ...(securityContext && { securityContext }),
    ...companions(json),
  }
}

/** A media type as it is kept and later sent as a header. @throws Problem 422 */
export function readContentType(value: unknown): string {
  const expression = 'Binary.contentType'
  if (value === undefined || value === '') {
    throw unprocessable(
      expression,
      'contentType is missing: say what the content is, such as application/pdf.',
    )
  }
  const contentType = typeof value === 'string' ? value.trim() : value
  return checked(contentType, expression, contentTypeProblem) ?? ''
}

/** A string, where the check of `validate.ts` finds nothing wrong with it. @throws Problem 422 */
function checked(
  value: unknown,
  expression: string,
  problemOf: (text: string) => string | undefined,
): string | undefined {
  const given = text(value, expression, /^/)
  const problem = given === undefined ? undefined : problemOf(given)
  if (problem === undefined) return given
  throw unprocessable(expression, `${expression.split('.').at(-1)} is not valid. ${problem}`)
}

/** @throws Problem 422 */
export function readReference(value: unknown, expression: string): Reference | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw unprocessable(expression, 'A Reference must be an object.')
  checkMembers(value, expression, ['id', 'extension', 'reference', 'type', 'identifier', 'display'])
  checkExtensions(value.extension, `${expression}.extension`)
  checked(value.reference, `${expression}.reference`, referenceProblem)
  text(value.type, `${expression}.type`, /^\S+$/)
  text(value.display, `${expression}.display`)
  if (value.identifier !== undefined && !isRecord(value.identifier)) {
    throw unprocessable(`${expression}.identifier`, 'An Identifier must be an object.')
  }
  if (isRecord(value.identifier)) {
    text(value.identifier.system, `${expression}.identifier.system`)
    text(value.identifier.value, `${expression}.identifier.value`)
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
])

function readMeta(value: unknown): Meta | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw unprocessable('Binary.meta', 'meta must be an object.')
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
  text(value.source, 'Binary.meta.source', /^\S+$/)
  for (const profile of list(value.profile, 'Binary.meta.profile')) {
    text(profile, 'Binary.meta.profile', /^\S+$/)
  }
  for (const key of ['security', 'tag'] as const) {
    for (const coding of list(value[key], `Binary.meta.${key}`)) {
      checkCoding(coding, `Binary.meta.${key}`)
    }
  }
  checkExtensions(value.extension, 'Binary.meta.extension')
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
    throw unprocessable(
      'Binary.meta.tag',
      'This resource is trimmed (SUBSETTED): storing it would lose the fields that it lacks. Read it whole first.',
    )
  }
}

function isCallersOwn(extension: Extension): boolean {
  return !SERVER_EXTENSIONS.has(extension.url)
}

/** Size and checksums come back with every update, and are the server's to say. Others it has no place for. */
function checkDataExtensions(value: unknown): void {
  if (value === undefined) return
  if (!isRecord(value)) throw unprocessable('Binary.data', '_data must be an object.')
  checkMembers(value, 'Binary.data', ['extension'])
  checkExtensions(value.extension, 'Binary.data.extension')
  const extensions = (value as NonNullable<Binary['_data']>).extension ?? []
  if (extensions.some(isCallersOwn)) {
    throw unprocessable('Binary.data.extension', 'Extensions on data are not kept here.')
  }
}

/** `_language` and the like: ids and extensions of primitives, kept as they are. */
function companions(json: Record<string, unknown>): Record<string, unknown> {
  const kept = ['_implicitRules', '_language', '_contentType']
  return Object.fromEntries(
    kept.flatMap((name) => (json[name] === undefined ? [] : [[name, json[name]]])),
  )
}
