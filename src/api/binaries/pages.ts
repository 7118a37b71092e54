import type { Binary } from '#fhir/types.ts'
import type { BinaryPage } from './search/search-types.ts'
import type { HistoryPage } from './types.ts'

/** All items of the pages so far, each Binary once: pages of some servers overlap. The later answer is the newer. */
export function distinctBinaries(pages: readonly BinaryPage[]): Binary[] {
  const byId = new Map<string, Binary>()
  const nameless: Binary[] = []
  for (const { items } of pages) {
    for (const item of items) {
      if (item.id === undefined) nameless.push(item)
      else byId.set(item.id, item)
    }
  }
  return [...byId.values(), ...nameless]
}

interface Page {
  received: number
  next?: string
}

/**
 * Empty pages in a row after which there is taken to be nothing more. A server that looks through a million files for a rare
 * word may well answer with some that are empty.
 */
const MAX_EMPTY = 60

/**
 * The link to continue with, `undefined` at the end. A link that was followed before, a page like the one before, and
 * pages without anything end the list: some servers' last page links to itself for ever.
 */
export function nextPage<Some extends Page>(
  last: Some,
  all: readonly Some[],
  followed: readonly (string | undefined)[],
  fingerprint: (page: Some) => string,
): string | undefined {
  if (last.next === undefined || followed.includes(last.next)) return undefined
  const before = all.at(-2)
  if (before && last.received > 0 && fingerprint(before) === fingerprint(last)) return undefined
  const tail = all.slice(-MAX_EMPTY)
  if (tail.length === MAX_EMPTY && tail.every((page) => page.received === 0)) return undefined
  return last.next
}

/** The same for two pages that hold the same versions of the same files. */
export function historyFingerprint({ entries }: HistoryPage): string {
  return entries
    .map(({ id, versionId, lastUpdated }) => `${id} ${versionId ?? lastUpdated ?? ''}`)
    .join('\n')
}
