/** What becomes of a restore that meets another change: pure, for one dialog and for many files at once. */
import { fieldChanges } from '#fhir/binary/field-changes.ts'
import { mergeFields, withContentTypeOf } from '#fhir/binary/merge-fields.ts'
import type { Binary } from '#fhir/types.ts'
import { jsonEqual } from '#lib/json-equal.ts'

/** What of a version is restored: a content comes with its content type. */
export type RestoredPart = 'all' | 'content' | 'fields'

/** Whether two contents are the same bytes, as far as it is known. */
export type SameBytes = 'same' | 'different' | 'unknown'

/** A restore, and what else was saved since it was chosen. */
export interface RestoreSides {
  part: RestoredPart
  /** What was current when the restore was chosen, where it can still be read. */
  base: Binary | undefined
  /** What is stored now. */
  stored: Binary
  /** The version that is restored, as it is. */
  version: Binary
  /** How it would be without the other change; of a restored part the other part is the base's. */
  restored: Binary
  bytes: { baseStored: SameBytes; baseRestored: SameBytes; storedRestored: SameBytes }
}

/** By the label of a clash: whose is taken. */
export type Decisions = Readonly<Record<string, 'stored' | 'yours'>>

/** The label of the content, with the type that says what it is. */
export const CONTENT = 'Content'

export interface RestoreMerge {
  /** Labels of what both changed, and not to the same. */
  clashes: readonly string[]
  /** Those that nobody has decided. */
  open: readonly string[]
  /** Labels of what others alone changed, which stays. */
  kept: readonly string[]
  content: 'stored' | 'yours'
  /** The fields that are saved. */
  binary: Binary
  /** Whether it is the stored version as it is. */
  isStored: boolean
}

/** Takes what one alone changed, and of a clash what was decided; as long as that is open, the stored one. */
export function mergeRestore(sides: RestoreSides, decisions: Decisions): RestoreMerge {
  const { part, base, stored, restored } = sides
  const takeMine = new Set(Object.keys(decisions).filter((label) => decisions[label] === 'yours'))
  const fields =
    part === 'content'
      ? {
          merged: stored,
          theirs: base === undefined ? [] : changedFields(base, stored),
          clashes: [],
        }
      : mergeFields(base, stored, restored, takeMine)
  const fate = part === 'fields' ? 'theirs' : contentFate(sides)
  const clashes = [...(fate === 'clash' ? [CONTENT] : []), ...fields.clashes]
  const content =
    fate === 'mine' || (fate === 'clash' && takeMine.has(CONTENT)) ? 'yours' : 'stored'
  return {
    clashes,
    open: clashes.filter((label) => decisions[label] === undefined),
    kept: [...(isContentChanged(sides) && fate === 'theirs' ? [CONTENT] : []), ...fields.theirs],
    content,
    binary: content === 'yours' ? withContentTypeOf(fields.merged, restored) : fields.merged,
    isStored: content === 'stored' && jsonEqual(fields.merged, stored),
  }
}

function changedFields(base: Binary, stored: Binary): readonly string[] {
  return fieldChanges(base, stored).flatMap(({ path, label }) =>
    path === 'Binary.contentType' ? [] : [label],
  )
}

function isContentChanged({ base, stored, bytes }: RestoreSides): boolean {
  return base !== undefined && !(bytes.baseStored === 'same' && sameType(base, stored))
}

/** What is not known to be the same counts as changed: a person decides. */
function contentFate({ base, stored, restored, bytes }: RestoreSides): 'theirs' | 'mine' | 'clash' {
  if (bytes.storedRestored === 'same' && sameType(stored, restored)) return 'theirs'
  if (base === undefined) return 'clash'
  if (bytes.baseRestored === 'same' && sameType(base, restored)) return 'theirs'
  return bytes.baseStored === 'same' && sameType(base, stored) ? 'mine' : 'clash'
}

function sameType(one: Binary, other: Binary): boolean {
  return one.contentType === other.contentType
}
