import {
  AUTHOR_EXTENSION,
  CONTENT_EXTENSION,
  REASON_EXTENSION,
  SHA256_EXTENSION,
} from '#fhir/binary/binary.ts'
import type { Binary, Extension, Meta } from '#fhir/types.ts'
import type { Version } from '#server/store/binaries.ts'

/** A version that is not a deletion. */
export type LiveVersion = Version & { body: NonNullable<Version['body']> }

export function isLive(version: Version): version is LiveVersion {
  return version.body !== undefined
}

/** The resource as a reader gets it, without `data`: what was stored, and what the server adds. */
export function resourceOf(version: LiveVersion): Binary {
  const { fields, content } = version.body
  const { resourceType, meta, ...others } = fields
  return {
    resourceType,
    id: version.id,
    meta: metaOf(version, meta),
    ...others,
    ...(content && {
      _data: {
        extension: [
          {
            url: CONTENT_EXTENSION,
            valueAttachment: {
              ...(fields.contentType !== undefined && { contentType: fields.contentType }),
              size: content.size,
              hash: content.sha1,
            },
          },
          { url: SHA256_EXTENSION, valueString: content.sha256 },
        ],
      },
    }),
  }
}

/** Who made a version, and why they said: on its `meta`, or beside the deletion in a history. */
export function authorship(version: Version): Extension[] {
  const by = { url: AUTHOR_EXTENSION, valueString: version.author }
  if (version.reason === undefined) return [by]
  return [by, { url: REASON_EXTENSION, valueString: version.reason }]
}

function metaOf(version: Version, meta: Meta | undefined): Meta {
  const extension = [...(meta?.extension ?? []), ...authorship(version)]
  return { versionId: version.versionId, lastUpdated: version.lastUpdated, ...meta, extension }
}
