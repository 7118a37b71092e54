import type { Edit } from '../draft.ts'

/** What was typed for single files, by their keys. */
export type Edits = Readonly<Record<string, Edit>>

export const NO_EDITS: Edits = {}

/** For each member a value; `undefined` takes back what was typed, so that the fields for all hold again. */
export type Change = { [Member in keyof Edit]: Edit[Member] | undefined }

/** The same change to one file, to the marked ones, or to all. */
export function withChange(edits: Edits, keys: Iterable<string>, change: Change): Edits {
  const next: Record<string, Edit> = { ...edits }
  for (const key of keys) {
    const edit = Object.fromEntries(
      Object.entries({ ...next[key], ...change }).filter(([, value]) => value !== undefined),
    ) as Edit
    if (Object.keys(edit).length > 0) next[key] = edit
    else delete next[key]
  }
  return next
}

/** Without those of files that were removed. */
export function withoutKeys(edits: Edits, keys: ReadonlySet<string>): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([key]) => !keys.has(key)))
}

/** What all of `values` are; `undefined` where they differ. */
export function common(values: Iterable<string>): string | undefined {
  const [first, ...others] = new Set(values)
  return others.length === 0 ? (first ?? '') : undefined
}
