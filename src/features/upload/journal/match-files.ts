import type { FileFacts } from '../queue/item.ts'

/** Which of the files that were given again are those that the queue misses: decided by what is known without reading them. */

export interface Missing {
  key: string
  facts: FileFacts
  /** Lower-case hex, where it was known. */
  sha256: string | undefined
}

export type Match<Given> =
  | { kind: 'same'; given: Given }
  /** Only their checksums tell whether one of these is it. */
  | { kind: 'doubtful'; candidates: readonly Given[] }
  /** It is there, and is another one now. */
  | { kind: 'changed'; given: Given }
  | { kind: 'absent' }

/**
 * A file is taken for the missing one when path, size and time are the same. Whoever chooses a folder further up or
 * down, or the files one by one, gives other paths: one must then be the end of the other, and no other file may fit as
 * well. Where something does not fit but the name, the checksum decides, and where that was not known, it has changed.
 * @returns a match for each missing file, by its key
 */
export function matchFiles<Given extends { facts: FileFacts }>(
  missing: readonly Missing[],
  given: readonly Given[],
): Map<string, Match<Given>> {
  const byName = Map.groupBy(given, ({ facts }) => nameOf(facts.path))
  const byPath = new Map(given.map((one) => [one.facts.path, one]))
  const takenPaths = new Set(missing.map(({ facts }) => facts.path).filter((p) => byPath.has(p)))
  const fitting = missing.map((wanted) => {
    const whole = byPath.get(wanted.facts.path)
    if (whole !== undefined) return { wanted, fits: [whole] }
    const named = byName.get(nameOf(wanted.facts.path)) ?? []
    const fits = named.filter(
      ({ facts }) => !takenPaths.has(facts.path) && isEndOf(facts.path, wanted.facts.path),
    )
    return { wanted, fits }
  })
  const claims = claimsOf(fitting)
  return new Map(
    fitting.map(({ wanted, fits }) => {
      const isAlone = fits.every((one) => claims.get(one)?.size === 1)
      return [wanted.key, verdict(wanted, fits, isAlone)]
    }),
  )
}

/**
 * The candidate with the checksum of the missing file, else that it has changed.
 * @param hashes of the candidates, in their order, lower-case hex; undefined for one that can't be read
 */
export function decide<Given>(
  { sha256 }: Missing,
  candidates: readonly Given[],
  hashes: readonly (string | undefined)[],
): Match<Given> {
  const at = sha256 === undefined ? -1 : hashes.indexOf(sha256)
  const [found, first] = [candidates[at], candidates[0]]
  if (found !== undefined) return { kind: 'same', given: found }
  return first === undefined ? { kind: 'absent' } : { kind: 'changed', given: first }
}

/** Two uploads of one file both want it; two files of one name do not fit into one. */
function claimsOf<Given>(fitting: readonly { wanted: Missing; fits: readonly Given[] }[]) {
  const claims = new Map<Given, Set<string>>()
  for (const { wanted, fits } of fitting) {
    for (const one of fits) {
      claims.set(one, (claims.get(one) ?? new Set<string>()).add(wanted.facts.path))
    }
  }
  return claims
}

function verdict<Given extends { facts: FileFacts }>(
  wanted: Missing,
  fits: readonly Given[],
  isAlone: boolean,
): Match<Given> {
  const [first] = fits
  if (first === undefined) return { kind: 'absent' }
  if (fits.length === 1 && isAlone) return compareFile(wanted, first)
  const sized = fits.filter(({ facts }) => facts.size === wanted.facts.size)
  if (sized.length === 0 || wanted.sha256 === undefined) return { kind: 'absent' }
  return { kind: 'doubtful', candidates: sized }
}

/** Whether the file in the missing one's place is still the same. */
export function compareFile<Given extends { facts: FileFacts }>(
  wanted: Missing,
  given: Given,
): Match<Given> {
  const { size, lastModified } = wanted.facts
  if (given.facts.size !== size) return { kind: 'changed', given }
  if (given.facts.lastModified === lastModified) return { kind: 'same', given }
  return wanted.sha256 === undefined
    ? { kind: 'changed', given }
    : { kind: 'doubtful', candidates: [given] }
}

function isEndOf(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === long || long.endsWith(`/${short}`)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
