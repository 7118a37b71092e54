import { FILENAME_SYSTEM, FOLDER_SYSTEM } from '#fhir/binary/binary.ts'
import { keptFields } from '#fhir/binary/field-edits.ts'
import type { Binary, Coding } from '#fhir/types.ts'
import { jsonEqual } from '#lib/json-equal.ts'

/**
 * The fields for a new content on top of a version that somebody else stored meanwhile: what was not changed here is
 * as that version has it, since it may be a corrected security context. The content type is that of the content.
 * @param mine the fields as they were to be uploaded
 * @param base the version that both began with
 * @param remote the stored version
 */
export function rebasedFields(mine: Binary, base: Binary, remote: Binary): Binary {
  const [before, now] = [keptFields(base), keptFields(remote)]
  const { meta: _, ...fields } = merged(mine, before, now)
  const { tag: __, ...meta } = merged(mine.meta ?? {}, before.meta ?? {}, now.meta ?? {})
  const tag = mergedTags(mine.meta?.tag, before.meta?.tag, now.meta?.tag)
  const all = { ...meta, ...(tag.length === 0 ? {} : { tag }) }
  const { contentType } = mine
  return {
    ...fields,
    ...(contentType === undefined ? {} : { contentType }),
    ...(Object.keys(all).length === 0 ? {} : { meta: all }),
  }
}

/** Member by member: mine where I changed it, else that of the stored version. */
function merged<Members extends object>(mine: Members, base: Members, remote: Members): Members {
  const [ours, before] = [new Map(Object.entries(mine)), new Map(Object.entries(base))]
  const result = new Map(Object.entries(remote))
  for (const key of new Set([...ours.keys(), ...before.keys()])) {
    if (jsonEqual(ours.get(key), before.get(key))) continue
    if (ours.has(key)) result.set(key, ours.get(key))
    else result.delete(key)
  }
  return Object.fromEntries(result) as Members
}

/** The stored version's tags, without those that I took away and with those that I added. */
function mergedTags(mine: Coding[] = [], base: Coding[] = [], remote: Coding[] = []): Coding[] {
  const isIn = (list: Coding[], tag: Coding) => list.some((one) => jsonEqual(one, tag))
  const added = mine.filter((tag) => !isIn(base, tag))
  const removed = base.filter((tag) => !isIn(mine, tag))
  // A file has one name and one folder: mine, where I changed it.
  const replaced = new Set(added.map(({ system }) => system).filter((system) => SINGLE.has(system)))
  const kept = remote.filter((tag) => !isIn(removed, tag) && !replaced.has(tag.system))
  return [...kept, ...added.filter((tag) => !isIn(kept, tag))]
}

const SINGLE = new Set<string | undefined>([FILENAME_SYSTEM, FOLDER_SYSTEM])
