import {
  displayName,
  fileName,
  folderOf,
  securityContextKey,
  securityContextText,
} from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { rank } from '#lib/text/rank.ts'

/** Files that the list draws at once; a longer one is narrowed by typing more. */
const SHOWN = 50

/** Files to choose from, the best first. */
export interface Choices {
  shown: Binary[]
  /** How many more answer what was typed. */
  more: number
}

/**
 * The files that answer what was typed, by name, folder, patient or id. Those of the same patient or context come first,
 * for they are what a file is mostly compared with; else they stay in their order.
 *
 * @param like the file that one is looked for to compare with: it is not a choice itself
 */
export function choicesOf(
  binaries: readonly Binary[],
  { typed, like }: { typed: string; like: Binary },
): Choices {
  const seen = new Set([like.id])
  const context = securityContextKey(like)
  const found: { binary: Binary; worth: number }[] = []
  for (const binary of binaries) {
    if (binary.id === undefined || seen.has(binary.id)) continue
    seen.add(binary.id)
    const worth = rank(wordsOf(binary), typed)
    if (worth === undefined) continue
    const isOther = context === undefined || securityContextKey(binary) !== context
    found.push({ binary, worth: worth * 2 + (isOther ? 1 : 0) })
  }
  const sorted = found.toSorted((one, other) => one.worth - other.worth)
  return {
    shown: sorted.slice(0, SHOWN).map(({ binary }) => binary),
    more: Math.max(0, sorted.length - SHOWN),
  }
}

function wordsOf(binary: Binary): string {
  const words = [displayName(binary), folderOf(binary), securityContextText(binary), binary.id]
  // The name as it is stored, too: what is shown may hold signs for what can't be seen.
  return [...words, fileName(binary)].filter((word) => word !== undefined).join(' ')
}
