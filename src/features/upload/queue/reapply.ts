import { rebasedFields } from '../dialog/kept-fields.ts'
import type { Remote, UploadItem } from './item.ts'

/**
 * Sends a conflicting upload again, based on the version that somebody else stored meanwhile. What was changed here
 * stays changed; all other fields are taken from that version.
 * @param ifMatch the version to base it on, where nothing is known of its fields
 */
export function reapply(item: UploadItem, remote: Remote, ifMatch: string | undefined): UploadItem {
  const { base, fields, target } = item
  if (target.kind !== 'version') return item
  const aimed = (match: string | undefined) => ({
    // Whatever an earlier attempt did, the other version came after it.
    ...item,
    state: { kind: 'waiting' as const },
    uncertainSince: undefined,
    target: {
      kind: 'version' as const,
      id: target.id,
      ...(match === undefined ? {} : { ifMatch: match }),
    },
  })
  if (remote.kind !== 'live' || base === undefined) return aimed(ifMatch)
  // The fields belong to that version: a newer one is a conflict again, and is merged in its turn.
  const { versionId, binary } = remote
  return { ...aimed(versionId), fields: rebasedFields(fields, base, binary), base: binary }
}
