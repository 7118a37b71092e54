import type { Binary } from '#fhir/types.ts'
import { jsonEqual } from '#lib/json-equal.ts'

/** The fields that a new version takes over: without what the server gives, and what speaks of the old content. */
export function keptFields(binary: Binary): Binary {
  const { id: _, data: __, _data: ___, meta, ...fields } = binary
  const { versionId: _v, lastUpdated: _l, extension: _e, ...kept } = meta ?? {}
  return { ...fields, ...(Object.keys(kept).length === 0 ? {} : { meta: kept }) }
}

/**
 * The fields for a new content on top of somebody else's version: what was not changed here is as they have it, since
 * it may be a security context that they corrected. The content type is that of the content.
 * @param base the version that both began with
 */
export function rebasedFields(mine: Binary, base: Binary, theirs: Binary): Binary {
  const [before, now] = [keptFields(base), keptFields(theirs)]
  const { meta: _, ...fields } = merged(mine, before, now)
  const meta = merged(mine.meta ?? {}, before.meta ?? {}, now.meta ?? {})
  const { contentType } = mine
  return {
    ...fields,
    ...(contentType === undefined ? {} : { contentType }),
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
  }
}

/** Member by member: mine where I changed it, else theirs. */
function merged<Members extends object>(mine: Members, base: Members, theirs: Members): Members {
  const [ours, before] = [new Map(Object.entries(mine)), new Map(Object.entries(base))]
  const result = new Map(Object.entries(theirs))
  for (const key of new Set([...ours.keys(), ...before.keys()])) {
    if (jsonEqual(ours.get(key), before.get(key))) continue
    if (ours.has(key)) result.set(key, ours.get(key))
    else result.delete(key)
  }
  return Object.fromEntries(result) as Members
}
