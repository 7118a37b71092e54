import type { QueryClient } from '@tanstack/react-query'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation } from '#fhir/binary/field-changes.ts'
import { withContentTypeOf, withFieldsOf } from '#fhir/binary/merge-fields.ts'
import type { Binary } from '#fhir/types.ts'
import { sameBlobs } from '#lib/blobs/same-blobs.ts'
import type { Client } from '../../transport/client.ts'
import { isFact } from '../../transport/errors.ts'
import { contentOptions, createContentProgress, loadContent } from '../content.ts'
import type { LiveBinary } from '../types.ts'
import type { RestoredPart, RestoreSides, SameBytes } from './merged-restore.ts'

/** Bytes of one content that are loaded where no checksum tells whether two are the same. */
const MOST = 100_000_000

/** What a restore makes of a Binary: its part of the version, and all else as it is. */
export function restoredBinary(binary: Binary, version: Binary, part: RestoredPart): Binary {
  switch (part) {
    case 'all':
      return version
    case 'content':
      return withContentTypeOf(binary, version)
    case 'fields':
      return withFieldsOf(binary, version)
  }
}

interface Met {
  org: string
  id: string
  change: { versionId: string; part: RestoredPart }
  base: Binary | undefined
  baseVersionId: string | undefined
  remote: LiveBinary
  version: Binary
}

/**
 * What a merge of a restore is made of. Where a server gives no checksums, the contents themselves are read: what nobody
 * can tell would be a clash.
 * @throws the signal's reason
 */
export async function restoreSides(
  queryClient: QueryClient,
  client: Client,
  { org, id, change, base, baseVersionId, remote, version }: Met,
  signal: AbortSignal,
): Promise<RestoreSides> {
  const { part } = change
  const compare = async (one: Version, other: Version): Promise<SameBytes> => {
    if (one.binary === undefined || other.binary === undefined) return 'unknown'
    const told = contentRelation(sums(one.binary), sums(other.binary))
    if (told !== 'unknown' || part === 'fields') return told
    const blobs = await Promise.all([one, other].map(load))
    const [left, right] = blobs
    if (left === undefined || right === undefined) return 'unknown'
    return (await sameBlobs(left, right, signal)) ? 'same' : 'different'
  }
  const load = async ({ versionId, binary }: Version): Promise<Blob | undefined> => {
    const size = binary && contentSize(binary)
    if (versionId === undefined || (size !== undefined && size > MOST)) return undefined
    const options = contentOptions(client, createContentProgress(), { org, id, versionId })
    try {
      return (await loadContent(queryClient, options, signal)).blob
    } catch (error) {
      if (isFact(error)) return undefined
      throw error
    }
  }
  const was = { versionId: baseVersionId, binary: base }
  const now = { versionId: remote.versionId, binary: remote.binary }
  const then = { versionId: change.versionId, binary: version }
  return {
    part,
    base,
    stored: remote.binary,
    version,
    restored: restoredBinary(base ?? remote.binary, version, part),
    bytes: {
      baseStored: await compare(was, now),
      baseRestored: await compare(was, then),
      storedRestored: await compare(now, then),
    },
  }
}

interface Version {
  versionId: string | undefined
  binary: Binary | undefined
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
