import { rebasedFields } from '../dialog/kept-fields.ts'
import type { Theirs, UploadItem } from './item.ts'

/**
 * A conflicting upload on its way again, on top of the version that was faster. What was changed here stays changed;
 * all other fields are as they have them.
 * @param ifMatch the version to put it on, where nothing is known of its fields
 */
export function putOnTop(
  item: UploadItem,
  theirs: Theirs,
  ifMatch: string | undefined,
): UploadItem {
  const { base, fields, target } = item
  if (target.kind !== 'version') return item
  const aimed = (match: string | undefined) => ({
    // Whatever an earlier attempt did, theirs came after it.
    ...item,
    state: { kind: 'waiting' as const },
    uncertainSince: undefined,
    target: {
      kind: 'version' as const,
      id: target.id,
      ...(match === undefined ? {} : { ifMatch: match }),
    },
  })
  if (theirs.kind !== 'live' || base === undefined) return aimed(ifMatch)
  // Their fields belong to their version: a newer one is a conflict again, and is merged in its turn.
  const { versionId, binary } = theirs
  return { ...aimed(versionId), fields: rebasedFields(fields, base, binary), base: binary }
}
