import type { QueryClient } from '@tanstack/react-query'
import { guardTags, keptFields } from '#fhir/binary/field-edits.ts'
import { smallestPatch } from '#fhir/patch/smallest-patch.ts'
import type { Binary, PatchOperation } from '#fhir/types.ts'
import { jsonEqual } from '#lib/json-equal.ts'
import { knownCapabilities } from '../../organizations/organizations.ts'
import type { Client } from '../../transport/client.ts'
import { uploadBinary } from '../../uploads/upload.ts'
import { contentOptions, createContentProgress } from '../content.ts'
import type { WrittenBinary } from '../types.ts'
import { patchBinary } from '../writes.ts'
import type { RestorePartVariables } from './part-variables.ts'
import { restoreVersion } from './restore.ts'

/**
 * Makes the content, or the fields, of an earlier version current again, and leaves the other as it is now. A content
 * comes with its content type, which says what it is.
 * @throws ApiError `precondition-failed` where something else is current than was thought
 */
export async function restorePart(
  client: Client,
  queryClient: QueryClient,
  org: string,
  variables: RestorePartVariables,
): Promise<WrittenBinary> {
  const { id, versionId, version } = variables
  switch (variables.part) {
    case 'fields': {
      const { current, ifMatch } = variables
      const operations = fieldsPatch(current, version)
      return patchBinary(client, org, { id, operations, ...(ifMatch !== undefined && { ifMatch }) })
    }
    case 'content': {
      const { current, ifMatch } = variables
      const { contentType } = version
      const fields = { ...keptFields(current), ...(contentType !== undefined && { contentType }) }
      const file = await contentOf(client, queryClient, { org, id, versionId })
      return sendContent(client, queryClient, { org, id, ifMatch, file, fields })
    }
    case 'merged':
      return restoreMerged(client, queryClient, { org, id, versionId, merged: variables })
  }
}

/** Sends no more than it takes: a patch where the content stays, the version itself where that is what comes out. */
async function restoreMerged(
  client: Client,
  queryClient: QueryClient,
  of: Place & { versionId: string; merged: RestorePartVariables & { part: 'merged' } },
): Promise<WrittenBinary> {
  const { org, id, versionId, merged } = of
  const { stored, binary, content, version } = merged
  const { versionId: ifMatch } = stored
  const fields = keptFields(binary)
  if (content === 'stored') {
    const operations = guardTags(stored.binary, smallestPatch(stored.binary, binary))
    return patchBinary(client, org, { id, operations, ...(ifMatch !== undefined && { ifMatch }) })
  }
  if (jsonEqual(fields, keptFields(version))) {
    const replaces = {
      state: 'live' as const,
      ...(ifMatch !== undefined && { versionId: ifMatch }),
    }
    return restoreVersion(client, org, { id, versionId, replaces })
  }
  const file = await contentOf(client, queryClient, of)
  return sendContent(client, queryClient, { org, id, ifMatch, file, fields })
}

interface Place {
  org: string
  id: string
}

async function contentOf(
  client: Client,
  queryClient: QueryClient,
  { org, id, versionId }: Place & { versionId: string },
): Promise<Blob> {
  const content = contentOptions(client, createContentProgress(), { org, id, versionId })
  return (await queryClient.fetchQuery(content)).blob
}

async function sendContent(
  client: Client,
  queryClient: QueryClient,
  of: Place & { ifMatch: string | undefined; file: Blob; fields: Binary },
): Promise<WrittenBinary> {
  const { org, id, ifMatch, file, fields } = of
  const { raw } = await knownCapabilities(queryClient, client, org)
  const { written } = await uploadBinary(
    client,
    { org, way: { kind: 'version', id, ifMatch }, file, fields, raw },
    { onProgress: () => {}, onHashed: () => {}, onLocation: () => {} },
    new AbortController().signal,
  )
  return written
}

/** The fields of a version as a patch of what is current; what says what the content is stays. */
export function fieldsPatch(current: Binary, version: Binary): PatchOperation[] {
  const { tag, security, profile, source } = version.meta ?? {}
  const { tag: _t, security: _c, profile: _p, source: _o, ...rest } = current.meta ?? {}
  const meta = { ...rest, ...given({ tag, security, profile, source }) }
  const { language: _l, implicitRules: _i, securityContext: _s, ...others } = current
  const after: Binary = {
    ...others,
    ...given({
      language: version.language,
      implicitRules: version.implicitRules,
      securityContext: version.securityContext,
    }),
    ...(current.meta !== undefined || Object.keys(meta).length > 0 ? { meta } : {}),
  }
  return guardTags(current, smallestPatch(current, after))
}

/** Without what is not set. */
function given<Fields extends object>(fields: Fields): Partial<Fields> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set) as Partial<Fields>
}
