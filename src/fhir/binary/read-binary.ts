import { isRecord } from '#lib/is-record.ts'
import type { Binary, Coding, Extension, Meta } from '../types.ts'

/**
 * A Binary out of JSON that came from elsewhere: the fields that we read are of the types we expect, or absent; all
 * others stay as they are, so that an update sends them back. `undefined` when it is not a Binary.
 */
export function readBinary(json: unknown): Binary | undefined {
  if (!isRecord(json) || json.resourceType !== 'Binary') return undefined
  const { id, meta, implicitRules, language, contentType, securityContext, data, _data } = json
  return present({
    ...json,
    resourceType: 'Binary' as const,
    id: text(id),
    meta: isRecord(meta) ? readMeta(meta) : undefined,
    implicitRules: text(implicitRules),
    language: text(language),
    contentType: text(contentType),
    securityContext: isRecord(securityContext) ? readReference(securityContext) : undefined,
    data: text(data),
    _data: isRecord(_data)
      ? { ..._data, extension: readExtensions(_data.extension) ?? [] }
      : undefined,
  })
}

function readMeta(meta: Record<string, unknown>): Meta {
  return present({
    ...meta,
    versionId: text(meta.versionId),
    lastUpdated: text(meta.lastUpdated),
    profile: Array.isArray(meta.profile)
      ? meta.profile.filter((one) => typeof one === 'string')
      : undefined,
    security: readCodings(meta.security),
    tag: readCodings(meta.tag),
    source: text(meta.source),
    extension: readExtensions(meta.extension),
  })
}

function readReference(reference: Record<string, unknown>): NonNullable<Binary['securityContext']> {
  return present({
    ...reference,
    reference: text(reference.reference),
    type: text(reference.type),
    display: text(reference.display),
    identifier: isRecord(reference.identifier)
      ? present({
          ...reference.identifier,
          system: text(reference.identifier.system),
          value: text(reference.identifier.value),
        })
      : undefined,
  })
}

function readCodings(list: unknown): Coding[] | undefined {
  if (!Array.isArray(list)) return undefined
  return list.filter(isRecord).map((coding) =>
    present({
      ...coding,
      system: text(coding.system),
      code: text(coding.code),
      display: text(coding.display),
    }),
  )
}

function readExtensions(list: unknown): Extension[] | undefined {
  if (!Array.isArray(list)) return undefined
  return list.filter(isRecord).flatMap((one) => {
    if (typeof one.url !== 'string') return []
    const attachment = isRecord(one.valueAttachment) ? one.valueAttachment : undefined
    return present({
      ...one,
      url: one.url,
      valueString: typeof one.valueString === 'string' ? one.valueString : undefined,
      valueBoolean: typeof one.valueBoolean === 'boolean' ? one.valueBoolean : undefined,
      valueAttachment: attachment && readAttachment(attachment),
    })
  })
}

function readAttachment(attachment: Record<string, unknown>) {
  const size = Number(attachment.size)
  return present({
    ...attachment,
    contentType: text(attachment.contentType),
    size:
      attachment.size !== undefined && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    hash: text(attachment.hash),
  })
}

/** Some servers number their versions with JSON numbers. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

type Present<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
} & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }

/** Without the members that are `undefined`. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Present<T>
}
